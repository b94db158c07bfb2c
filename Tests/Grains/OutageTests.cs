using System.Diagnostics;
using Belay.Engine;
using Belay.Storage.Postgres;

namespace Belay.Tests.Grains;

/// <summary>P10: while the database is away every verb says so, and soon; what was kept is there again afterwards.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private const int AtOnce = 20;

    /// <summary>A second on a machine that has time; this one may not.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task While_the_database_is_away_each_verb_is_refused_soon()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        await using var server = await PostgresServer.StartAsync();
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = server.ConnectionString() }, NewMessages.Stop);
        await using var silos = await Silos.StartAsync(3, database, new ScriptedCarrier(TimeProvider.System), new EngineOptions());
        var engine = silos.Engine;
        Draft[] kept = [.. Enumerable.Range(0, AtOnce).Select(_ => NewMessages.Draft(TimeSpan.FromHours(1)))];
        await Task.WhenAll(kept.Select(async draft => Assert.IsType<ScheduleVerdict.Accepted>(await engine.ScheduleAsync(draft))));

        await server.StopAsync(atOnce: true);
        await RefusedAsync("schedule", _ => engine.ScheduleAsync(NewMessages.Draft(TimeSpan.FromHours(1))));
        await RefusedAsync("cancel", place => engine.CancelAsync(kept[place].Id));
        await RefusedAsync("cancel again", place => engine.CancelAsync(kept[place].Id));
        await RefusedAsync("find", _ => engine.FindAsync(NewMessages.Acme, NewMessages.Draft().Id, NewMessages.Stop));
        await RefusedAsync("list", _ => engine.ListAsync(new MessageQuery { Organization = NewMessages.Acme }, NewMessages.Stop));
        Assert.False((await engine.CheckHealthAsync(NewMessages.Stop)).Ready);

        await server.StartAgainAsync();
        Assert.All(await Task.WhenAll(kept.Select(draft => engine.CancelAsync(draft.Id))), verdict => Assert.IsType<CancelVerdict.Canceled>(verdict));
    }

    private async Task RefusedAsync(string verb, Func<int, Task> ask)
    {
        var took = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async place =>
        {
            var asked = Stopwatch.GetTimestamp();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => ask(place));
            return Stopwatch.GetElapsedTime(asked);
        }));
        output.WriteLine($"{verb}: refused within {took.Max().TotalMilliseconds:F0} ms");
        Assert.InRange(took.Max(), TimeSpan.Zero, Soon);
    }
}
