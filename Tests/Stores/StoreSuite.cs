using System.Buffers.Binary;

namespace Belay.Tests.Stores;

/// <summary>The base of every class of the suite for stores: each adds one small sealed subclass for each abstract class here.</summary>
public abstract class StoreSuite
{
    private int _made;

    /// <summary>When most of it happens.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private protected static OrganizationId Acme { get; } = OrganizationId.Parse("acme");

    private protected static Actor Caller { get; } = new("key_1", "req_1");

    private protected static CarrierTraits Carrier { get; } = new("test", HonoursIdempotencyKey: true, SendsReceipts: false);

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The abstract classes of the suite that no class of this assembly inherits.</summary>
    public static IReadOnlyList<string> ClassesWithoutStore(System.Reflection.Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var covered = assembly.GetTypes().Where(type => !type.IsAbstract).Select(type => type.BaseType).ToHashSet();
        return
        [
            .. typeof(StoreSuite).Assembly.GetTypes()
                .Where(type => type.BaseType == typeof(StoreSuite) && !covered.Contains(type))
                .Select(type => type.Name),
        ];
    }

    /// <summary>Makes a fresh store in which an organization may have so many messages pending.</summary>
    protected abstract Task<IStoreFixture> CreateAsync(long pendingMax);

    private protected Task<IStoreFixture> OpenAsync(long pendingMax = 1_000_000) => CreateAsync(pendingMax);

    /// <summary>A message alone in its batch; null: for at once.</summary>
    private protected Draft NewDraft(TimeSpan? dueIn = null, OrganizationId? organization = null)
    {
        var random = new byte[MessageId.RandomBytes];
        BinaryPrimitives.WriteUInt16BigEndian(random, (ushort)++_made);
        BinaryPrimitives.WriteUInt16BigEndian(random.AsSpan(MessageId.RandomBytes - 2), (ushort)_made);
        var id = MessageId.Create(Noon, random);
        return new Draft
        {
            Id = id,
            Organization = organization ?? Acme,
            Batch = BatchId.Of(id),
            Dialect = Dialect.None,
            From = "+15550000000",
            To = $"+1555{_made:0000000}",
            Text = "Your appointment is tomorrow.",
            SendAt = Noon + dueIn,
        };
    }

    private protected static ScheduleRequest Request(params IReadOnlyList<Draft> drafts) => new(drafts, Caller);

    private protected static async Task<Message> AcceptAsync(IStoreFixture store, Draft draft) =>
        Assert.Single(Assert.IsType<ScheduleVerdict.Accepted>(await store.Messages.AcceptAsync(Request(draft), Noon, Stop)).Messages);

    private protected static Decision Cancel(Message message) =>
        Done(MessageDecider.Decide(message, new Command.Cancel(Caller, CancelRule.Pending), Noon));

    private protected static Decision Claim(Message message) =>
        Done(MessageDecider.Decide(message, new Command.Wake(Carrier), message.WakeAt!.Value));

    private protected static Decision Answer(Message message, CarrierAnswer answer) =>
        Done(MessageDecider.Decide(message, new Command.RecordAnswer(message.Claims, answer, Carrier, new SendingRules(), 0), Noon));

    private protected static Task<bool> WriteAsync(IStoreFixture store, Message before, Decision decision, Claimant? claimant = null) =>
        store.Messages.TryWriteAsync(before, decision, claimant, Stop);

    private protected static async Task<StoredMessage> FindAsync(IStoreFixture store, MessageId id)
    {
        var stored = await store.Messages.FindAsync(id, Stop);
        Assert.NotNull(stored);
        return stored;
    }

    private static Decision Done(Decision decision)
    {
        Assert.Equal(Verdict.Done, decision.Verdict);
        return decision;
    }
}
