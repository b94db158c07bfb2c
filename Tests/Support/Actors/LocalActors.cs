using Belay.Engine;
using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>
/// The engine's actors in this process alone, without Orleans: one turn of a message at a time, in the order in which they were asked for.
/// </summary>
public sealed class LocalActors : IMessageActors
{
    private readonly Lock _lock = new();
    private readonly Dictionary<MessageId, Slot> _slots = [];

    /// <summary>Makes an actor; set before the first one is asked.</summary>
    public Func<MessageId, Action<TimeSpan?>, MessageActor> Make { get; set; } = (_, _) => throw new InvalidOperationException(
        "Nobody makes actors.");

    /// <summary>How many are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _slots.Count;
            }
        }
    }

    /// <inheritdoc/>
    public Task AttendAsync(MessageId id) => TellAsync(id, actor => actor.AttendAsync());

    /// <inheritdoc/>
    public Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant) => AskAsync(id, actor => actor.ClaimAsync(claimant));

    /// <inheritdoc/>
    public Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer) => TellAsync(id, actor => actor.RecordAnswerAsync(claim, answer));

    /// <summary>Has the message do something in its turn.</summary>
    public Task TellAsync(MessageId id, Func<MessageActor, Task> tell) => AskAsync(id, async actor =>
    {
        await tell(actor);
        return true;
    });

    /// <summary>Asks the message something in its turn.</summary>
    public async Task<T> AskAsync<T>(MessageId id, Func<MessageActor, Task<T>> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        Slot? slot;
        lock (_lock)
        {
            if (!_slots.TryGetValue(id, out slot))
            {
                _slots[id] = slot = new Slot();
                slot.Actor = Make(id, slot.Stay);
            }

            slot.Users++;
        }

        await slot.Turn.WaitAsync();
        try
        {
            return await ask(slot.Actor);
        }
        finally
        {
            slot.Turn.Release();
            lock (_lock)
            {
                slot.Users--;
                if (slot is { Users: 0, Stays: false })
                {
                    _slots.Remove(id);
                }
            }
        }
    }

    private sealed class Slot
    {
        public MessageActor Actor { get; set; } = null!;

        public SemaphoreSlim Turn { get; } = new(1);

        public int Users { get; set; }

        public bool Stays { get; private set; }

        public void Stay(TimeSpan? pause) => Stays = pause is not null;
    }
}
