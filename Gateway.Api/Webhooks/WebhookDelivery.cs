using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Takes events from the outbox and brings each to its receiver: at least once, with bounded work in all and per host.</summary>
/// <remarks>
/// Sending never waits for this: the outbox is the only thing the two share. Any number of processes may run it on one outbox; a claim belongs to one
/// of them until its lease ends, and then to whoever claims next, so a crash delays an event by one lease and never loses it.
/// </remarks>
internal sealed partial class WebhookDelivery(
    IWebhookOutbox outbox,
    WebhookEndpoints endpoints,
    IEnumerable<IWebhookDialect> dialects,
    WebhookSender sender,
    HostLanes lanes,
    WebhookSettings settings,
    TimeProvider time,
    ILogger<WebhookDelivery> logger) : BackgroundService
{
    /// <summary>Most events of one claim.</summary>
    private const int ClaimMax = 64;

    /// <summary>
    /// How long a claimed event stays ours: four rounds of the slowest receiver (three wait, one is under way) and some time to settle.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>The pause before the next claim while claims bring events of busy hosts: it bounds the writes that giving back costs.</summary>
    public static readonly TimeSpan ClaimPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long posts under way may take to end when the process ends; what is cut then comes back after its lease.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a failure that nobody foresaw.</summary>
    private static readonly TimeSpan UnexpectedPause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Dialect, IWebhookDialect> _dialects = dialects.ToDictionary(dialect => dialect.Name);
    private readonly SemaphoreSlim _slots = new(settings.Concurrency);
    private readonly CancellationTokenSource _cut = new();

    public override void Dispose()
    {
        base.Dispose();
        _slots.Dispose();
        _cut.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts services one by one; the first claim must not hold up the others.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TakeAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (StoreUnavailableException unavailable)
            {
                LogUnavailable(unavailable.Message);
                await PauseAsync(unavailable.RetryAfter, stoppingToken);
            }
            catch (Exception exception)
            {
                // The type and place say enough: a message could quote an address.
                LogUnexpected(exception.GetType().Name, exception.StackTrace);
                await PauseAsync(UnexpectedPause, stoppingToken);
            }
        }

        await EndAsync();
    }

    /// <summary>Claims as many events as there are free slots, and starts them; waits where there are none.</summary>
    private async Task TakeAsync(CancellationToken stoppingToken)
    {
        await _slots.WaitAsync(stoppingToken);
        var free = 1;
        try
        {
            while (free < ClaimMax && _slots.Wait(TimeSpan.Zero, CancellationToken.None))
            {
                free++;
            }

            var claimedAt = time.GetTimestamp();
            var events = await outbox.ClaimAsync(free, Lease, stoppingToken);
            if (events.Count == 0)
            {
                _slots.Release(free);
                free = 0;
                await outbox.WaitAsync(stoppingToken);
                return;
            }

            var busy = false;
            foreach (var webhookEvent in events)
            {
                busy |= await StartAsync(webhookEvent, claimedAt, () => free--);
            }

            if (busy)
            {
                await Task.Delay(ClaimPause, time, stoppingToken);
            }
        }
        finally
        {
            if (free > 0)
            {
                _slots.Release(free);
            }
        }
    }

    /// <summary>Starts the delivery of one event, or settles it where there is nothing to deliver.</summary>
    /// <returns>Whether its host was busy, so that it was given back.</returns>
    private async Task<bool> StartAsync(WebhookEvent webhookEvent, long claimedAt, Action takeSlot)
    {
        if (!WebhookEvent.IsTold(webhookEvent.Message, webhookEvent.Step))
        {
            await FinishAsync(webhookEvent, retryAt: null);
            return false;
        }

        if (Plan(webhookEvent) is not { } plan)
        {
            await GiveUpAsync(webhookEvent, webhookEvent.Attempt - 1, "nobody listens for it");
            return false;
        }

        if (Enter(plan) is not var (place, entered))
        {
            if (IsHopeless(webhookEvent, plan))
            {
                await GiveUpAsync(webhookEvent, webhookEvent.Attempt - 1, "its receiver has taken nothing for a day");
                return false;
            }

            await GiveBackAsync(webhookEvent, lanes.ReturnAt(plan.Address.Url, time.GetUtcNow()));
            return true;
        }

        // The slot is the owner of the task: EndAsync waits until every slot is back.
        takeSlot();
        _ = DeliverAsync(webhookEvent, plan with { Address = entered }, place, claimedAt);
        return false;
    }

    /// <summary>
    /// A place in the lane of the address whose turn it is; where that one is down and has no place, in the lane of the other address.
    /// </summary>
    private (HostLanes.Place Place, WebhookAddress Address)? Enter(Planned plan)
    {
        if (lanes.TryEnter(plan.Address.Url) is { } place)
        {
            return (place, plan.Address);
        }

        return lanes.DownSince(plan.Address.Url) is not null
            && plan.Route.Addresses.FirstOrDefault(address => address != plan.Address) is { } other
            && lanes.TryEnter(other.Url) is { } otherPlace
                ? (otherPlace, other)
                : null;
    }

    /// <summary>
    /// Whether an event that waits behind others of its receiver need not wait for its own tries: it is a day old, and the receiver has taken nothing
    /// for a day. Otherwise one that is gone for good would gather events for ever, since they come faster than it can be tried.
    /// </summary>
    private bool IsHopeless(WebhookEvent webhookEvent, Planned plan)
    {
        var dayAgo = time.GetUtcNow() - WebhookPolicy.TriedFor;
        return webhookEvent.Step.At <= dayAgo && plan.Route.Addresses.All(address => lanes.DownSince(address.Url) <= dayAgo);
    }

    /// <summary>Where this try goes; null: nobody listens any more, or nobody is left to try.</summary>
    private Planned? Plan(WebhookEvent webhookEvent)
    {
        var (draft, step) = (webhookEvent.Message.Draft, webhookEvent.Step);
        if (!_dialects.TryGetValue(draft.Dialect, out var dialect) || !dialect.Events.Holds(step.Status))
        {
            return null;
        }

        return WebhookRoute.Of(draft.Webhook, endpoints.Find(draft.Organization, draft.Dialect)) is { } route
            && dialect.Policy.AddressOf(webhookEvent.Attempt, route.Addresses.Count) is { } address
                ? new(dialect, route, route.Addresses[address])
                : null;
    }

    private async Task DeliverAsync(WebhookEvent webhookEvent, Planned plan, HostLanes.Place place, long claimedAt)
    {
        try
        {
            using (place)
            {
                await place.WaitForTurnAsync(_cut.Token);
                if (time.GetElapsedTime(claimedAt) + plan.Dialect.Policy.Timeout > Lease)
                {
                    // It is about to be somebody else's: posting it now could make two of it, out of order. What was not posted is no try.
                    LogLate(webhookEvent.Id, webhookEvent.Message.Id);
                    await GiveBackAsync(webhookEvent, time.GetUtcNow());
                    return;
                }

                var answer = await TryAsync(webhookEvent, plan);
                var beginsToFail = place.Report(answer.Outcome != WebhookOutcome.Failed, time.GetUtcNow());
                WebhookMetrics.Posted(plan.Dialect.Name, answer);
                LogAnswer(webhookEvent.Id, webhookEvent.Message.Id, webhookEvent.Attempt, answer.Outcome, answer.Words);
                if (beginsToFail)
                {
                    LogFailing(plan.Dialect.Name, webhookEvent.Id, webhookEvent.Message.Id, answer.Words);
                }

                var pause = answer.Outcome == WebhookOutcome.Failed
                    ? plan.Dialect.Policy.PauseAfter(webhookEvent.Attempt, plan.Route.Addresses.Count, answer.RetryAfter)
                    : null;
                if (pause is null && answer.Outcome != WebhookOutcome.Delivered)
                {
                    await GiveUpAsync(webhookEvent, webhookEvent.Attempt, answer.Words);
                }
                else
                {
                    await FinishAsync(webhookEvent, time.GetUtcNow() + pause);
                }
            }
        }
        catch (OperationCanceledException) when (_cut.IsCancellationRequested)
        {
            // The process ends: the lease runs out, and the event is tried again.
        }
        catch (StoreUnavailableException unavailable)
        {
            LogUnavailable(unavailable.Message);
        }
        catch (Exception exception)
        {
            LogUnexpected(exception.GetType().Name, exception.StackTrace);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<WebhookAnswer> TryAsync(WebhookEvent webhookEvent, Planned plan)
    {
        var post = new WebhookPost(plan.Address.Url, webhookEvent.Attempt, time.GetUtcNow(), plan.Route.Secret);
        var body = plan.Dialect.WriteBody(webhookEvent, post);
        var headers = await plan.Dialect.SignAsync(body, post, _cut.Token);
        return await sender.PostAsync(plan.Address, body, headers, plan.Dialect.Policy, _cut.Token);
    }

    /// <summary>
    /// Writes what became of a try. Where the store cannot take it, the lease runs out and the event is tried once more: at least once.
    /// </summary>
    private async Task FinishAsync(WebhookEvent webhookEvent, DateTimeOffset? retryAt) =>
        await outbox.SettleAsync(webhookEvent.Id, retryAt, _cut.Token);

    /// <summary>Ends an event that nobody took, and says so everywhere.</summary>
    private async Task GiveUpAsync(WebhookEvent webhookEvent, int attempts, string reason)
    {
        WebhookMetrics.GivenUp(webhookEvent.Message.Draft.Dialect);
        LogGivenUp(webhookEvent.Id, webhookEvent.Message.Id, attempts, reason);
        await outbox.GiveUpAsync(webhookEvent.Id, attempts, _cut.Token);
    }

    private async Task GiveBackAsync(WebhookEvent webhookEvent, DateTimeOffset at) => await outbox.ReturnAsync(webhookEvent, at, _cut.Token);

    private async Task PauseAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(pause, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    /// <summary>Lets posts under way end, and cuts those that take too long. In real time: the end of a process waits for no other clock.</summary>
    private async Task EndAsync()
    {
        using var grace = new CancellationTokenSource(StopGrace);
        await using var _ = grace.Token.Register(_cut.Cancel);
        for (var i = 0; i < settings.Concurrency; i++)
        {
            await _slots.WaitAsync(CancellationToken.None);
        }
    }

    private sealed record Planned(IWebhookDialect Dialect, WebhookRoute Route, WebhookAddress Address);

    [LoggerMessage(1, LogLevel.Debug, "Webhook event {EventId} of message {MessageId}, try {Attempt}: {Outcome}, {Answer}")]
    private partial void LogAnswer(Guid eventId, MessageId messageId, int attempt, WebhookOutcome outcome, string answer);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "A webhook receiver of {Dialect} fails, first with event {EventId} of message {MessageId}: {Answer}. It is tried again.")]
    private partial void LogFailing(Dialect dialect, Guid eventId, MessageId messageId, string answer);

    [LoggerMessage(2, LogLevel.Information, "Webhook event {EventId} of message {MessageId} waited too long for its turn and is claimed again later")]
    private partial void LogLate(Guid eventId, MessageId messageId);

    [LoggerMessage(5, LogLevel.Warning, "Webhook event {EventId} of message {MessageId} was given up after try {Attempt}: {Reason}")]
    private partial void LogGivenUp(Guid eventId, MessageId messageId, int attempt, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Webhooks wait for the store: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(4, LogLevel.Error, "Webhook delivery failed unexpectedly: {ExceptionType} at {Stack}")]
    private partial void LogUnexpected(string exceptionType, string? stack);
}
