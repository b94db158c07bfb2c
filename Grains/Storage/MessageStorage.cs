using Belay.Messages;
using Belay.Storage.Postgres.Writing;

namespace Belay.Grains.Storage;

/// <summary>The storage provider that keeps messages, and the reminders that are written with them.</summary>
internal static class MessageStorage
{
    /// <summary>The provider's name.</summary>
    public const string Name = "messages";

    /// <summary>The name of the one state that a grain has in it.</summary>
    public const string State = "message";

    /// <summary>How soon a tick that failed comes again.</summary>
    public static readonly TimeSpan ReminderPeriod = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The reminder of a message, for the next instant that matters; a call that is open keeps it. After the sending there is none: a missing receipt
    /// is the sweeper's.
    /// </summary>
    public static Reminder? ReminderOf(Message message) =>
        message is { Status: MessageStatus.Scheduled or MessageStatus.Queued or MessageStatus.Sending, WakeAt: { } start }
            ? new Reminder(unchecked((int)GrainOf(message.Id).GetUniformHashCode()), start, ReminderPeriod)
            : null;

    /// <summary>The grain of a message.</summary>
    public static GrainId GrainOf(MessageId id) => GrainId.Create(MessageGrain.TypeName, id.ToString());
}
