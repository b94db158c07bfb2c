namespace Belay.Tests.Gateway.Api.Native;

/// <summary>What became of messages, in Belay's own words.</summary>
public sealed class NativeTallyTests : IAsyncLifetime
{
    private GatewayFixture? _gateway;

    private GatewayFixture Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact, Trait("Promise", "P8")]
    public async Task A_tally_counts_the_callers_own_messages_minute_by_minute()
    {
        await Stage.ScheduleAsync(Gateway, Stage.Draft());
        await Stage.SettleAsync(Gateway);
        Gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        var later = (await Stage.ScheduleAsync(Gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1))))[0];
        Assert.Equal(200, (await Gateway.Client.SendAsync("DELETE", "/belay/v1/messages/" + later.Id)).Status);

        var reply = await Gateway.Client.SendAsync("GET", "/belay/v1/tally?slots=3");

        const string Sent = """{"sent":1,"delivered":0,"canceled":0,"failed":0,"unconfirmed":0,"lateness_p50_ms":1,"lateness_p99_ms":1}""";
        const string Canceled = """{"sent":0,"delivered":0,"canceled":1,"failed":0,"unconfirmed":0}""";
        const string Nothing = """{"sent":0,"delivered":0,"canceled":0,"failed":0,"unconfirmed":0}""";
        const string Total = """{"sent":1,"delivered":0,"canceled":1,"failed":0,"unconfirmed":0,"lateness_p50_ms":1,"lateness_p99_ms":1}""";
        Assert.Equal(
            $$"""{"from":"2026-05-04T12:00:00Z","slot_seconds":60,"total":{{Total}},"slots":[{{Sent}},{{Nothing}},{{Canceled}}]}""", reply.Body);
        using var stranger = Gateway.ClientWith(GatewayFixture.OtherKey);
        Assert.Equal(0, (await stranger.SendAsync("GET", "/belay/v1/tally?slots=3")).Json["total"]!["canceled"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("from=2026-05-04T12:00:30Z", "from")]
    [InlineData("from=2026-05-04T12:00:00", "from")]
    [InlineData("from=9998-05-04T12:00:00Z", "from")]
    [InlineData("from=0001-01-01T00:00:00Z", "from")]
    [InlineData("slot_seconds=90", "slot_seconds")]
    [InlineData("slot_seconds=86460", "slot_seconds")]
    [InlineData("slots=1001", "slots")]
    [InlineData("days=3", "days")]
    public async Task A_tally_that_cannot_be_is_refused(string query, string field)
    {
        var reply = await Gateway.Client.SendAsync("GET", "/belay/v1/tally?" + query);

        Assert.Equal((422, field), (reply.Status, Assert.Single(reply.Json["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task The_longest_tally_is_answered() =>
        Assert.Equal(1_000, (await Gateway.Client.SendAsync("GET", "/belay/v1/tally?slot_seconds=86400&slots=1000")).Json["slots"]!.AsArray().Count);

    [Fact]
    public async Task A_message_says_who_hears_of_which_step_and_shows_no_more_than_the_host()
    {
        var told = new WebhookTarget(MessageStatuses.Canceled, "https://hooks.example.com/secret-path", "https://other.example.com/secret-path");
        var message = (await Stage.ScheduleAsync(Gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)) with { Webhook = told }))[0];

        var wire = (await Gateway.Client.SendAsync("DELETE", "/belay/v1/messages/" + message.Id)).Json["message"]!;

        Assert.Equal("""{"host":"hooks.example.com","failover_host":"other.example.com","on":["canceled"]}""", wire["webhook"]!.ToJsonString());
        Assert.DoesNotContain("secret-path", wire.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(wire["timeline"]![0]!["event"]);
        Assert.Equal(WebhookEvent.IdOf(message.Id, 2), wire["timeline"]![1]!["event"]!.GetValue<Guid>());
    }
}
