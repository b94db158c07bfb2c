using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

public sealed class CancelTests
{
    [Fact]
    public async Task A_cancel_answers_the_record_and_the_message_is_never_sent()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(59.999));

        var (status, record, _) = await gateway.Client.CancelAsync(id);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((id, "CANCELED", Phone), (record!.Text("id"), record!.Text("status"), record!.Text("recipient")));
        Assert.Equal(gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds(), record!["canceledAt"]!.GetValue<long>());
        gateway.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(gateway.Carrier.Calls);
    }

    [Fact]
    public async Task A_second_cancel_answers_the_same()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));

        var first = await gateway.Client.CancelAsync(id);
        var second = await gateway.Client.CancelAsync(id);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal(first.Answer!.ToJsonString(), second.Answer!.ToJsonString());
    }

    [Fact]
    public async Task A_cancel_during_the_call_of_the_carrier_is_too_late_and_final()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var gate = gateway.Carrier.Hold(Phone);
        var id = await gateway.Client.SendAsync(Body());
        await gate.WaitForCallAsync();

        var (status, record, response) = await gateway.Client.CancelAsync(id);

        Assert.Equal((HttpStatusCode.Conflict, "ROUTED"), (status, record!.Text("status")));
        Assert.Equal(["false"], response.Headers.GetValues("x-should-retry"));
        gate.Release();
    }

    [Fact]
    public async Task A_cancel_after_delivery_is_too_late_and_carries_the_record()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body());
        await gateway.DeliverAsync(id);

        var (status, record, response) = await gateway.Client.CancelAsync(id);

        Assert.Equal((HttpStatusCode.Conflict, "DELIVERED", id), (status, record!.Text("status"), record!.Text("id")));
        Assert.Equal(["false"], response.Headers.GetValues("x-should-retry"));
        Assert.False(record!.AsObject().ContainsKey("canceledAt"));
    }

    [Fact]
    public async Task A_message_is_known_by_its_plain_UUID_too()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));

        var (status, record, _) = await gateway.Client.CancelAsync(Id(id).ToString());

        Assert.Equal((HttpStatusCode.OK, id), (status, record!.Text("id")));
    }

    [Theory]
    [InlineData("1-018f0000-000070008000000000000000")]
    [InlineData("018f0000-0000-7000-8000-000000000000")]
    [InlineData("nonsense")]
    [InlineData("a%2Fb")]
    [InlineData("1-zzzzzzzz-000070008000000000000000")]
    public async Task An_unknown_or_malformed_id_is_not_found(string id)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var calls = new[]
        {
            (HttpMethod.Post, $"/messages/{id}/cancel"), (HttpMethod.Get, $"/messages/{id}"), (HttpMethod.Get, $"/messages/{id}/history"),
            (HttpMethod.Get, $"/messages/{id}/output"), (HttpMethod.Put, $"/requests/{id}/archive"),
        };
        foreach (var (method, path) in calls)
        {
            var (status, answer, _) = await gateway.Client.CallAsync(method, path);

            Assert.Equal((HttpStatusCode.NotFound, """{"message":"Not Found","type":"invalid_request_error"}"""), (status, answer!.ToJsonString()));
        }
    }

    [Fact]
    public async Task Another_organizations_message_is_like_one_that_does_not_exist()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));

        Assert.Equal(HttpStatusCode.NotFound, (await other.CancelAsync(id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.CallAsync(HttpMethod.Get, $"/messages/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.CallAsync(HttpMethod.Put, $"/requests/{id}/archive")).Status);
        Assert.Empty((await other.GetJsonAsync($"/messages?messageId={id}")).Ids());
        Assert.Empty((await other.GetJsonAsync($"/messages?traceId={id}")).Ids());
        Assert.Equal("DELAYED", (await gateway.Client.GetJsonAsync($"/messages/{id}")).Text("status"));
    }
}
