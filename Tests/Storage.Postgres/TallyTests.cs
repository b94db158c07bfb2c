using Belay.Messages;

namespace Belay.Tests.Storage.Postgres;

/// <summary>What only this store does with its tally; what any engine does is in the suite.</summary>
public sealed class TallyTests(SharedServer server)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Steps_at_the_same_time_are_all_counted_in_few_rows()
    {
        await using var store = await Store.OpenAsync(server);
        var messages = new List<Message>();
        for (var made = 0; made < 64; made++)
        {
            messages.Add(await store.AcceptAsync(store.NewDraft(TimeSpan.FromHours(1))));
        }

        await Task.WhenAll(messages.Select(message => store.WriteAsync(Store.Cancel(message), 1)));

        Assert.Equal(64, Assert.Single(await store.Index.TallyAsync(Store.Acme, Store.Now, Minute, 1, Store.Stop)).Canceled);
        Assert.InRange(await store.CountAsync("tally"), 1, 32);
    }

    [Fact]
    public async Task A_step_that_another_writer_was_quicker_with_is_not_counted()
    {
        await using var store = await Store.OpenAsync(server);
        var message = await store.AcceptAsync(store.NewDraft(TimeSpan.FromHours(1)));

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.WriteAsync(Store.Cancel(message), 1)));

        Assert.Single(written, won => won);
        Assert.Equal(1, Assert.Single(await store.Index.TallyAsync(Store.Acme, Store.Now, Minute, 1, Store.Stop)).Canceled);
    }

    [Fact]
    public async Task A_receipt_before_the_answer_counts_both_steps()
    {
        await using var store = await Store.OpenAsync(server);
        var claimed = Store.Decide(await store.AcceptAsync(store.NewDraft()), new Command.Wake(Store.Carrier));
        await store.WriteAsync(claimed, 1);

        await store.WriteAsync(
            Store.Decide(claimed, new Command.ApplyReceipt(new Receipt(claimed.Id, null, Delivered: false), Store.Carrier.Name)), claimed.Version);

        var tally = Assert.Single(await store.Index.TallyAsync(Store.Acme, Store.Now, Minute, 1, Store.Stop));
        Assert.Equal((1, 1, Lateness.UpTo(0)), (tally.Sent, tally.Failed, tally.LatenessP50));
    }

    [Fact]
    public async Task A_late_receipt_takes_back_what_was_counted_before_and_nothing_below_zero()
    {
        await using var store = await Store.OpenAsync(server);
        var uncounted = await UnconfirmedAsync(store);
        await using (var forget = store.Database.DataSource.CreateCommand("DELETE FROM tally"))
        {
            await forget.ExecuteNonQueryAsync(Store.Stop);
        }

        var counted = await UnconfirmedAsync(store);
        Assert.Equal((1, 0, 0), await CountsAsync());

        foreach (var message in new[] { counted, uncounted })
        {
            await store.WriteAsync(
                Store.Decide(message, new Command.ApplyReceipt(new Receipt(message.Id, null, Delivered: true), Store.Carrier.Name)), message.Version);
        }

        Assert.Equal((0, 2, 2), await CountsAsync());

        async Task<(long Unconfirmed, long Sent, long Delivered)> CountsAsync()
        {
            var tally = Assert.Single(await store.Index.TallyAsync(Store.Acme, Store.Now, Minute, 1, Store.Stop));
            return (tally.Unconfirmed, tally.Sent, tally.Delivered);
        }
    }

    [Fact]
    public async Task A_mark_of_a_process_that_takes_nothing_back_counts_one()
    {
        await using var store = await Store.OpenAsync(server);
        var canceled = Store.Cancel(await store.AcceptAsync(store.NewDraft(TimeSpan.FromHours(1))));
        await using var command = store.Database.DataSource.CreateCommand("SELECT write_message('belay', 1, $1::jsonb #- '{tally,0,3}')");
        command.Parameters.Add(
            new() { Value = System.Text.Encoding.UTF8.GetString(Belay.Storage.Postgres.Writing.StepEntry.Write(canceled, 1, null)) });
        await command.ExecuteNonQueryAsync(Store.Stop);

        Assert.Equal(1, Assert.Single(await store.Index.TallyAsync(Store.Acme, Store.Now, Minute, 1, Store.Stop)).Canceled);
    }

    [Fact]
    public async Task Minutes_that_need_not_be_kept_any_longer_are_removed_a_few_at_a_time()
    {
        await using var store = await Store.OpenAsync(server);
        await using (var old = store.Database.DataSource.CreateCommand(
            "INSERT INTO tally SELECT organization, minute, 4, 0, 0, 1 FROM generate_series(1, 10) minute, unnest(ARRAY['acme', 'globex']) "
            + "organization"))
        {
            await old.ExecuteNonQueryAsync(Store.Stop);
        }

        await store.WriteAsync(Store.Cancel(await store.AcceptAsync(store.NewDraft(TimeSpan.FromHours(1)))), 1);

        // The new row and two old ones; another organization's are its own affair.
        Assert.Equal(3, await store.ScalarAsync<long>("SELECT count(*) FROM tally WHERE organization = 'acme'"));
        Assert.Equal(10, await store.ScalarAsync<long>("SELECT count(*) FROM tally WHERE organization = 'globex'"));
    }

    [Fact]
    public async Task An_entry_of_a_process_that_knows_no_tally_is_written_all_the_same()
    {
        await using var store = await Store.OpenAsync(server);
        var canceled = Store.Cancel(await store.AcceptAsync(store.NewDraft(TimeSpan.FromHours(1))));
        await using var command = store.Database.DataSource.CreateCommand("SELECT write_message('belay', 1, $1::jsonb - 'tally')");
        command.Parameters.Add(
            new() { Value = System.Text.Encoding.UTF8.GetString(Belay.Storage.Postgres.Writing.StepEntry.Write(canceled, 1, null)) });

        Assert.Equal(2L, await command.ExecuteScalarAsync(Store.Stop));
        Assert.Equal(0, await store.CountAsync("tally"));
    }

    private static async Task<Message> UnconfirmedAsync(Store store)
    {
        var claimed = Store.Decide(await store.AcceptAsync(store.NewDraft()), new Command.Wake(Store.Carrier));
        await store.WriteAsync(claimed, 1);
        var unknown = new Command.RecordAnswer(
            claimed.Claims, new CarrierAnswer.Unknown(new MessageError("lost", "No answer.")), Store.Carrier with { HonoursIdempotencyKey = false },
            new SendingRules(), Jitter: 0);
        var unconfirmed = Store.Decide(claimed, unknown);
        await store.WriteAsync(unconfirmed, claimed.Version);
        return unconfirmed;
    }
}
