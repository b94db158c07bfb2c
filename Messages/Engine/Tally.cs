namespace Belay.Messages;

/// <summary>What became of an organization's messages in a span of time.</summary>
/// <remarks>
/// A message counts where it moved: one that was sent in the first minute and delivered in the second is in both. One that was unconfirmed until a
/// late receipt came is unconfirmed nowhere any more.
/// </remarks>
/// <param name="Sent">How many the carrier took.</param>
/// <param name="Delivered">How many a receipt reported as arrived.</param>
/// <param name="Canceled">How many were canceled.</param>
/// <param name="Failed">How many ended because the carrier refused them, because a receipt said that they did not arrive, or because their validity
/// ran out.</param>
/// <param name="Unconfirmed">How many ended without anybody knowing whether they arrived.</param>
/// <param name="LatenessP50">Half of those sent left at most so long after they were due, up to a step of <see cref="Lateness"/>; null: none was
/// sent.</param>
/// <param name="LatenessP99">The same of 99 in 100.</param>
public sealed record Tally(
    long Sent, long Delivered, long Canceled, long Failed, long Unconfirmed, TimeSpan? LatenessP50 = null, TimeSpan? LatenessP99 = null)
{
    /// <summary>Most slots of one tally.</summary>
    public const int SlotsMax = 1_000;

    /// <summary>How long minutes are kept, at least.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(35);

    /// <summary>Throws <see cref="ArgumentException"/> where a tally cannot be asked for so: see <see cref="IMessageEngine.TallyAsync"/>.</summary>
    public static void ThrowIfInvalid(DateTimeOffset from, TimeSpan slot, int slots)
    {
        if (from.Ticks % TimeSpan.TicksPerMinute != 0 || slot.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            throw new ArgumentException("A tally is counted in whole minutes.", nameof(from));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(slot, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, SlotsMax);
    }

    /// <summary>Puts counts together, one tally per slot.</summary>
    /// <param name="slots">How many slots.</param>
    /// <param name="counts">In any order.</param>
    public static Tally[] Sum(int slots, IEnumerable<TallyCount> counts)
    {
        var bySlot = counts.ToLookup(count => count.Slot);
        // An array: this travels between processes, which know arrays.
        return Enumerable.Range(0, slots).Select(slot => Sum([.. bySlot[slot]])).ToArray();
    }

    private static Tally Sum(IReadOnlyList<TallyCount> counts)
    {
        var sent = counts.Where(count => count.Status == MessageStatus.Sent).OrderBy(count => count.Lateness).ToList();
        return new(
            Of(MessageStatuses.Sent),
            Of(MessageStatuses.Delivered),
            Of(MessageStatuses.Canceled),
            Of(MessageStatuses.SendingFailed | MessageStatuses.DeliveryFailed | MessageStatuses.Expired),
            Of(MessageStatuses.DeliveryUnconfirmed),
            Percentile(sent, 50),
            Percentile(sent, 99));

        long Of(MessageStatuses statuses) => counts.Where(count => statuses.Holds(count.Status)).Sum(count => count.Messages);
    }

    private static TimeSpan? Percentile(List<TallyCount> sent, int percent)
    {
        // The nearest rank: the smallest value that so many in a hundred do not pass.
        var rank = ((sent.Sum(count => count.Messages) * percent) + 99) / 100;
        foreach (var count in sent)
        {
            rank -= count.Messages;
            if (rank <= 0)
            {
                return Lateness.UpTo(count.Lateness);
            }
        }

        return null;
    }
}

/// <summary>How many messages did the same in the same slot.</summary>
/// <param name="Slot">Which slot, from 0.</param>
/// <param name="Status">What they came to.</param>
/// <param name="Lateness">How late those sent were, see <see cref="Belay.Messages.Lateness"/>; 0 for others.</param>
/// <param name="Messages">How many.</param>
public readonly record struct TallyCount(int Slot, MessageStatus Status, int Lateness, long Messages);

/// <summary>Where one step counts in the tally. An engine keeps the number of each mark, in the commit of the step.</summary>
/// <param name="Minute">The minute of the step, in minutes since 1970-01-01 UTC.</param>
/// <param name="Status">What the message came to.</param>
/// <param name="Lateness">How late it was sent, see <see cref="Belay.Messages.Lateness"/>; 0 where it was not sent.</param>
public readonly record struct TallyMark(long Minute, MessageStatus Status, int Lateness)
{
    private const MessageStatuses Counted = MessageStatuses.Sent | MessageStatuses.Ended;

    /// <summary>The minute of an instant.</summary>
    public static long MinuteOf(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute;

    /// <summary>What the steps that a message made since a version change: the marks that they add, and those that they take back.</summary>
    /// <param name="message">The message after the steps.</param>
    /// <param name="versionBefore">Its version before them; 0: there was none.</param>
    public static IEnumerable<TallyChange> Of(Message message, long versionBefore)
    {
        ArgumentNullException.ThrowIfNull(message);
        for (var at = (int)versionBefore; at < message.Timeline.Count; at++)
        {
            var step = message.Timeline[at];
            if (!Counted.Holds(step.Status) || step.Cause == StepCause.Archived)
            {
                continue;
            }

            var before = message.Timeline.Take(at).LastOrDefault(earlier => earlier.Cause != StepCause.Archived);
            if (before is { Status: MessageStatus.DeliveryUnconfirmed })
            {
                // A late receipt: it is known now what became of the message, and that the carrier took it. A mark that is forgotten
                // is not taken back.
                if (MinuteOf(before.At) >= MinuteOf(step.At - Tally.KeptFor))
                {
                    yield return new(new(MinuteOf(before.At), before.Status, 0), -1);
                }

                if (message.Timeline.All(earlier => earlier.Status != MessageStatus.Sent))
                {
                    yield return new(SentAt(message, step.At), 1);
                }
            }

            yield return new(step.Status == MessageStatus.Sent ? SentAt(message, step.At) : new(MinuteOf(step.At), step.Status, 0), 1);
        }
    }

    private static TallyMark SentAt(Message message, DateTimeOffset at) =>
        new(MinuteOf(at), MessageStatus.Sent, Belay.Messages.Lateness.Of((message.FirstCalledAt ?? at) - message.DueAt));
}

/// <summary>How a step changes the number of a mark.</summary>
/// <param name="Mark">The mark.</param>
/// <param name="Messages">1, or -1 where the step takes back what an earlier one counted.</param>
public readonly record struct TallyChange(TallyMark Mark, int Messages);
