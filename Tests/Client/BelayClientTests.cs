using System.Net;
using Belay.Client;
using Belay.Tests.Gateway.Api;
using Microsoft.Extensions.DependencyInjection;
using CancelVerdict = Belay.Client.CancelVerdict;
using MessageStatus = Belay.Client.MessageStatus;

namespace Belay.Tests.Client;

/// <summary>The typed client against the real gateway, over HTTP.</summary>
public sealed class BelayClientTests : IAsyncLifetime
{
    private GatewayFixture? _gateway;

    private GatewayFixture Gateway => _gateway!;

    private BelayClient Client => field ??= Connect();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTimeOffset InAnHour => Gateway.Clock.GetUtcNow().AddHours(1);

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync();

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_message_is_scheduled_found_and_canceled_for_good()
    {
        var draft = new NewMessage("+15005550199", "hello")
        {
            From = "+15005550100",
            Tags = ["visit"],
            SendAt = InAnHour,
            ValidUntil = InAnHour.AddHours(1),
        };

        var made = await Client.ScheduleAsync(draft, cancellationToken: Stop);
        var found = await Client.FindAsync(made.Id, Stop);
        var canceled = await Client.CancelAsync(made.Id, Stop);
        var again = await Client.CancelAsync(made.Id, Stop);

        Assert.Equal((MessageStatus.Scheduled, "hello", "+15005550100", InAnHour), (found!.Status, found.Text, found.From, found.DueAt));
        Assert.Equal((draft.ValidUntil, "accepted"), (found.ValidUntil, Assert.Single(found.Timeline!).Cause));
        Assert.Equal((CancelVerdict.Canceled, MessageStatus.Canceled), (canceled.Verdict, canceled.Message!.Status));
        Assert.Equal(CancelVerdict.AlreadyCanceled, again.Verdict);
        Gateway.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(Gateway.Carrier.CallsOf(MessageOf(made.Id)));
    }

    [Fact]
    public async Task A_found_message_tells_what_became_of_its_webhook_events()
    {
        var id = MessageId.Create(Gateway.Clock.GetUtcNow(), new byte[MessageId.RandomBytes]);
        var draft = new Draft
        {
            Id = id, Organization = GatewayFixture.Organization, Batch = BatchId.Of(id), Dialect = Dialect.Courier, From = "Belay",
            To = "+15005550199", Text = "hello",
            SendAt = InAnHour, Webhook = new(MessageStatuses.Scheduled, "http://127.0.0.1:9/hook"),
        };
        await Gateway.Engine.ScheduleAsync(new([draft], new Actor("test")), Stop);

        var waiting = Assert.Single((await Client.FindAsync(id.ToString(), Stop))!.Timeline!);
        await Gateway.Services.GetRequiredService<IWebhookOutbox>().GiveUpAsync(WebhookEvent.IdOf(id, 1), 6, Stop);
        var lost = Assert.Single((await Client.FindAsync(id.ToString(), Stop))!.Timeline!);

        Assert.Equal((WebhookEvent.IdOf(id, 1), DeliveryState.Waiting), (waiting.Event, waiting.Delivery!.State));
        Assert.NotNull(waiting.Delivery.NextAt);
        Assert.Equal(new EventDelivery(DeliveryState.GivenUp, 6), lost.Delivery);
    }

    [Fact]
    public async Task Too_late_and_not_found_are_verdicts_not_errors()
    {
        var made = await Client.ScheduleAsync(new("+15005550199", "hello"), cancellationToken: Stop);
        await Gateway.Carrier.WaitForCallAsync(MessageOf(made.Id));

        var late = await Client.CancelAsync(made.Id, Stop);
        var nobodys = await Client.CancelAsync(Guid.Empty.ToString(), Stop);

        Assert.Equal((CancelVerdict.TooLate, made.Id), (late.Verdict, late.Message!.Id));
        Assert.Equal((CancelVerdict.NotFound, null), (nobodys.Verdict, nobodys.Message));
        Assert.Null(await Client.FindAsync("no-such-message", Stop));
        Assert.Null(await Client.CancelBatchAsync("1", Stop));
        Assert.Null(await Client.RevokeKeyAsync("no-such-key", Stop));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_makes_no_second_message()
    {
        var draft = new NewMessage("+15005550199", "hello") { SendAt = InAnHour };

        var first = await Client.ScheduleAsync(draft, "visit-1", Stop);
        var again = await Client.ScheduleAsync(draft, "visit-1", Stop);
        var other = await Assert.ThrowsAsync<BelayException>(() => Client.ScheduleAsync(draft with { Text = "bye" }, "visit-1", Stop));

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(("idempotency_key_reused", false), (other.Code, other.ShouldRetry));
        Assert.Equal(1, await Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task Lists_go_through_all_pages_and_by_every_filter()
    {
        var batch = await Client.ScheduleBatchAsync(
            [.. Enumerable.Range(0, 450)
                .Select(i => new NewMessage($"+1500555{i:D4}", "hello") { SendAt = InAnHour.AddSeconds(i), Tags = [$"t{i % 2}"] })],
            cancellationToken: Stop);
        await Client.ScheduleAsync(new("+15005550199", "other") { From = "Belay", SendAt = InAnHour }, cancellationToken: Stop);

        Assert.Equal(451, await CountAsync(new()));
        Assert.Equal(225, await CountAsync(new() { Tag = "t0" }));
        Assert.Equal(450, await CountAsync(new() { Batch = batch.Number }));
        Assert.Equal(10, await CountAsync(new() { DueFrom = InAnHour.AddSeconds(10), DueBefore = InAnHour.AddSeconds(20) }));
        Assert.Equal(1, await CountAsync(new() { From = "Belay" }));
        Assert.Equal(2, await CountAsync(new() { To = "+15005550199" }));
        Assert.Equal(0, await CountAsync(new() { Statuses = [MessageStatus.Canceled, MessageStatus.DeliveryUnconfirmed] }));

        Assert.Equal([2, 449], (await Client.ForecastAsync(InAnHour.AddSeconds(1 - 3600), TimeSpan.FromHours(1), 2, Stop)).Counts);
        var verdicts = new List<CancelOutcome>();
        await foreach (var outcome in Client.CancelWhereAsync(new() { Tag = "t1" }, Stop))
        {
            verdicts.Add(outcome);
        }

        Assert.Equal(225, verdicts.Count(outcome => outcome.Verdict == CancelVerdict.Canceled));
        Assert.Equal(225, (await Client.CancelBatchAsync(batch.Number, Stop))!.Canceled);
    }

    [Fact]
    public async Task What_is_archived_is_out_of_sight_but_not_out_of_a_cancel()
    {
        var made = await Client.ScheduleAsync(new("+15005550199", "hello") { SendAt = InAnHour, Tags = ["t"] }, cancellationToken: Stop);
        await Client.ScheduleAsync(new("+15005550198", "hello") { SendAt = InAnHour, Tags = ["t"] }, cancellationToken: Stop);
        await Gateway.Engine.ArchiveAsync(GatewayFixture.Organization, BatchId.Of(MessageOf(made.Id)), new Actor("test"), Stop);

        Assert.Equal((1, 1, 2), (await CountAsync(new()), await CountAsync(new() { Archived = true }), await CountAsync(new() { Archived = null })));
        Assert.Equal([made.Id], await CancelAsync(new() { Tag = "t", Archived = true }));
        Assert.Single(await CancelAsync(new() { Tag = "t" }));
        Assert.Equal(2, await CountAsync(new() { Statuses = [MessageStatus.Canceled], Archived = null }));

        var again = await Client.ScheduleAsync(new("+15005550199", "hello") { SendAt = InAnHour, Tags = ["t"] }, cancellationToken: Stop);
        await Gateway.Engine.ArchiveAsync(GatewayFixture.Organization, BatchId.Of(MessageOf(again.Id)), new Actor("test"), Stop);
        Assert.Equal([again.Id], await CancelAsync(new() { Tag = "t" }));

        async Task<List<string>> CancelAsync(MessageFilter filter) =>
            await Client.CancelWhereAsync(filter, Stop)
                .Where(outcome => outcome.Verdict == CancelVerdict.Canceled).Select(outcome => outcome.Id).ToListAsync(Stop);
    }

    [Fact]
    public async Task A_refusal_names_its_fields_and_says_that_a_retry_is_of_no_use()
    {
        var refused = await Assert.ThrowsAsync<BelayException>(
            () => Client.ScheduleAsync(new("nobody", "hello") { SendAt = Gateway.Clock.GetUtcNow() }, cancellationToken: Stop));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid", false), (refused.Status, refused.Code, refused.ShouldRetry));
        Assert.Equal(["send_at", "to"], refused.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", refused.RequestId);
        Assert.DoesNotContain("hello", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_and_the_service_are_told()
    {
        var made = await Client.CreateKeyAsync("till", ["messages:read"], 30, Stop);
        var reader = Connect(made.Secret);

        Assert.Equal(("acme", made.Key.Id), ((await reader.GetCallerAsync(Stop)).Organization, (await reader.GetCallerAsync(Stop)).KeyId));
        Assert.True((await reader.GetServiceAsync(Stop)).Ready);
        var forbidden = await Assert.ThrowsAsync<BelayException>(() => reader.ScheduleAsync(new("+15005550199", "hello"), cancellationToken: Stop));
        Assert.Equal((HttpStatusCode.Forbidden, "scope_missing"), (forbidden.Status, forbidden.Code));
        Assert.Contains(await Client.ListKeysAsync(Stop), key => key.Id == made.Key.Id && key.State == "live");
        Assert.Equal("revoked", (await Client.RevokeKeyAsync(made.Key.Id, Stop))!.State);
        Assert.Equal("key_wrong", (await Assert.ThrowsAsync<BelayException>(() => reader.GetCallerAsync(Stop))).Code);
        Assert.DoesNotContain(made.Secret, made.ToString(), StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "P10")]
    public async Task Unavailable_is_an_error_that_may_be_tried_again_never_a_verdict()
    {
        var made = await Client.ScheduleAsync(new("+15005550199", "hello") { SendAt = InAnHour }, cancellationToken: Stop);
        await Gateway.StopEngineAsync();

        var refused = await Assert.ThrowsAsync<BelayException>(() => Client.CancelAsync(made.Id, Stop));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable", true), (refused.Status, refused.Code, refused.ShouldRetry));
        Assert.NotNull(refused.RetryAfter);
    }

    private static MessageId MessageOf(string id) =>
        MessageId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException("No id.", nameof(id));

    private async Task<int> CountAsync(MessageFilter filter)
    {
        var count = 0;
        await foreach (var _ in Client.ListAsync(filter, Stop))
        {
            count++;
        }

        return count;
    }

    private BelayClient Connect(string key = GatewayFixture.Key)
    {
        var services = new ServiceCollection();
        services.AddBelayHttpClient(options => (options.BaseAddress, options.Key) = (Gateway.BaseAddress, key));
        return services.BuildServiceProvider().GetRequiredService<BelayClient>();
    }
}
