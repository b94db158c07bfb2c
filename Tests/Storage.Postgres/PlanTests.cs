using Belay.Messages;
using Belay.Storage.Postgres.Reading;

namespace Belay.Tests.Storage.Postgres;

/// <summary>What is asked often is read from an index in its order, however much is stored: no scan of the table, no sort of what matched.</summary>
public sealed class PlanTests(SharedServer server)
{
    [Fact]
    public async Task Each_list_has_an_index_that_gives_its_page_in_order()
    {
        await using var store = await FilledAsync();
        var acme = new MessageQuery { Organization = Store.Acme };
        foreach (var (query, index) in new (MessageQuery, string)[]
        {
            (acme, "Index Scan Backward using message_"),
            (acme with { Statuses = MessageStatuses.Canceled }, "message_status"),
            (acme with { Statuses = MessageStatuses.Pending }, "message_status"),
            (acme with { To = "+1555900" }, "message_to"),
            (acme with { AnyTag = ["common"] }, "message_label_pkey"),
            (acme with { AllTags = ["common"], Labels = new Dictionary<string, string> { ["trace"] = "7" } }, "message_label_pkey"),
            (acme with { Batch = new BatchId(4_000_000_000_000_000_007) }, "message_batch"),
            (acme with { Number = 4_000_000_000_000_000_007 }, "message_batch"),
        })
        {
            var statement = ListStatement.Of(query);
            await using var command = store.Database.DataSource.CreateCommand("EXPLAIN " + statement.Sql);
            statement.Parameters.ForEach(parameter => command.Parameters.Add(parameter));

            AssertServed(await PlanAsync(command), index, $"{query}");
        }
    }

    [Theory]
    [InlineData("SELECT document FROM message WHERE carrier_reference = 'r7' ORDER BY id DESC LIMIT 1", "message_reference")]
    [InlineData("SELECT id FROM message WHERE wake_at < now() AND NOT held AND NOT call_open ORDER BY wake_at LIMIT 100", "message_wake")]
    [InlineData("SELECT id, wake_at, claimant FROM message WHERE call_open AND NOT held AND wake_at IS NOT NULL", "message_call_open")]
    [InlineData("SELECT id FROM message WHERE held AND (due_at, id) > (now(), gen_random_uuid()) ORDER BY due_at, id LIMIT 100", "message_held")]
    [InlineData(
        "SELECT count(*) FROM message WHERE status IN ('scheduled', 'queued') AND organization = 'acme' AND due_at >= '2020-01-01' AND due_at < "
        + "'2020-01-02'",
        "message_pending_due")]
    [InlineData(
        "SELECT GrainId FROM OrleansRemindersTable WHERE ServiceId = 'belay' AND StartTime <= now() + interval '10 minutes' AND GrainHash > 5 AND "
        + "GrainHash <= 2000000000",
        "orleansreminderstable_starttime")]
    public async Task What_the_engine_asks_has_an_index(string sql, string index)
    {
        await using var store = await FilledAsync();
        await using var command = store.Database.DataSource.CreateCommand("EXPLAIN " + sql);

        AssertServed(await PlanAsync(command), index, sql);
    }

    /// <summary>
    /// 20,000 messages, one in ten of the organization that asks: a few are pending, all have one tag, one in a thousand has a label, all wait for
    /// something in a far year.
    /// </summary>
    private async Task<Store> FilledAsync()
    {
        var store = await Store.OpenAsync(server);
        await store.AcceptAsync(store.NewDraft(TimeSpan.FromHours(1)));
        await using var fill = store.Database.DataSource.CreateCommand(
            """
            INSERT INTO message SELECT (r).* FROM (
                SELECT jsonb_populate_record(m, jsonb_build_object(
                    'id', '019df000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'),
                    'batch', 4000000000000000000 + i * 10000, 'number', 4000000000000000000 + i * 10000,
                    'organization', CASE WHEN i % 10 = 0 THEN 'acme' ELSE 'org' || i % 50 END, 'to_address', '+1555' || i % 1000,
                    'status', CASE WHEN i % 1000 = 0 THEN 'scheduled' WHEN i % 2 = 0 THEN 'canceled' ELSE 'delivered' END,
                    'wake_at', '2090-01-01', 'carrier_reference', 'r' || i)) AS r
                FROM message m, generate_series(1, 20000) i OFFSET 0) made;
            INSERT INTO message_label SELECT organization, '#common', id FROM message;
            INSERT INTO message_label SELECT organization, 'trace=' || batch % 1000, id FROM message;
            INSERT INTO OrleansRemindersTable
                SELECT 'belay', 'message/' || id, 'wake', '2090-01-01', 20000, hashtext(id::text), 0 FROM message ON CONFLICT DO NOTHING;
            ANALYZE;
            """);
        await fill.ExecuteNonQueryAsync(Store.Stop);
        return store;
    }

    private static async Task<string> PlanAsync(Npgsql.NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync(Store.Stop);
        List<string> lines = [];
        while (await reader.ReadAsync(Store.Stop))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private static void AssertServed(string plan, string index, string what)
    {
        Assert.True(plan.Contains(index, StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal), $"{what}\n{plan}");
    }
}
