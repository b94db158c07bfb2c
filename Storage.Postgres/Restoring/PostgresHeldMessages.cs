using System.Runtime.CompilerServices;
using Belay.Messages;
using Belay.Messages.Json;
using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Writing;
using Npgsql;

namespace Belay.Storage.Postgres.Restoring;

/// <summary>The held messages of a cluster's database. Works beside running silos, which heed it within a second.</summary>
public sealed class PostgresHeldMessages(PostgresDatabase database, TimeProvider time) : IHeldMessages
{
    /// <summary>Most messages of one page.</summary>
    private const int PageMax = 200;

    private readonly PostgresMessages _messages = new(database, static _ => null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<HeldMessage> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = (DueAt: DateTimeOffset.UnixEpoch, Id: Guid.Empty);
        List<Message> page;
        do
        {
            page = await database.ReadAsync(
                "SELECT document FROM message WHERE held AND (due_at, id) > ($1, $2) ORDER BY due_at, id LIMIT $3",
                parameters =>
                {
                    parameters.Add(PostgresIndex.Time(after.DueAt));
                    parameters.Add(new() { Value = after.Id });
                    parameters.Add(new() { Value = PageMax });
                },
                Read,
                cancellationToken);
            foreach (var message in page)
            {
                after = (message.DueAt, message.Id.Value);
                yield return new HeldMessage(message.Id, message.Draft.Organization, message.DueAt, message.Status);
            }
        }
        while (page.Count == PageMax);
    }

    /// <inheritdoc/>
    public async Task<int> HoldAsync(bool later, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            "SELECT hold_messages(CASE WHEN $1 THEN 'infinity' ELSE $2 END)",
            parameters =>
            {
                parameters.Add(new() { Value = later });
                parameters.Add(PostgresIndex.Time(time.GetUtcNow()));
            },
            row => row.GetInt32(0),
            cancellationToken))[0];

    /// <inheritdoc/>
    public async Task<IReadOnlySet<MessageId>> ReleaseAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return (await database.ReadAsync(
            "SELECT release_messages($1, $2)",
            parameters =>
            {
                parameters.Add(new() { Value = database.Options.ServiceId });
                parameters.Add(new() { Value = ids.Select(id => id.Value).ToArray() });
            },
            row => new MessageId(row.GetGuid(0)),
            cancellationToken)).ToHashSet();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<MessageId>> DropAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var dropped = new HashSet<MessageId>();
        foreach (var id in ids)
        {
            if (await DropAsync(id, cancellationToken))
            {
                dropped.Add(id);
            }
        }

        return dropped;
    }

    /// <summary>Ends one, as soon as nobody else makes a step of it at the same time.</summary>
    private async Task<bool> DropAsync(MessageId id, CancellationToken cancellationToken)
    {
        while (await FindHeldAsync(id, cancellationToken) is { } message)
        {
            var decision = HeldMessages.Drop(message, time.GetUtcNow().ToStored());
            if (decision.Verdict != Verdict.Done)
            {
                return false;
            }

            if (await _messages.TryWriteAsync(message, decision, claimant: null, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<Message?> FindHeldAsync(MessageId id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            "SELECT document FROM message WHERE id = $1 AND held",
            parameters => parameters.Add(new() { Value = id.Value }),
            Read,
            cancellationToken)).SingleOrDefault();

    private static Message Read(NpgsqlDataReader row) => MessageJson.Read<Message>(row.GetFieldValue<byte[]>(0));
}
