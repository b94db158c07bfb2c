namespace Belay.Tests.Conformance;

public abstract class Health : EngineSuite
{
    [Fact, Trait(Promise, "P10")]
    public async Task A_running_engine_is_ready_and_says_so_in_one_line()
    {
        await using var scene = await OpenAsync();

        var health = await scene.Engine.CheckHealthAsync(Scene.Stop);

        Assert.True(health.Ready, health.Detail);
        Assert.NotEmpty(health.Detail);
        Assert.DoesNotContain('\n', health.Detail);
    }

    [Fact, Trait(Promise, "P10")]
    public async Task It_is_ready_again_after_a_restart()
    {
        await using var scene = await OpenAsync();
        await scene.RestartAsync();

        Assert.True((await scene.Engine.CheckHealthAsync(Scene.Stop)).Ready);
        await scene.SendAsync(scene.NewDraft());
    }

    [Fact, Trait(Promise, "P10")]
    public async Task A_carrier_that_is_stuck_does_not_make_it_unready()
    {
        await using var scene = await OpenAsync(new EngineSettings { DispatchConcurrency = 1 });
        var gate = await scene.AcceptHeldAsync(scene.NewDraft());

        Assert.True((await scene.Engine.CheckHealthAsync(Scene.Stop)).Ready);
        await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        gate.Release();
    }
}
