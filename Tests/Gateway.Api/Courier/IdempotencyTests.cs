using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

public sealed class IdempotencyTests
{
    private const string Several = """[{"phone_number":"+12025550101"},{"phone_number":"+12025550102"}]""";

    [Theory]
    [InlineData($$"""{"phone_number":"{{Phone}}"}""")]
    [InlineData(Several)]
    public async Task A_repeat_gets_the_first_answer_whatever_its_body(string to)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var first = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body("\"delay\":{\"duration\":60000}", to), ("Idempotency-Key", "k1"));
        var count = await gateway.CountAsync(GatewayFixture.Organization);

        foreach (var body in new[] { Body("\"delay\":{\"duration\":60000}", to), Body(), "{}", "not JSON" })
        {
            var repeat = await gateway.Client.CallAsync(HttpMethod.Post, "/send", body, ("Idempotency-Key", "k1"));

            Assert.Equal((HttpStatusCode.Accepted, first.Answer!.ToJsonString()), (repeat.Status, repeat.Answer!.ToJsonString()));
        }

        Assert.Equal(count, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_repeat_after_the_due_time_still_gets_the_first_answer()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var body = Body("\"delay\":{\"until\":\"2026-05-05T12:00:00Z\"},\"expiry\":{\"expires_in\":\"P1DT1H\"}");
        var first = await gateway.Client.CallAsync(HttpMethod.Post, "/send", body, ("Idempotency-Key", "k1"));
        gateway.Clock.Advance(TimeSpan.FromHours(47));

        var repeat = await gateway.Client.CallAsync(HttpMethod.Post, "/send", body, ("Idempotency-Key", "k1"));

        Assert.Equal(first.Answer!.ToJsonString(), repeat.Answer!.ToJsonString());
    }

    [Fact]
    public async Task A_refused_request_leaves_the_key_free()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var refused = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body("\"delay\":{}"), ("Idempotency-Key", "k1"));

        var corrected = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body(), ("Idempotency-Key", "k1"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Accepted), (refused.Status, corrected.Status));
    }

    [Fact]
    public async Task A_key_belongs_to_one_organization()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var ours = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body(), ("Idempotency-Key", "k1"));

        var theirs = await other.CallAsync(HttpMethod.Post, "/send", Body(), ("Idempotency-Key", "k1"));

        Assert.NotEqual(ours.Answer!.ToJsonString(), theirs.Answer!.ToJsonString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task A_key_is_kept_as_long_as_was_asked_in_seconds_or_milliseconds(long unitsOfSecond)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var until = (gateway.Clock.GetUtcNow().AddDays(30).ToUnixTimeSeconds() * unitsOfSecond).ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        var first = await gateway.Client.CallAsync(
            HttpMethod.Post, "/send", Body(), ("Idempotency-Key", "k1"), ("X-Idempotency-Expiration", until));
        gateway.Clock.Advance(TimeSpan.FromDays(29));

        var repeat = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body(), ("Idempotency-Key", "k1"));

        Assert.Equal(first.Answer!.ToJsonString(), repeat.Answer!.ToJsonString());
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("2026-05-05T12:00:00")]
    [InlineData("2026-05-04T12:00:00Z")]
    [InlineData("2027-05-04T12:00:01Z")]
    [InlineData("177798240")]
    [InlineData("17779824000")]
    public async Task An_expiration_that_is_not_understood_or_out_of_bounds_is_refused(string expiration)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(
            HttpMethod.Post, "/send", Body(), ("Idempotency-Key", "k1"), ("x-idempotency-expiration", expiration));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error"), (status, answer!.Text("type")));
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_key_on_a_cancel_changes_nothing()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));

        var first = await gateway.Client.CallAsync(HttpMethod.Post, $"/messages/{id}/cancel", null, ("Idempotency-Key", "k1"));
        var repeat = await gateway.Client.CallAsync(HttpMethod.Post, $"/messages/{id}/cancel", null, ("Idempotency-Key", "k1"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, repeat.Status));
        Assert.Equal(first.Answer!.ToJsonString(), repeat.Answer!.ToJsonString());
    }
}
