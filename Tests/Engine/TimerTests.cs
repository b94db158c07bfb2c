using Belay.Engine;
using Belay.Engine.Sending;
using Belay.Messages;
using Belay.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Engine;

/// <summary>A timer counts by another clock than the wall's: it may tick early by that, and the wall's may move while it is being set.</summary>
public sealed class TimerTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact, Trait(EngineSuite.Promise, "P6")]
    public void A_tick_before_the_time_delays_nothing()
    {
        var actors = new Actors(_clock);
        using var dispatcher = Open(actors, timer => new EarlyTimer(timer));
        var dueAt = _clock.GetUtcNow().AddMilliseconds(500);
        dispatcher.Enqueue(NewId(), dueAt);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([dueAt], actors.ClaimedAt);
    }

    [Fact, Trait(EngineSuite.Promise, "P6")]
    public void A_clock_that_moves_on_while_the_timer_is_being_set_delays_nothing()
    {
        var actors = new Actors(_clock);
        using var dispatcher = Open(actors, timer => new LateTimer(timer, _clock, TimeSpan.FromMilliseconds(300)));
        var dueAt = _clock.GetUtcNow().AddMilliseconds(500);
        dispatcher.Enqueue(NewId(), dueAt);

        _clock.Advance(dueAt - _clock.GetUtcNow());

        Assert.Equal([dueAt], actors.ClaimedAt);
    }

    private MessageId NewId() => MessageId.Create(_clock.GetUtcNow(), new byte[MessageId.RandomBytes]);

    private Dispatcher Open(Actors actors, Func<ITimer, ITimer> timers)
    {
        var carrier = new ScriptedCarrier(_clock, new CarrierTraits("test", true, true));
        var host = new EngineHost(null!, carrier, new LocalClaimants("engine"), new EngineOptions(), new Clock(_clock, timers))
        {
            Turns = new AtOnce(),
        };
        var dispatcher = new Dispatcher(host, actors, NullLogger<Dispatcher>.Instance);
        dispatcher.TakeUp([], DateTimeOffset.MaxValue, isAll: true);
        return dispatcher;
    }

    private sealed class Actors(TimeProvider time) : IMessageActors
    {
        public List<DateTimeOffset> ClaimedAt { get; } = [];

        public Task AttendAsync(MessageId id) => Task.CompletedTask;

        public Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant)
        {
            ClaimedAt.Add(time.GetUtcNow());
            return Task.FromResult<ClaimedCall?>(null);
        }

        public Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer) => Task.CompletedTask;
    }

    /// <summary>The clock, with other timers.</summary>
    private sealed class Clock(ManualTimeProvider clock, Func<ITimer, ITimer> timers) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            timers(clock.CreateTimer(callback, state, dueTime, period));
    }

    /// <summary>Ticks half a millisecond early.</summary>
    private sealed class EarlyTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            timer.Change(dueTime > TimeSpan.Zero ? dueTime - TimeSpan.FromMilliseconds(0.5) : dueTime, period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }

    /// <summary>Is set for the first time only after the clock has moved on.</summary>
    private sealed class LateTimer(ITimer timer, ManualTimeProvider clock, TimeSpan late) : ITimer
    {
        private bool _moved;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (!_moved)
            {
                _moved = true;
                clock.Advance(late);
            }

            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }

    /// <summary>Runs what is begun on the thread that begins it.</summary>
    private sealed class AtOnce : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);
    }
}
