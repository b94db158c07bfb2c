using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>
/// Stands before the stores of an engine and keeps creates from reaching them while a test looks at what others are told meanwhile.
/// </summary>
public sealed class StoreGate
{
    private volatile HeldCreates? _held;

    /// <summary>Holds every create from now on.</summary>
    public HeldCreates HoldCreates() => _held = new HeldCreates();

    /// <summary>The store, with the gate before it.</summary>
    public IMessageStore Around(IMessageStore store) => new Gated(this, store);

    private sealed class Gated(StoreGate gate, IMessageStore store) : IMessageStore
    {
        public async Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken)
        {
            if (gate._held is { } held)
            {
                await held.EnterAsync();
            }

            return await store.AcceptAsync(request, now, cancellationToken);
        }

        public Task<StoredMessage?> FindAsync(MessageId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

        public Task<bool> TryWriteAsync(Message before, Decision decision, Claimant? claimant, CancellationToken cancellationToken) =>
            store.TryWriteAsync(before, decision, claimant, cancellationToken);

        public Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken) =>
            store.FindDueAsync(dueBy, max, cancellationToken);

        public Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken) => store.FindClaimedAsync(cancellationToken);

        public Task<Erased> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
            store.EraseFinishedAsync(until, now, cancellationToken);
    }
}

/// <summary>Creates that do not reach the store before they are let go.</summary>
public sealed class HeldCreates
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns once a create is held; fails after the tests' patience.</summary>
    public Task WaitForOneAsync() => _entered.Task.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System);

    /// <summary>Lets them go, and all that come later.</summary>
    public void Release() => _released.TrySetResult();

    internal Task EnterAsync()
    {
        _entered.TrySetResult();
        return _released.Task;
    }
}
