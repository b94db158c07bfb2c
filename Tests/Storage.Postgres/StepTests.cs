using Belay.Messages;
using Belay.Storage.Postgres.Writing;
using Npgsql;

namespace Belay.Tests.Storage.Postgres;

/// <summary>P2, P3, P7: a step is written on the version that it was decided on, whole, in one commit, by exactly one writer.</summary>
public sealed class StepTests(SharedServer server)
{
    [Fact]
    public async Task A_message_is_read_back_as_it_was_written()
    {
        await using var store = await Store.OpenAsync(server);
        var message = Message.Accept(
            store.NewDraft(TimeSpan.FromHours(1)) with
            {
                Tags = ["a", "a", "b c"], Labels = new Dictionary<string, string> { ["zz"] = "1", ["a"] = "x=y" }, Media = ["https://example.com/1"],
                Text = "quotes \", a tab \t and \U0001F600 are kept", Subject = "", Extra = "{\"b\": 1, \"a\": 2}",
                ValidUntil = Store.Now.AddDays(2), Webhook = new WebhookTarget(MessageStatuses.All, "https://example.com/hook"),
            },
            Store.Caller,
            Store.Now);
        Assert.True(await store.WriteAsync(message, null, Store.ReminderOf(message)));

        var found = await store.Index.FindAsync(Store.Acme, message.Id, Store.Stop);

        Assert.Equivalent(message, found, strict: true);
        Assert.Null(await store.Index.FindAsync(OrganizationId.Parse("globex"), message.Id, Store.Stop));
    }

    [Fact]
    public async Task Columns_say_what_the_document_says()
    {
        await using var store = await Store.OpenAsync(server);
        var message = await store.AcceptAsync(
            store.NewDraft(TimeSpan.FromHours(1)) with { Tags = ["t"], Subject = "s", ValidUntil = Store.Now.AddDays(1) });
        Assert.True(await store.WriteAsync(Store.Cancel(message), 1));

        var row = await store.ScalarAsync<string>(
            "SELECT concat_ws('|', id, organization, batch, ordinal, number, dialect, channel, from_address, to_address, text, subject, tags, "
            + "labels, "
            + "send_at, valid_until, received_at, due_at, status, version, attempts, call_open, tainted, wake_at IS NULL, archived) FROM message");

        Assert.Equal(
            $"{message.Id}|acme|{message.Draft.Batch}|0|{message.Number}|none|sms|+15550000000|{message.Draft.To}|Your appointment is "
            + $"tomorrow.|s|{{t}}|{{}}|"
            + "2026-05-04 13:00:00+00|2026-05-05 12:00:00+00|2026-05-04 12:00:00+00|2026-05-04 13:00:00+00|canceled|2|0|f|f|t|f",
            row);
    }

    [Fact]
    public async Task Of_two_steps_on_one_version_exactly_one_is_written()
    {
        await using var store = await Store.OpenAsync(server);
        for (var round = 0; round < 20; round++)
        {
            var message = await store.AcceptAsync(store.NewDraft());
            var claimed = Store.Decide(message, new Command.Wake(Store.Carrier));
            var canceled = Store.Cancel(message);

            var written = await Task.WhenAll(store.WriteAsync(claimed, 1), store.WriteAsync(canceled, 1));

            Assert.Single(written, won => won);
            var found = await store.Index.FindAsync(message.Id, Store.Stop);
            Assert.Equal(written[0] ? MessageStatus.Sending : MessageStatus.Canceled, found!.Status);
        }

        Assert.Equal(0, await store.PendingAsync());
    }

    [Fact]
    public async Task Of_fifty_first_writes_of_one_message_exactly_one_is_written()
    {
        await using var store = await Store.OpenAsync(server);
        var message = store.NewMessage(TimeSpan.FromHours(1));

        var written = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => store.WriteAsync(message, null, Store.ReminderOf(message))));

        Assert.Single(written, won => won);
        Assert.Equal(1, await store.CountAsync("message"));
        Assert.Equal(1, await store.PendingAsync());
    }

    [Fact]
    public async Task A_step_on_a_version_that_is_not_stored_changes_nothing()
    {
        await using var store = await Store.OpenAsync(server);
        var message = store.NewMessage(TimeSpan.FromHours(1));
        Assert.False(await store.WriteAsync(Store.Cancel(message), 1));
        Assert.Equal(0, await store.CountAsync("message"));

        Assert.True(await store.WriteAsync(message, null, Store.ReminderOf(message)));
        Assert.False(await store.WriteAsync(message, null));
        Assert.Equal(1, await store.CountAsync("OrleansRemindersTable"));
        Assert.Equal(1, await store.PendingAsync());
    }

    [Fact]
    public async Task A_document_whose_timeline_does_not_fit_its_version_is_refused()
    {
        await using var store = await Store.OpenAsync(server);
        var message = store.NewMessage();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => store.WriteAsync(message with { Version = 2 }, 1));

        Assert.Equal(PostgresErrorCodes.DataException, refused.SqlState);
    }

    [Fact]
    public async Task The_reminder_comes_moves_and_goes_with_the_step()
    {
        await using var store = await Store.OpenAsync(server);
        const string Reminders =
            "SELECT concat_ws('|', ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version) FROM OrleansRemindersTable";
        var message = store.NewMessage(TimeSpan.FromHours(1));
        Assert.True(await store.WriteAsync(message, null, new Reminder(-7, Store.Now.AddHours(1), TimeSpan.FromSeconds(20))));
        Assert.Equal($"belay|message/{message.Id}|wake|2026-05-04 13:00:00+00|20000|-7|0", await store.ScalarAsync<string>(Reminders));

        var archived = Store.Decide(message, new Command.Archive(Store.Caller));
        Assert.True(await store.WriteAsync(archived, 1, new Reminder(-7, Store.Now.AddHours(2), TimeSpan.FromSeconds(20))));
        Assert.Equal($"belay|message/{message.Id}|wake|2026-05-04 14:00:00+00|20000|-7|1", await store.ScalarAsync<string>(Reminders));

        Assert.True(await store.WriteAsync(Store.Cancel(archived), 2));
        Assert.Equal(0, await store.CountAsync("OrleansRemindersTable"));
    }

    [Fact]
    public async Task Each_step_is_one_commit()
    {
        await using var store = await Store.OpenAsync(server);
        var first = await store.AcceptAsync(store.NewDraft(TimeSpan.FromHours(1)));
        Assert.True(await store.WriteAsync(Store.Cancel(first), 1));

        var before = await CommitsAsync(store);
        for (var i = 0; i < 10; i++)
        {
            var message = store.NewMessage(TimeSpan.FromHours(1));
            Assert.True(await store.WriteAsync(message, null, Store.ReminderOf(message)));
            Assert.True(await store.WriteAsync(Store.Cancel(message), 1));
        }

        for (var i = 0; i < 10; i++)
        {
            var use = new IdempotencyUse(new(Store.Acme, "test", $"key {i}"), "body");
            Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new(store.NewBatch(5, TimeSpan.FromHours(1)), Store.Caller, use)));
        }

        const int Publishing = 1;
        Assert.Equal(30 + Publishing, await CommitsAsync(store) - before);
    }

    [Fact]
    public async Task The_core_and_the_database_give_an_event_the_same_id()
    {
        await using var store = await Store.OpenAsync(server);
        foreach (var version in (long[])[1, 2, 3, 17, 1000, long.MaxValue])
        {
            var id = store.NewId();
            Assert.Equal(WebhookEvent.IdOf(id, version), await store.ScalarAsync<Guid>($"SELECT webhook_event_id('{id}', {version})"));
        }
    }

    /// <summary>How many transactions the test's database saw. Asked from outside; the one that publishes the count is in it.</summary>
    private async Task<long> CommitsAsync(Store store)
    {
        await using var publish = store.Database.DataSource.CreateCommand("SELECT pg_stat_force_next_flush()");
        await publish.ExecuteNonQueryAsync(Store.Stop);
        await using var source = NpgsqlDataSource.Create(server.Server.ConnectionString() + ";Pooling=false");
        var name = new NpgsqlConnectionStringBuilder(store.Database.Options.ConnectionString).Database;
        await using var count = source.CreateCommand($"SELECT xact_commit FROM pg_stat_database WHERE datname = '{name}'");
        return (long)(await count.ExecuteScalarAsync(Store.Stop))!;
    }
}
