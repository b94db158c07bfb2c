using System.Data;
using System.Data.Common;
using Belay.Messages;
using Belay.Storage.Postgres.Writing;

namespace Belay.Tests.Storage.Postgres;

/// <summary>The texts of OrleansQuery do what the AdoNet providers of Orleans 10 expect, with parameters bound as these bind them.</summary>
public sealed class OrleansQueryTests(SharedServer server)
{
    [Fact]
    public async Task Grain_state_is_the_message_and_its_version_the_etag()
    {
        await using var store = await Store.OpenAsync(server);
        var message = store.NewMessage(TimeSpan.FromHours(1));
        Assert.Empty(await ReadAsync(store, "ReadFromStorageKey", State(message)));

        Assert.True(await store.WriteAsync(message, null, Store.ReminderOf(message)));
        var stored = Assert.Single(await ReadAsync(store, "ReadFromStorageKey", State(message)));
        Assert.Equal(1, stored["Version"]);
        Assert.Equivalent(message, StepEntry.Read((byte[])stored["PayloadBinary"]).Message, strict: true);
        Assert.Equal(1, await store.CountAsync("OrleansRemindersTable"));

        var canceled = Store.Cancel(message);
        Assert.Equal(2, Only(
            await ReadAsync(store, "WriteToStorageKey", State(message, StepEntry.Write(canceled, 1, null), version: 1)), "NewGrainStateVersion"));
        Assert.Equal(0, await store.CountAsync("OrleansRemindersTable"));

        // The loser of a race gets no version, which the provider reports as an inconsistent state.
        Assert.Equal(DBNull.Value, Only(
            await ReadAsync(store, "WriteToStorageKey", State(message, StepEntry.Write(canceled, 1, null), version: 1)), "NewGrainStateVersion"));
        Assert.Equal(DBNull.Value, Only(
            await ReadAsync(store, "WriteToStorageKey", State(message, StepEntry.Write(message, null, null), version: null)),
            "NewGrainStateVersion"));
        Assert.Empty(await ReadAsync(store, "ClearStorageKey", State(message, version: 2)));
        Assert.Empty(await ReadAsync(store, "DeleteStorageKey", State(message, version: 2)));
        Assert.Equal(1, await store.CountAsync("message"));
    }

    [Fact]
    public async Task Silos_see_the_reminders_of_their_range_that_are_near_and_not_overdue()
    {
        await using var store = await Store.OpenAsync(server);
        var now = await store.ScalarAsync<DateTime>("SELECT now()");
        foreach (var (name, hash, start) in new[]
        {
            ("a", -100, now.AddHours(-1)),
            ("b", 100, now.AddSeconds(30)),
            ("c", 200, now.AddSeconds(30)),
            ("d", 100, now.AddHours(1)),
        })
        {
            Assert.Equal(0, Only(await ReadAsync(store, "UpsertReminderRowKey", Reminder(name, hash, start)), "Version"));
        }

        Assert.Equal(["b"], await RangeAsync(store, "ReadRangeRows1Key", -100, 100));
        Assert.Equal(["b"], await RangeAsync(store, "ReadRangeRows1Key", -101, 199));
        Assert.Equal(["c"], await RangeAsync(store, "ReadRangeRows2Key", 100, -100));
        Assert.Equal(["b", "c"], await RangeAsync(store, "ReadRangeRows2Key", 0, 0));

        var near = (await ReadAsync(store, "ReadRangeRows1Key", Range(-101, 199)))[0];
        Assert.Equal((20_000L, 0), ((long)near["Period"], (int)near["Version"]));

        var own = Assert.Single(await ReadAsync(store, "ReadReminderRowsKey", Reminder("a")));
        Assert.Equal(now.AddHours(-1), (DateTime)own["StartTime"], TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Only(await ReadAsync(store, "UpsertReminderRowKey", Reminder("a", -100, now.AddHours(2))), "Version"));
        Assert.Equal(1, (await ReadAsync(store, "ReadReminderRowKey", Reminder("a")))[0]["Version"]);
        Assert.False((bool)(await ReadAsync(store, "DeleteReminderRowKey", [.. Reminder("a"), ("Version", 0)]))[0]["exists"]);
        Assert.True((bool)(await ReadAsync(store, "DeleteReminderRowKey", [.. Reminder("a"), ("Version", 1)]))[0]["exists"]);
        Assert.Empty(await ReadAsync(store, "ReadReminderRowKey", Reminder("a")));
        await ReadAsync(store, "DeleteReminderRowsKey", [("ServiceId", "belay")]);
        Assert.Equal(0, await store.CountAsync("OrleansRemindersTable"));
    }

    [Fact]
    public async Task Membership_changes_one_at_a_time_by_the_version_of_its_table()
    {
        await using var store = await Store.OpenAsync(server);
        (string, object?)[] cluster = [("DeploymentId", "c")];
        Assert.True(await SaysAsync(store, "InsertMembershipVersionKey", cluster));
        Assert.False(await SaysAsync(store, "InsertMembershipVersionKey", cluster));
        var empty = Assert.Single(await ReadAsync(store, "MembershipReadAllKey", cluster));
        Assert.Equal((DBNull.Value, 0), (empty["StartTime"], empty["Version"]));

        Assert.False(await SaysAsync(store, "InsertMembershipKey", Silo(1, version: 7)));
        Assert.True(await SaysAsync(store, "InsertMembershipKey", Silo(1, version: 0)));
        Assert.False(await SaysAsync(store, "InsertMembershipKey", Silo(1, version: 1)));
        Assert.False(await SaysAsync(store, "InsertMembershipKey", Silo(2, version: 0)));
        var joins = await Task.WhenAll(Enumerable.Range(2, 10).Select(silo => SaysAsync(store, "InsertMembershipKey", Silo(silo, version: 1))));
        Assert.Single(joins, joined => joined);

        var row = Assert.Single(await ReadAsync(store, "MembershipReadRowKey", Silo(1, 0)));
        Assert.Equal(("10.0.0.1", 11111, 5, "silo", "host", 3, 30000, 2), (
            row["Address"], row["Port"], row["Generation"], row["SiloName"], row["HostName"], row["Status"], row["ProxyPort"], row["Version"]));
        Assert.Equal(DBNull.Value, Assert.Single(await ReadAsync(store, "MembershipReadRowKey", Silo(99, 0)))["StartTime"]);
        Assert.Equal(2, (await ReadAsync(store, "MembershipReadAllKey", cluster)).Count);
        Assert.Equal(2, (await ReadAsync(store, "GatewaysQueryKey", [.. cluster, ("Status", 3)])).Count);

        Assert.False(await SaysAsync(store, "UpdateMembershipKey", Silo(1, version: 1, status: 6)));
        Assert.False(await SaysAsync(store, "UpdateMembershipKey", Silo(99, version: 2, status: 6)));
        Assert.True(await SaysAsync(store, "UpdateMembershipKey", Silo(1, version: 2, status: 6)));
        Assert.Single(await ReadAsync(store, "GatewaysQueryKey", [.. cluster, ("Status", 3)]));
        await ReadAsync(store, "UpdateIAmAlivetimeKey", Silo(1, 0));
        await ReadAsync(store, "CleanupDefunctSiloEntriesKey", [.. cluster, ("IAmAliveTime", Store.Now.UtcDateTime.AddDays(1))]);
        Assert.Single(await ReadAsync(store, "MembershipReadAllKey", cluster));
        await ReadAsync(store, "DeleteMembershipTableEntriesKey", cluster);
        Assert.Empty(await ReadAsync(store, "MembershipReadAllKey", cluster));
    }

    private static (string, object?)[] State(Message message, byte[]? payload = null, int? version = null) =>
    [
        ("GrainIdHash", 1), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainTypeHash", 2), ("GrainTypeString", "message"),
        ("GrainIdExtensionString", message.Id.ToString()), ("ServiceId", "belay"), ("GrainStateVersion", version), ("PayloadBinary", payload),
    ];

    private static (string, object?)[] Reminder(string name) => [("ServiceId", "belay"), ("GrainId", "message/" + name), ("ReminderName", "wake")];

    private static (string, object?)[] Reminder(string name, int hash, DateTime start) =>
        [.. Reminder(name), ("GrainHash", hash), ("StartTime", start), ("Period", 20_000)];

    private static (string, object?)[] Range(int begin, int end) => [("ServiceId", "belay"), ("BeginHash", begin), ("EndHash", end)];

    private static (string, object?)[] Silo(int number, int version, int status = 3) =>
    [
        ("DeploymentId", "c"), ("Address", $"10.0.0.{number}"), ("Port", 11111), ("Generation", 5), ("SiloName", "silo"),
        ("HostName", "host"), ("Status", status), ("ProxyPort", 30000), ("SuspectTimes", null), ("StartTime", Store.Now.UtcDateTime),
        ("IAmAliveTime", Store.Now.UtcDateTime), ("Version", version),
    ];

    private static object Only(List<Dictionary<string, object>> rows, string column) => Assert.Single(rows)[column];

    private static async Task<bool> SaysAsync(Store store, string key, (string, object?)[] parameters) =>
        (bool)Assert.Single(Assert.Single(await ReadAsync(store, key, parameters))).Value;

    private static async Task<string[]> RangeAsync(Store store, string key, int begin, int end) =>
        [.. (await ReadAsync(store, key, Range(begin, end)))
            .Select(row => ((string)row["GrainId"])["message/".Length..]).Order(StringComparer.Ordinal)];

    private static async Task<List<Dictionary<string, object>>> ReadAsync(Store store, string key, (string Name, object? Value)[] parameters)
    {
        var text = await store.ScalarAsync<string>($"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{key}'");
        await using var command = store.Database.DataSource.CreateCommand(text);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            ((DbParameter)parameter).DbType = value switch
            {
                int => DbType.Int32,
                long => DbType.Int64,
                DateTime => DbType.DateTime,
                byte[] => DbType.Binary,
                null when name == "PayloadBinary" => DbType.Binary,
                null when name == "GrainStateVersion" => DbType.Int32,
                _ => DbType.String,
            };
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync(Store.Stop);
        List<Dictionary<string, object>> rows = [];
        while (await reader.ReadAsync(Store.Stop))
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue, StringComparer.OrdinalIgnoreCase));
        }

        return rows;
    }
}
