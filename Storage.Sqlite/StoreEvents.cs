using System.Diagnostics.Tracing;
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
    public void Committing(List<WriteCommand> group)
    {
        if (IsEnabled())
        {
            Committing(group.Count, KindsOf(group));
        }
    }

    /// <summary>All is durable, nobody has heard of it.</summary>
    [NonEvent]
    public void Committed(List<WriteCommand> group)
    {
        if (IsEnabled())
        {
            Committed(group.Count, KindsOf(group));
        }
    }

    /// <summary>A migration of the schema has run and is about to be committed.</summary>
    [Event(3)]
    public void Migrating(int version) => WriteEvent(3, version);

    /// <summary>The migration is durable.</summary>
    [Event(4)]
    public void Migrated(int version) => WriteEvent(4, version);

    [Event(1)]
    private void Committing(int commands, string kinds) => WriteEvent(1, commands, kinds);

    [Event(2)]
    private void Committed(int commands, string kinds) => WriteEvent(2, commands, kinds);

    /// <summary>Which kinds of commands are in the group, such as <c>Cancel,Schedule</c>.</summary>
    private static string KindsOf(List<WriteCommand> group) => string.Join(',', group.Select(command => command.Kind).Distinct().Order());
}
