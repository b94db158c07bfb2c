using Belay.Messages;
using Belay.Storage.Sqlite.Reading;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Storage.Sqlite.Webhooks;

/// <summary>Webhook events in the table <c>webhook_event</c>.</summary>
internal sealed class SqliteOutbox(TimeProvider time) : IWebhookOutbox
{
    /// <summary>The longest wait: after it the caller looks again, come what may.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private Writer? _writer;
    private ReadPool? _reads;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Attach(Writer writer, ReadPool reads)
    {
        _writer = writer;
        _reads = reads;
    }

    public Task<IReadOnlyList<WebhookEvent>> ClaimAsync(int max, TimeSpan lease, CancellationToken cancellationToken) =>
        Writer.DoAsync<IReadOnlyList<WebhookEvent>>(
            (session, now) =>
            [
                .. session.ClaimEvents(now, now + lease, max).Select(claimed =>
                    new WebhookEvent(claimed.Id, (session.Find(claimed.Message)
                        ?? throw new InvalidOperationException($"Message {claimed.Message} is gone.")).AsOf(claimed.Version), claimed.Attempt)),
            ],
            WriteKind.ClaimEvents,
            cancellationToken);

    public Task SettleAsync(Guid eventId, DateTimeOffset? retryAt, CancellationToken cancellationToken) =>
        EndTryAsync(session => session.SettleEvent(eventId, retryAt), cancellationToken);

    public Task GiveUpAsync(Guid eventId, int attempts, CancellationToken cancellationToken) =>
        EndTryAsync(session => session.GiveUpEvent(eventId, attempts), cancellationToken);

    public Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(
        OrganizationId organization, MessageId message, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<IReadOnlyList<UndeliveredEvent>>(cancellationToken)
            : Task.FromResult((_reads ?? throw NotStarted()).Read(session => session.Undelivered(organization, message)));

    public Task ReturnAsync(WebhookEvent webhookEvent, DateTimeOffset at, CancellationToken cancellationToken) =>
        EndTryAsync(session => session.ReturnEvent(webhookEvent.Id, webhookEvent.Attempt, at), cancellationToken);

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var changed = Volatile.Read(ref _changed).Task;
        var next = _reads!.Read(session => session.NextEvent());
        using var overtaken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = next - time.GetUtcNow();
        if (pause > TimeSpan.Zero || pause is null)
        {
            var elapsed = Task.Delay(pause < WaitMax ? pause.Value : WaitMax, time, overtaken.Token);

            // The clock is read once more: it may have moved on before the delay began to count.
            if (next is null || time.GetUtcNow() < next)
            {
                await Task.WhenAny(changed, elapsed);
            }

            await overtaken.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Wakes who waits, to look again.</summary>
    public void Signal() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Writes what became of a try.</summary>
    private Task<bool> EndTryAsync(Action<WriteSession> write, CancellationToken cancellationToken) =>
        Writer.DoAsync(
            (session, _) =>
            {
                write(session);
                return true;
            },
            WriteKind.SettleEvent,
            cancellationToken);

    private Writer Writer => _writer ?? throw NotStarted();

    private static StoreUnavailableException NotStarted() => new("The engine has not started.", TimeSpan.FromSeconds(1));
}
