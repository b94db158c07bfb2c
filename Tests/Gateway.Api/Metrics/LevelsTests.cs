using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Metrics;

/// <summary>What it may cost to ask how full the engine is.</summary>
public sealed class LevelsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_engine_that_does_not_say_how_full_it_is_is_waited_for_no_longer_than_the_patience_lasts()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var engine = new SilentEngine();
        using var levels = new Levels(gateway.Services.GetRequiredService<Readiness>(), gateway.Clock, engine);
        var refreshed = levels.RefreshAsync(Patience, TestContext.Current.CancellationToken);
        await engine.Asked.WaitAsync(TestContext.Current.CancellationToken);

        gateway.Clock.Advance(Patience - TimeSpan.FromTicks(1));
        Assert.False(refreshed.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromTicks(1));

        await refreshed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Those_who_want_to_know_at_once_ask_one_after_the_other()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var engine = new SilentEngine();
        using var levels = new Levels(gateway.Services.GetRequiredService<Readiness>(), gateway.Clock, engine);
        using var firstIsGone = new CancellationTokenSource();
        using var secondIsGone = new CancellationTokenSource();
        var first = levels.RefreshAsync(Patience, firstIsGone.Token);
        await engine.Asked.WaitAsync(TestContext.Current.CancellationToken);

        var second = levels.RefreshAsync(Patience, secondIsGone.Token);

        await secondIsGone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, engine.Questions);
        await firstIsGone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private sealed class SilentEngine : IEngineLevels
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _questions;

        public Task Asked => _asked.Task;

        public int Questions => Volatile.Read(ref _questions);

        public async Task<EngineLevels> ReadLevelsAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _questions);
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new System.Diagnostics.UnreachableException();
        }
    }
}
