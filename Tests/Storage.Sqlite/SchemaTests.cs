using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Restoring;
using Belay.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>
/// A data directory of the first edition is brought up to date by a start, and all goes on from where it was. <c>Files/first-edition.sql</c> is a
/// dump of what that edition left behind when it ended during a call of the carrier.
/// </summary>
public sealed class SchemaTests : IDisposable
{
    private static readonly IdempotencyKey Key = new(Scene.Acme, "test", "key");

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-first-edition-").FullName;
    private readonly ManualTimeProvider _clock = new();

    public SchemaTests()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "belay.db")};Pooling=False");
        connection.Open();
        Stage.Run(connection, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "first-edition.sql")));
        Assert.Equal(5L, Stage.Scalar(connection, "PRAGMA user_version"));
        File.WriteAllText(Path.Combine(_directory, "belay.mark"), Stage.Scalar(connection, "SELECT moves FROM progress").ToString());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact, Trait(EngineSuite.Promise, "P1"), Trait(EngineSuite.Promise, "P4")]
    public async Task What_the_first_edition_kept_is_there_and_leaves_once()
    {
        var carrier = new ScriptedCarrier(_clock, new EngineSettings().Carrier);
        await using var engine = Start(carrier);
        var messages = await ListAsync(engine);

        Assert.Equal(["canceled", "held", "open", "pending", "put off", "sent"], messages.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(MessageStatus.Sent, messages["sent"].Status);
        Assert.Equal("carrier-sent", messages["sent"].CarrierReference);
        Assert.Equal(MessageStatus.Canceled, messages["canceled"].Status);
        Assert.Equal((MessageStatus.Scheduled, "gala"), (messages["pending"].Status, messages["pending"].Draft.Labels["event"]));
        Assert.Equal(MessageStatus.Queued, messages["put off"].Status);
        Assert.Equal(messages["pending"].Id, Assert.Single((await engine.Engine.FindReplayAsync(Key, Scene.Stop))!.Messages).Id);
        Assert.Equal([messages["held"].Id], await HeldAsync());
        Assert.False(engine.Store.IsRestored);

        await Stage.WaitForAsync(engine, messages["open"].Id, message => message.Tainted);
        _clock.Advance(TimeSpan.FromHours(1));
        foreach (var text in (string[])["open", "put off", "pending"])
        {
            await Stage.WaitForAsync(engine, messages[text].Id, message => message.Status == MessageStatus.Sent);
            Assert.Single(carrier.CallsOf(messages[text].Id));
        }

        Assert.Equal(3, carrier.Calls.Count);
        Assert.Equal(2, carrier.CallsOf(messages["open"].Id)[0].Attempt);
        Assert.Equal([messages["held"].Id], await HeldAsync());
        Assert.IsType<CancelVerdict.Canceled>(
            await engine.Engine.CancelAsync(Scene.Acme, messages["held"].Id, Scene.Caller, CancelRule.Pending, Scene.Stop));
    }

    [Fact, Trait(EngineSuite.Promise, "P5")]
    public async Task A_call_that_was_open_ends_as_unknown_where_the_carrier_knows_no_key()
    {
        var carrier = new ScriptedCarrier(_clock, new EngineSettings().WithoutIdempotentCarrier().Carrier);
        await using var engine = Start(carrier);
        var open = (await ListAsync(engine))["open"];

        var ended = await Stage.WaitForAsync(engine, open.Id, message => !message.CallOpen);

        Assert.Equal((MessageStatus.DeliveryUnconfirmed, "call_lost"), (ended.Status, ended.Error?.Code));
        Assert.Empty(carrier.CallsOf(open.Id));
    }

    [Fact, Trait(EngineSuite.Promise, "P7")]
    public async Task Keys_webhook_events_and_counts_are_kept()
    {
        await using var engine = Start(new ScriptedCarrier(_clock, new EngineSettings().Carrier));
        var sent = (await ListAsync(engine))["sent"];

        var keys = await engine.Store.Keys.ListKeysAsync(Scene.Stop);
        Assert.Equal([("key_1", false), ("key_2", true)], keys.Select(key => (key.Id, key.RevokedAt is not null)).Order());
        var undelivered = await engine.Store.Outbox.FindUndeliveredAsync(Scene.Acme, sent.Id, Scene.Stop);
        var told = sent.Timeline.Where(step => WebhookEvent.IsTold(sent, step));
        Assert.Equal(told.Select(step => step.Version), undelivered.Select(one => one.Version));
        Assert.Equal((7, null), (undelivered[0].Attempts, undelivered[0].NextAt));
        var claimed = Assert.Single(await engine.Store.Outbox.ClaimAsync(10, TimeSpan.FromMinutes(1), Scene.Stop));
        Assert.Equal(undelivered[1].Version, claimed.Message.Version);
        var tally = Assert.Single(await engine.Engine.TallyAsync(Scene.Acme, _clock.GetUtcNow(), TimeSpan.FromMinutes(1), 1, Scene.Stop));
        Assert.Equal((1, 1), (tally.Sent, tally.Canceled));
    }

    private SqliteEngine Start(ScriptedCarrier carrier)
    {
        var options = new EngineOptions { CallLease = null, Sending = new EngineSettings().Sending };
        var engine = new SqliteEngine(new SqliteOptions { DataDirectory = _directory, DiskReserveBytes = 0 }, options, carrier, _clock);
        engine.Start();
        return engine;
    }

    private static async Task<Dictionary<string, Message>> ListAsync(SqliteEngine engine) =>
        (await engine.Engine.ListAsync(new MessageQuery { Organization = Scene.Acme }, Scene.Stop)).Messages
            .ToDictionary(message => message.Draft.Text);

    private async Task<List<MessageId>> HeldAsync() =>
        await SqliteHeldMessages.Open(_directory, _clock).ListAsync(Scene.Stop).Select(message => message.Id).ToListAsync(Scene.Stop);
}
