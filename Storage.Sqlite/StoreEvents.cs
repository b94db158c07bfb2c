using System.Diagnostics.Tracing;
using Belay.Messages;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Storage.Sqlite;

/// <summary>
/// What the writer does, step by step, for whoever listens: <c>dotnet-trace collect --providers Belay-Sqlite</c> shows the size and duration of each
/// commit. Each event is raised by the thread that does the step, before its next one; without a listener it costs a look at a flag.
/// </summary>
[EventSource(Name = "Belay-Sqlite")]
internal sealed class StoreEvents : EventSource
{
    public static readonly StoreEvents Log = new();

    private StoreEvents()
    {
    }

    /// <summary>All is written, nothing is durable: the commit begins.</summary>
    [NonEvent]
    public void Committing(List<WriteCommand> group, int claims)
    {
        if (IsEnabled())
        {
            Committing(group.Count, KindsOf(group), claims);
        }
    }

    /// <summary>All is durable, nobody has heard of it.</summary>
    [NonEvent]
    public void Committed(List<WriteCommand> group, int claims)
    {
        if (IsEnabled())
        {
            Committed(group.Count, KindsOf(group), claims);
        }
    }

    /// <summary>The call of the carrier begins; its claim is durable.</summary>
    [NonEvent]
    public void Calling(MessageId id, int attempt)
    {
        if (IsEnabled())
        {
            Calling(id.ToString(), attempt);
        }
    }

    /// <summary>The carrier has answered; nothing of it is recorded.</summary>
    [NonEvent]
    public void Answered(MessageId id, int attempt, CarrierAnswer answer)
    {
        if (IsEnabled())
        {
            Answered(id.ToString(), attempt, answer.GetType().Name);
        }
    }

    /// <summary>A migration of the schema has run and is about to be committed.</summary>
    [Event(5)]
    public void Migrating(int version) => WriteEvent(5, version);

    /// <summary>The migration is durable.</summary>
    [Event(6)]
    public void Migrated(int version) => WriteEvent(6, version);

    /// <summary>At the start: the calls that were found open are decided on, and about to be committed.</summary>
    [Event(7)]
    public void Recovering(int calls) => WriteEvent(7, calls);

    /// <summary>That is durable; sending begins.</summary>
    [Event(8)]
    public void Recovered(int calls) => WriteEvent(8, calls);

    [Event(1)]
    private void Committing(int commands, string kinds, int claims) => WriteEvent(1, commands, kinds, claims);

    [Event(2)]
    private void Committed(int commands, string kinds, int claims) => WriteEvent(2, commands, kinds, claims);

    [Event(3)]
    private void Calling(string message, int attempt) => WriteEvent(3, message, attempt);

    [Event(4)]
    private void Answered(string message, int attempt, string answer) => WriteEvent(4, message, attempt, answer);

    /// <summary>Which kinds of commands are in the group, such as <c>Cancel,Schedule</c>.</summary>
    private static string KindsOf(List<WriteCommand> group) => string.Join(',', group.Select(command => command.Kind).Distinct().Order());
}
