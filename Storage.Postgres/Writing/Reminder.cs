namespace Belay.Storage.Postgres.Writing;

/// <summary>
/// The row of OrleansRemindersTable that brings a message back to its grain: written, moved and removed with the message's own steps.
/// </summary>
/// <param name="GrainHash">The grain's uniform hash code, as Orleans counts it: it decides which silo looks.</param>
/// <param name="StartAt">When the first tick is due.</param>
/// <param name="Period">The pause between ticks, and so between retries of one that failed; whole milliseconds, at most the window that silos
/// load.</param>
public sealed record Reminder(int GrainHash, DateTimeOffset StartAt, TimeSpan Period)
{
    /// <summary>The reminder's name; each message has this one at most.</summary>
    public const string Name = "wake";

    /// <summary>The type of the grains whose reminders these are: a grain's id is this, a slash, and the message's UUID.</summary>
    public const string GrainType = "message";
}
