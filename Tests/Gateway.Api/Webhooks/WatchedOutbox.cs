using System.Threading.Channels;
using Channel = System.Threading.Channels.Channel;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>What delivery said of an event.</summary>
internal sealed record Settled(Guid EventId, DateTimeOffset? RetryAt, bool Untried = false, bool GivenUp = false);

/// <summary>Lets a test wait until delivery has said what became of a try, and lets it break the store.</summary>
internal sealed class WatchedOutbox(IWebhookOutbox inner) : IWebhookOutbox
{
    private readonly Channel<Settled> _settled = Channel.CreateUnbounded<Settled>();
    private readonly Channel<Exception> _failures = Channel.CreateUnbounded<Exception>();
    private int _claimsToFail;
    private int _settlesToFail;

    /// <summary>The store's own words in every failure.</summary>
    public static StoreUnavailableException Down { get; } = new("The store is down.", TimeSpan.FromSeconds(3));

    /// <summary>An event that was written before the rule for events was what it is; the next claim brings it. Null: none.</summary>
    public WebhookEvent? Old { get; set; }

    public void FailClaims(int count) => Interlocked.Exchange(ref _claimsToFail, count);

    public void FailSettles(int count) => Interlocked.Exchange(ref _settlesToFail, count);

    /// <summary>The next thing said; fails after <see cref="ScriptedCarrier.Patience"/>.</summary>
    public async Task<Settled> NextAsync() =>
        await _settled.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(ScriptedCarrier.Patience, TimeProvider.System);

    /// <summary>Returns after the next failure that was asked for.</summary>
    public async Task NextFailureAsync() =>
        await _failures.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(ScriptedCarrier.Patience, TimeProvider.System);

    public async Task<IReadOnlyList<WebhookEvent>> ClaimAsync(int max, TimeSpan lease, CancellationToken cancellationToken)
    {
        ThrowIfAsked(ref _claimsToFail);
        if (Old is { } old)
        {
            Old = null;
            return [old];
        }

        return await inner.ClaimAsync(max, lease, cancellationToken);
    }

    public async Task SettleAsync(Guid eventId, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        ThrowIfAsked(ref _settlesToFail);
        await inner.SettleAsync(eventId, retryAt, cancellationToken);
        _settled.Writer.TryWrite(new(eventId, retryAt));
    }

    public async Task GiveUpAsync(Guid eventId, int attempts, CancellationToken cancellationToken)
    {
        ThrowIfAsked(ref _settlesToFail);
        await inner.GiveUpAsync(eventId, attempts, cancellationToken);
        _settled.Writer.TryWrite(new(eventId, RetryAt: null, GivenUp: true));
    }

    public Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(
        OrganizationId organization, MessageId message, CancellationToken cancellationToken) =>
        inner.FindUndeliveredAsync(organization, message, cancellationToken);

    public async Task ReturnAsync(WebhookEvent webhookEvent, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await inner.ReturnAsync(webhookEvent, at, cancellationToken);
        _settled.Writer.TryWrite(new(webhookEvent.Id, at, Untried: true));
    }

    public Task WaitAsync(CancellationToken cancellationToken) => inner.WaitAsync(cancellationToken);

    private void ThrowIfAsked(ref int left)
    {
        if (Interlocked.Decrement(ref left) >= 0)
        {
            _failures.Writer.TryWrite(Down);
            throw Down;
        }
    }
}
