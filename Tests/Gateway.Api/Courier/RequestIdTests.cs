using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>The id that a send to several recipients answers with stands for all of its messages, in every call.</summary>
public sealed class RequestIdTests
{
    private const string Two = """[{"phone_number":"+12025550101"},{"phone_number":"+12025550102","data":{"name":"Ada"}}]""";
    private const string Later = "\"delay\":{\"duration\":60000}";

    [Fact]
    public async Task A_cancel_ends_all_messages_and_none_is_ever_sent()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body(Later, Two));

        var first = await gateway.Client.CancelAsync(id);
        var second = await gateway.Client.CancelAsync(id);
        gateway.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal((HttpStatusCode.OK, id, "CANCELED"), (first.Status, first.Answer!.Text("id"), first.Answer!.Text("status")));
        Assert.Equal(["+12025550101", "+12025550102"], first.Answer!["messages"]!.AsArray().Select(one => one!.Text("recipient")));
        Assert.All(first.Answer!["messages"]!.AsArray(), one => Assert.Equal("CANCELED", one!.Text("status")));
        Assert.Equal((HttpStatusCode.OK, first.Answer!.ToJsonString()), (second.Status, second.Answer!.ToJsonString()));
        Assert.Empty(gateway.Carrier.Calls);
    }

    [Fact]
    public async Task A_cancel_that_comes_too_late_for_one_tells_what_became_of_each()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var gate = gateway.Carrier.Hold("+12025550101");
        gateway.Carrier.AnswerAlways("+12025550102", new CarrierAnswer.Later(TimeSpan.FromHours(1)));
        var id = await gateway.Client.SendAsync(Body(to: Two));
        var messages = (await gateway.Client.GetJsonAsync($"/messages?traceId={id}"))["results"]!
            .AsArray().ToDictionary(one => one!.Text("recipient"), one => one!.Text("id"));
        await gate.WaitForCallAsync();
        await gateway.Carrier.WaitForCallAsync(Id(messages["+12025550102"]));
        while ((await gateway.FindAsync(messages["+12025550102"])).Status != MessageStatus.Queued)
        {
            await Task.Yield();
        }

        var (status, record, response) = await gateway.Client.CancelAsync(id);

        Assert.Equal((HttpStatusCode.Conflict, "ROUTED"), (status, record!.Text("status")));
        Assert.Equal(["false"], response.Headers.GetValues("x-should-retry"));
        Assert.Equal(["ROUTED", "CANCELED"], record!["messages"]!.AsArray().Select(one => one!.Text("status")));
        Assert.False(record.AsObject().ContainsKey("canceledAt"));
        gate.Release();
    }

    [Fact]
    public async Task A_look_shows_what_holds_for_all_and_the_record_of_each()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body(Later + ",\"metadata\":{\"event\":\"e1\"}", Two));
        var one = (await gateway.Client.GetJsonAsync($"/messages?traceId={id}")).Ids()[0];
        await gateway.Client.CancelAsync(one);

        var record = await gateway.Client.GetJsonAsync($"/messages/{id}");

        Assert.Equal((id, "DELAYED", "", "e1"), (record.Text("id"), record.Text("status"), record.Text("recipient"), record.Text("event")));
        Assert.Equal(["CANCELED", "DELAYED"], record["messages"]!.AsArray().Select(message => message!.Text("status")).Order(StringComparer.Ordinal));
        Assert.False((await gateway.Client.GetJsonAsync($"/messages/{one}")).AsObject().ContainsKey("messages"));
    }

    [Fact]
    public async Task History_and_output_are_those_of_all_messages()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(
            """{"message":{"to":""" + Two + ""","content":{"title":"Hi","body":"Hello {{name}}"},"delay":{"duration":60000} } }""");
        var ids = (await gateway.Client.GetJsonAsync($"/messages?traceId={id}")).Ids();

        var history = (await gateway.Client.GetJsonAsync($"/messages/{id}/history"))["results"]!.AsArray();
        var enqueued = (await gateway.Client.GetJsonAsync($"/messages/{id}/history?type=ENQUEUED"))["results"]!.AsArray();
        var output = (await gateway.Client.GetJsonAsync($"/messages/{id}/output"))["results"]!.AsArray();

        Assert.Equal(4, history.Count);
        Assert.Equal(ids.Order(StringComparer.Ordinal), enqueued.Select(entry => entry!.Text("messageId")).Order(StringComparer.Ordinal));
        Assert.Equal(["Hello ", "Hello Ada"], output.Select(one => one!["content"]!.Text("body")));
    }

    [Fact]
    public async Task Another_organizations_request_is_like_one_that_does_not_exist()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var id = await gateway.Client.SendAsync(Body(Later, Two));

        Assert.Equal(HttpStatusCode.NotFound, (await other.CancelAsync(id)).Status);
        foreach (var path in (string[])["", "/history", "/output"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.CallAsync(HttpMethod.Get, $"/messages/{id}{path}")).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await other.CallAsync(HttpMethod.Post, $"/messages/{id}/resend")).Status);
        Assert.Equal("DELAYED", (await gateway.Client.GetJsonAsync($"/messages/{id}")).Text("status"));
    }
}
