using Belay.Messages;
using NpgsqlTypes;

namespace Belay.Storage.Postgres.Writing;

/// <summary>Writes single steps as a grain's storage does, without Orleans: the same function, the same entry.</summary>
internal sealed class PostgresMessages(PostgresDatabase database)
{
    /// <summary>Writes the message if what is stored is still at the version that the decision was made on: one statement, one commit.</summary>
    /// <param name="message">The message after its steps.</param>
    /// <param name="versionBefore">The version that was decided on.</param>
    /// <param name="reminder">The reminder that it wants from now on; null: none.</param>
    /// <param name="cancellationToken">Gives up; then the outcome is unknown.</param>
    /// <param name="claimant">Who makes the call that the steps opened; null: none did.</param>
    /// <returns>False, and nothing changed, where another writer was first.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is unknown.</exception>
    public async Task<bool> TryWriteAsync(Message message, long versionBefore, Reminder? reminder, CancellationToken cancellationToken, Claimant? claimant = null)
    {
        var entry = StepEntry.Write(message, versionBefore, reminder, claimant?.ToString());
        var versions = await database.ReadAsync(
            "SELECT write_message($1, $2, $3)",
            parameters =>
            {
                parameters.Add(new() { Value = database.Options.ServiceId });
                parameters.Add(new() { Value = versionBefore });
                parameters.Add(new() { Value = entry, NpgsqlDbType = NpgsqlDbType.Jsonb });
            },
            row => !row.IsDBNull(0),
            cancellationToken);
        return versions is [true];
    }
}
