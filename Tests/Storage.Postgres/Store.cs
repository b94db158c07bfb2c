using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Belay.Messages;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Writing;

namespace Belay.Tests.Storage.Postgres;

/// <summary>A migrated database of its own, and the words in which the tests speak of it.</summary>
internal sealed class Store : IAsyncDisposable
{
    public static readonly OrganizationId Acme = OrganizationId.Parse("acme");
    public static readonly Actor Caller = new("key_1", "req_1");
    public static readonly CarrierTraits Carrier = new("test", HonoursIdempotencyKey: true, SendsReceipts: true);

    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly ConcurrentDictionary<MessageId, Reminder?> _reminders = [];
    private int _made;

    private Store(PostgresDatabase database)
    {
        Database = database;
        Messages = new PostgresMessages(database, message => _reminders.TryGetValue(message.Id, out var reminder) ? reminder : ReminderOf(message));
        Index = new PostgresIndex(database);
    }

    public PostgresDatabase Database { get; }

    public PostgresMessages Messages { get; }

    public PostgresIndex Index { get; }

    public static DateTimeOffset Now => Start;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Store> OpenAsync(SharedServer server, Func<PostgresOptions, PostgresOptions>? change = null)
    {
        var options = new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() };
        return await OpenAsync(change?.Invoke(options) ?? options);
    }

    public static async Task<Store> OpenAsync(PostgresOptions options) => new(await PostgresDatabase.OpenAsync(options, Stop));

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>An id that sorts after every id made before it.</summary>
    public MessageId NewId()
    {
        Span<byte> random = stackalloc byte[MessageId.RandomBytes];
        RandomNumberGenerator.Fill(random);
        BinaryPrimitives.WriteUInt16BigEndian(random, (ushort)Interlocked.Increment(ref _made));
        return MessageId.Create(Start, random);
    }

    public Draft NewDraft(TimeSpan? dueIn = null, OrganizationId? organization = null)
    {
        var id = NewId();
        return new Draft
        {
            Id = id,
            Organization = organization ?? Acme,
            Batch = BatchId.Of(id),
            Dialect = Dialect.None,
            From = "+15550000000",
            To = $"+1555{_made:0000000}",
            Text = "Your appointment is tomorrow.",
            SendAt = Start + dueIn,
        };
    }

    public IReadOnlyList<Draft> NewBatch(int count, TimeSpan? dueIn = null)
    {
        var batch = BatchId.Of(NewId());
        return [.. Enumerable.Range(0, count).Select(i => NewDraft(dueIn) with { Batch = batch, Ordinal = i })];
    }

    public Message NewMessage(TimeSpan? dueIn = null) => Message.Accept(NewDraft(dueIn), Caller, Start);

    public static Reminder ReminderOf(Message message) => new(message.Id.GetHashCode(), message.WakeAt!.Value, TimeSpan.FromSeconds(20));

    /// <summary>Writes the message as an acceptance (<paramref name="before"/> is null) or as a step.</summary>
    public async Task<bool> WriteAsync(Message message, long? before, Reminder? reminder = null, Claimant? claimant = null)
    {
        _reminders[message.Id] = reminder;
        return before is { } version
            ? await Messages.TryWriteAsync(
                message with { Version = version }, new Decision(message, Verdict.Done, [.. message.Timeline.Skip((int)version)]), claimant, Stop)
            : await ScheduleAsync(new ScheduleRequest([message.Draft], Caller)) is ScheduleVerdict.Accepted;
    }

    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, DateTimeOffset? now = null) =>
        Messages.AcceptAsync(request, now ?? Start, Stop);

    public async Task<Message> AcceptAsync(Draft draft) =>
        Assert.IsType<ScheduleVerdict.Accepted>(await ScheduleAsync(new ScheduleRequest([draft], Caller))).Messages[0];

    public static Message Cancel(Message message) => Decide(message, new Command.Cancel(Caller, CancelRule.Pending));

    public static Message Decide(Message message, Command command, DateTimeOffset? now = null)
    {
        var decision = MessageDecider.Decide(message, command, now ?? Start);
        Assert.Equal(Verdict.Done, decision.Verdict);
        return decision.Next;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"SELECT count(*) FROM {table}");

    public Task<long> PendingAsync() => ScalarAsync<long>("SELECT coalesce(sum(pending), 0)::bigint FROM organization_pending");
}
