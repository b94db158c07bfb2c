namespace Belay.Storage.Sqlite;

/// <summary>The store cannot be opened at all: the start stops with this one sentence, which says what to do.</summary>
public sealed class SqliteSetupException(string message) : Exception(message);
