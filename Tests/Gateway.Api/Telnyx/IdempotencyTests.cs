using System.Net;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>A repeated create is the same create.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private static readonly (string Name, string Value) Header = ("Idempotency-Key", "order-7421");

    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_repeat_gets_the_first_answer_also_after_the_message_was_canceled_and_its_time_has_passed()
    {
        var first = await _gateway.Client.PostAsync("/v2/messages/schedule", TelnyxCalls.Schedule, Header);
        await _gateway.Client.CancelAsync(first.Id);
        _gateway.Clock.Advance(TimeSpan.FromHours(30));

        var again = await _gateway.Client.PostAsync("/telnyx/v2/messages/schedule", TelnyxCalls.Schedule, Header);

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal(1, await _gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_repeated_group_is_the_same_group()
    {
        const string Body = """{"from":"+15550001111","to":["+15550000001","+15550000002"],"text":"Dinner?"}""";
        var first = await _gateway.Client.PostAsync("/v2/messages/group_mms", Body, Header);

        var again = await _gateway.Client.PostAsync("/v2/messages/group_mms", Body, Header);

        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal(2, await _gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("""{"from":"+15550001111","to":"+15550002222","text":"Another","send_at":"2026-05-05T12:00:00Z"}""")]
    [InlineData("not even JSON")]
    public async Task The_same_key_with_another_body_is_refused_before_the_body_is_judged(string other)
    {
        await _gateway.Client.PostAsync("/v2/messages/schedule", TelnyxCalls.Schedule, Header);

        var answer = await _gateway.Client.PostAsync("/v2/messages/schedule", other, Header);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "10027"), (answer.Status, answer.Code));
        Assert.Equal(1, await _gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_key_counts_for_its_own_call_and_its_own_organization()
    {
        using var other = _gateway.ClientWith(GatewayFixture.OtherKey);
        var ids = new[]
        {
            (await _gateway.Client.PostAsync("/v2/messages/schedule", TelnyxCalls.Schedule, Header)).Id,
            (await _gateway.Client.PostAsync("/v2/messages", TelnyxCalls.Schedule, Header)).Id,
            (await other.PostAsync("/v2/messages/schedule", TelnyxCalls.Schedule, Header)).Id,
        };

        Assert.Distinct(ids);
    }

    [Fact]
    public async Task A_request_that_was_refused_leaves_its_key_free()
    {
        await _gateway.Client.PostAsync("/v2/messages/schedule", "{}", Header);

        Assert.Equal(HttpStatusCode.OK, (await _gateway.Client.PostAsync("/v2/messages/schedule", TelnyxCalls.Schedule, Header)).Status);
    }

    [Fact]
    public async Task An_organization_at_its_limit_is_told_to_stop_and_not_to_retry()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: new EngineSettings { PendingPerOrganizationMax = 1 });
        await gateway.Client.ScheduleAsync();

        var answer = await gateway.Client.PostAsync("/v2/messages/schedule", TelnyxCalls.Schedule);

        Assert.Equal((HttpStatusCode.TooManyRequests, "10011"), (answer.Status, answer.Code));
        Assert.Equal("false", answer.Response.Headers.GetValues("x-should-retry").Single());
    }
}
