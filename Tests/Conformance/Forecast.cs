namespace Belay.Tests.Conformance;

public abstract class Forecast : EngineSuite
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact, Trait(Promise, "P6")]
    public async Task A_forecast_counts_what_is_pending_in_each_slot_by_its_due_time()
    {
        await using var scene = await OpenAsync();
        var from = scene.Now + TimeSpan.FromHours(1);
        TimeSpan[] offsets = [-Seconds(1), TimeSpan.Zero, Seconds(59), Minute, 2.5 * Minute, 2.5 * Minute, 3 * Minute];
        foreach (var offset in offsets)
        {
            await scene.AcceptAsync(scene.NewDraft() with { SendAt = from + offset });
        }

        Assert.Equal([2, 1, 2], await scene.Engine.ForecastAsync(Scene.Acme, from, Minute, 3, Scene.Stop));
        Assert.Equal([6], await scene.Engine.ForecastAsync(Scene.Acme, from, TimeSpan.FromHours(1), 1, Scene.Stop));
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P6")]
    public async Task A_forecast_leaves_out_what_was_canceled_or_sent()
    {
        await using var scene = await OpenAsync();
        var from = scene.Now;
        var messages = await scene.AcceptAllAsync(scene.NewBatch(3, Minute));
        await scene.CancelAsync(messages[0].Id);
        await scene.SendAsync(scene.NewDraft());

        Assert.Equal([2], await scene.Engine.ForecastAsync(Scene.Acme, from, TimeSpan.FromHours(1), 1, Scene.Stop));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_forecast_counts_one_organization_or_all()
    {
        await using var scene = await OpenAsync();
        await scene.AcceptAllAsync(scene.NewBatch(2, Minute));
        await scene.AcceptAsync(scene.NewDraft(Minute) with { Organization = Scene.Globex });

        Assert.Equal([2], await scene.Engine.ForecastAsync(Scene.Acme, scene.Now, TimeSpan.FromHours(1), 1, Scene.Stop));
        Assert.Equal([1], await scene.Engine.ForecastAsync(Scene.Globex, scene.Now, TimeSpan.FromHours(1), 1, Scene.Stop));
        Assert.Equal([3], await scene.Engine.ForecastAsync(null, scene.Now, TimeSpan.FromHours(1), 1, Scene.Stop));
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_forecast_answers_one_count_per_slot_even_where_nothing_is_pending()
    {
        await using var scene = await OpenAsync();

        var counts = await scene.Engine.ForecastAsync(Scene.Acme, scene.Now, Seconds(1), 1_000, Scene.Stop);

        Assert.Equal(new long[1_000], counts);
    }
}
