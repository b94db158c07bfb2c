using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Engine.Embedded;

/// <summary>What the engine stands on besides its clock and its carrier: threads, chance, and how it opens its store.</summary>
/// <remarks>The product has only these. A simulation brings others, so that one thread runs all of the engine in an order that a seed decides.</remarks>
internal sealed record Surroundings
{
    /// <summary>Makes what runs the writer's turns.</summary>
    public Func<Func<Turn>, IWriterLoop> RunTurns { get; init; } = turn => new WriterThread(turn);

    /// <summary>Where calls of the carrier run.</summary>
    public TaskScheduler Calls { get; init; } = TaskScheduler.Default;

    /// <summary>Randomness for the pauses between tries.</summary>
    public Random Chance { get; init; } = Random.Shared;

    /// <summary>Opens a session for writing.</summary>
    public Func<SqliteDatabase, WriteSession> OpenSession { get; init; } = database => new WriteSession(database.OpenForWriting());

    /// <summary>What the writer does when something is due: the dispatcher itself.</summary>
    public Func<IDueWork, IDueWork> DueWork { get; init; } = dispatcher => dispatcher;
}
