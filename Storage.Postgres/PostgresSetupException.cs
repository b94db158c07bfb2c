namespace Belay.Storage.Postgres;

/// <summary>The database cannot be used at all: the start stops with this one sentence, which says what to do.</summary>
public sealed class PostgresSetupException(string message, Exception? innerException = null) : Exception(message, innerException);
