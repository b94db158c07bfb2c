using Belay.Storage.Sqlite.Reading;
using Belay.Storage.Sqlite.Writing;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Rows;
using Belay.Messages;
using Belay.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>No statement that is asked while a million messages wait may go through them all, or sort them.</summary>
public sealed class PlanTests : IDisposable
{
    private static readonly OrganizationId Acme = Scene.Acme;
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly MessageId Id = MessageId.Create(Now, new byte[MessageId.RandomBytes]);

    private static readonly Draft Draft = new()
    {
        Id = Id,
        Organization = Acme,
        Batch = BatchId.Of(Id),
        Dialect = Dialect.None,
        From = "",
        To = "+1",
        Text = "",
        Tags = ["a"],
        Webhook = new WebhookTarget(MessageStatuses.All),
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-plan-").FullName;
    private readonly SqliteDatabase _database;

    public PlanTests() => _database = SqliteDatabase.Open(_directory);

    public static TheoryData<string, bool> Lists => new()
    {
        { "plain", false }, { "before", false }, { "to", false }, { "from", false }, { "status", false }, { "statuses", false },
        { "tag", false }, { "tags", false }, { "any tag", false }, { "label", false }, { "to and statuses", false }, { "due", false },
        { "received", false }, { "archived", false },

        // A batch is at most a thousand messages: those are sorted.
        { "batch", true }, { "number", true }, { "batch and status", true },
    };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_the_writer_asks_goes_by_an_index()
    {
        using var session = new WriteSession(_database.OpenForWriting());
        var message = Message.Accept(Draft, Scene.Caller, Now);
        var use = new IdempotencyUse(new IdempotencyKey(Acme, "scope", "key"), "fingerprint");
        session.Begin();
        session.Insert(message);
        var traits = new CarrierTraits("test", true, true);
        var claim = MessageDecider.Decide(message, new Command.Wake(traits), Now);
        session.TryUpdate(message, claim);
        session.TryUpdate(
            claim.Next,
            MessageDecider.Decide(claim.Next, new Command.RecordAnswer(1, new CarrierAnswer.Accepted(), traits, new SendingRules(), 0), Now));
        session.Find(Id);
        session.FindBatch(Acme, message.Draft.Batch);
        session.FindHeld(Now, 1, 10);
        session.IsHeld(Id);
        session.Release(Id);
        session.HasRoom(Acme, 1, 0);
        session.Exists(Id);
        session.InsertIdempotencyKey(use, message.Draft.Batch, Now);
        session.FindIdempotencyKey(use.Key, Now);
        session.PurgeIdempotencyKeys(Now, 4);
        var claimed = session.ClaimEvents(Now, Now.AddMinutes(1), 10);
        session.ReturnEvent(claimed[0].Id, 1, Now);
        session.SettleEvent(claimed[0].Id, Now);
        session.GiveUpEvent(claimed[0].Id, 1);
        session.Commit();

        // At the start all organizations are read, once.
        List<string> statements =
            [.. session.Statements.Where(sql => sql is not ("BEGIN IMMEDIATE" or "COMMIT" or "SELECT name, pending FROM organization"))];
        Assert.True(statements.Count >= 20, $"Only {statements.Count} statements were run.");
        Assert.All(statements, sql => AssertIndexed(session.Connection, sql, sorts: false));
        Assert.Contains(TallyRows.Forget, statements);
    }

    [Theory]
    [InlineData(ReadSession.FindSql)]
    [InlineData(ReadSession.FindBatchSql)]
    [InlineData(ReadSession.FindStoredSql)]
    [InlineData(ReadSession.FindDueSql)]
    [InlineData(ReadSession.FindOpenSql)]
    [InlineData(ReadSession.FindByReferenceSql)]
    [InlineData(ReadSession.FindHeldSql)]
    [InlineData(ReadSession.NextEventSql)]
    [InlineData(ReadSession.UndeliveredSql)]
    [InlineData(IdempotencyRow.Select)]
    public void What_a_reader_asks_goes_by_an_index(string sql)
    {
        using var connection = _database.OpenForReading();
        AssertIndexed(connection, sql, sorts: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_forecast_reads_an_index_alone(bool everybody)
    {
        using var connection = _database.OpenForReading();

        var plan = Plan(connection, ReadSession.ForecastSql(everybody ? null : Acme));

        Assert.Contains(
            plan,
            step => step.Contains("USING COVERING INDEX message_pending_due (organization=? AND due_at>? AND due_at<?)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tally_reads_its_minutes_alone()
    {
        using var connection = _database.OpenForReading();

        Assert.Contains(
            Plan(connection, TallyRows.Read),
            step => step.Contains("PRIMARY KEY (organization=? AND minute>? AND minute<?)", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_goes_by_the_index_of_its_filter(string filters, bool sorts)
    {
        var plain = new MessageQuery { Organization = Acme };
        var query = filters switch
        {
            "plain" => plain,
            "before" => plain with { Before = Id },
            "to" => plain with { To = "+1", Before = Id },
            "from" => plain with { From = "+1", Before = Id },
            "status" => plain with { Statuses = MessageStatuses.Scheduled, Before = Id },
            "statuses" => plain with { Statuses = MessageStatuses.Pending },
            "tag" => plain with { AllTags = ["a"], Before = Id },
            "tags" => plain with { AllTags = ["a", "b"] },
            "any tag" => plain with { AnyTag = ["a", "b"], Before = Id },
            "label" => plain with { Labels = new Dictionary<string, string> { ["event"] = "x" }, Statuses = MessageStatuses.Pending },
            "to and statuses" => plain with { To = "+1", Statuses = MessageStatuses.Pending },
            "due" => plain with { DueFrom = Now, DueBefore = Now },
            "received" => plain with { ReceivedFrom = Now, ReceivedBefore = Now },
            "archived" => plain with { Archived = false },
            "batch" => plain with { Batch = BatchId.Of(Id) },
            "number" => plain with { Number = BatchId.Of(Id).Value + 3 },
            _ => plain with { Batch = BatchId.Of(Id), Statuses = MessageStatuses.Pending, Before = Id },
        };
        using var connection = _database.OpenForReading();
        foreach (var way in ListStatement.Ways(query))
        {
            using var explain = ListStatement.Prepare(connection, query, way, verb: "EXPLAIN QUERY PLAN ");
            AssertIndexed(Steps(explain), way.ToString(), sorts);
        }
    }

    private static void AssertIndexed(SqliteConnection connection, string sql, bool sorts) => AssertIndexed(Plan(connection, sql), sql, sorts);

    private static void AssertIndexed(IReadOnlyList<string> plan, string sql, bool sorts)
    {
        // The least of an index is read by a step that is called a scan, and ends after one row.
        var wrong = plan.Where(step => (step.StartsWith("SCAN", StringComparison.Ordinal)
            && sql != ReadSession.NextEventSql && !step.Contains("CONSTANT ROW", StringComparison.Ordinal))
            || (!sorts && step.Contains("TEMP B-TREE", StringComparison.Ordinal)));
        Assert.True(!wrong.Any(), string.Join(Environment.NewLine, plan.Prepend(sql)));
    }

    private static List<string> Plan(SqliteConnection connection, string sql)
    {
        using var explain = new Statement(connection, "EXPLAIN QUERY PLAN " + sql);
        return Steps(explain);
    }

    private static List<string> Steps(Statement explain) => explain.ReadAll(row => row.GetString(3));
}
