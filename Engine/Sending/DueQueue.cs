using Belay.Messages;

namespace Belay.Engine.Sending;

/// <summary>
/// The messages that are near or due in this process: near, then soon, then due, then with an open call. Its caller holds a lock.
/// </summary>
internal sealed class DueQueue
{
    private readonly Dictionary<MessageId, Entry> _entries = [];
    private readonly PriorityQueue<MessageId, (DateTimeOffset At, long Order)> _near = new();
    private readonly PriorityQueue<MessageId, (DateTimeOffset At, long Order)> _soon = new();
    private PriorityQueue<MessageId, (DateTimeOffset At, long Order)> _due = new();
    private long _enqueued;

    private enum Place
    {
        Near,
        Soon,
        Due,
        Calling,
    }

    /// <summary>How long before its time a message is soon due.</summary>
    public required TimeSpan SoonWithin { get; init; }

    /// <summary>How many wait for a call.</summary>
    public int Due => _due.Count;

    /// <summary>How many are soon due, about: some of them may have been forgotten.</summary>
    public int Soon => _soon.Count;

    /// <summary>The instant at which <see cref="Advance"/> has something to do; null: nothing is near.</summary>
    public DateTimeOffset? Next =>
        _near.TryPeek(out _, out var near)
            ? _soon.TryPeek(out _, out var soon) && soon.At < near.At - SoonWithin ? soon.At : near.At - SoonWithin
            : _soon.TryPeek(out _, out soon) ? soon.At : null;

    /// <summary>Whether it is known here.</summary>
    public bool Knows(MessageId id) => _entries.ContainsKey(id);

    /// <summary>Whether it is due, or its call is open.</summary>
    public bool Holds(MessageId id) => _entries.TryGetValue(id, out var entry) && !entry.Waits;

    /// <summary>
    /// Puts it in its place by its time, and returns whether there is anything new to do. One that is due, or whose call is open, comes again at that
    /// time.
    /// </summary>
    public bool Enqueue(MessageId id, DateTimeOffset dueAt, DateTimeOffset now)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            _entries[id] = entry = new Entry();
        }
        else if (!entry.Waits)
        {
            // A time that has come is what its turn is for; one that is to come is kept until the turn is over.
            if (entry.Place == Place.Calling || dueAt > now)
            {
                entry.AgainAt = dueAt;
            }

            return false;
        }
        else if (entry.At == dueAt)
        {
            return false;
        }

        (entry.At, entry.Place) = (dueAt, Place.Near);

        // What is due at one instant leaves in the order in which it came.
        _near.Enqueue(id, (dueAt, ++_enqueued));
        return true;
    }

    /// <summary>Forgets one that waits for nothing near any more; one that is due, or whose call is open, once that is over.</summary>
    public void Forget(MessageId id)
    {
        if (_entries.TryGetValue(id, out var entry))
        {
            entry.AgainAt = null;
            if (entry.Waits)
            {
                _entries.Remove(id);
            }
        }
    }

    /// <summary>Moves on what is soon due, and then what is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="keepUpTo">What is due later than this is not kept.</param>
    /// <param name="soon">Called with each that is soon due, and will be kept.</param>
    public void Advance(DateTimeOffset now, DateTimeOffset keepUpTo, Action<MessageId> soon)
    {
        while (_near.TryPeek(out var id, out var place) && (place.At - SoonWithin <= now || !Is(Place.Near, id, place.At)))
        {
            _near.Dequeue();
            if (Is(Place.Near, id, place.At))
            {
                _entries[id].Place = Place.Soon;
                _soon.Enqueue(id, place);
                if (place.At > now && place.At <= keepUpTo)
                {
                    soon(id);
                }
            }
        }

        while (_soon.TryPeek(out var id, out var place) && (place.At <= now || !Is(Place.Soon, id, place.At)))
        {
            _soon.Dequeue();
            if (!Is(Place.Soon, id, place.At))
            {
                continue;
            }

            if (place.At > keepUpTo)
            {
                Leave(id, now);
                continue;
            }

            _entries[id].Place = Place.Due;
            _due.Enqueue(id, place);
        }
    }

    /// <summary>Leaves to the store what is due later than that, and waits for its turn.</summary>
    public void LeaveDueAfter(DateTimeOffset upTo, DateTimeOffset now)
    {
        if (_due.UnorderedItems.All(item => item.Priority.At <= upTo))
        {
            return;
        }

        var kept = new PriorityQueue<MessageId, (DateTimeOffset At, long Order)>();
        foreach (var (id, place) in _due.UnorderedItems)
        {
            if (place.At <= upTo)
            {
                kept.Enqueue(id, place);
            }
            else
            {
                Leave(id, now);
            }
        }

        _due = kept;
    }

    /// <summary>Takes the one that is due first, if it is due no later than that.</summary>
    public bool TryTake(DateTimeOffset upTo, out MessageId id)
    {
        if (!_due.TryPeek(out id, out var place) || place.At > upTo)
        {
            return false;
        }

        _due.Dequeue();
        return true;
    }

    /// <summary>One that was taken is claimed: its call is open.</summary>
    public void Call(MessageId id) => _entries[id].Place = Place.Calling;

    /// <summary>The turn of one that was taken is over.</summary>
    public void Leave(MessageId id, DateTimeOffset now)
    {
        if (_entries.Remove(id, out var entry) && entry.AgainAt is { } againAt)
        {
            Enqueue(id, againAt, now);
        }
    }

    private bool Is(Place place, MessageId id, DateTimeOffset at) =>
        _entries.TryGetValue(id, out var entry) && entry.Place == place && entry.At == at;

    private sealed class Entry
    {
        public Place Place { get; set; }

        /// <summary>When it comes due.</summary>
        public DateTimeOffset At { get; set; }

        /// <summary>When its time comes again, if that became known before its turn was over.</summary>
        public DateTimeOffset? AgainAt { get; set; }

        public bool Waits => Place <= Place.Soon;
    }
}
