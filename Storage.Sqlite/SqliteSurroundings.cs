using Belay.Storage.Sqlite.Writing;

namespace Belay.Storage.Sqlite;

/// <summary>What the store stands on besides its clock: what runs its writer, and how it opens its file.</summary>
/// <remarks>
/// The product has only these. A simulation brings others, so that one thread runs all of the store in an order that a seed decides.
/// </remarks>
internal sealed record SqliteSurroundings
{
    /// <summary>Makes what runs the writer's turns.</summary>
    public Func<Func<Turn>, IWriterLoop> RunTurns { get; init; } = turn => new WriterThread(turn);

    /// <summary>Opens a session for writing.</summary>
    public Func<SqliteDatabase, WriteSession> OpenSession { get; init; } = database => new WriteSession(database.OpenForWriting());
}
