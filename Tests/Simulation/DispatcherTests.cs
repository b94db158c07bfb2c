using Belay.Engine;
using Belay.Engine.Sending;
using Belay.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Simulation;

/// <summary>The dispatcher alone: what a seed shows only where nothing else looks for what it forgot.</summary>
public sealed class DispatcherTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly StepScheduler _turns = new();
    private readonly Actors _actors = new();
    private readonly Dispatcher _dispatcher;
    private readonly MessageId _id;

    public DispatcherTests()
    {
        _id = MessageId.Create(_clock.GetUtcNow(), new byte[MessageId.RandomBytes]);
        var host = new EngineHost(null!, new NoCarrier(), new LocalClaimants("test"), new EngineOptions(), _clock) { Turns = _turns };
        _dispatcher = new Dispatcher(host, _actors, NullLogger<Dispatcher>.Instance);
        _dispatcher.TakeUp([], DateTimeOffset.MaxValue, isAll: true);
    }

    public void Dispose() => _dispatcher.Dispose();

    [Fact]
    public void A_time_that_is_heard_of_during_a_claim_is_kept()
    {
        _actors.During = () => _dispatcher.Enqueue(_id, _clock.GetUtcNow().AddSeconds(5));
        _dispatcher.Enqueue(_id, _clock.GetUtcNow());
        Assert.Equal(1, ClaimsAfter(TimeSpan.Zero));

        _actors.During = () => { };
        Assert.Equal(1, ClaimsAfter(TimeSpan.FromSeconds(4.9)));
        Assert.Equal(2, ClaimsAfter(TimeSpan.FromSeconds(0.1)));
    }

    [Fact]
    public void A_time_that_is_past_is_not_claimed_again_by_the_claim_that_it_is_heard_of_in()
    {
        _actors.During = () => _dispatcher.Enqueue(_id, _clock.GetUtcNow().AddSeconds(-1));
        _dispatcher.Enqueue(_id, _clock.GetUtcNow());
        Assert.Equal(1, ClaimsAfter(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_message_that_waits_for_nothing_any_more_is_not_claimed_after_its_claim()
    {
        _actors.During = () =>
        {
            _dispatcher.Enqueue(_id, _clock.GetUtcNow().AddSeconds(5));
            _dispatcher.Forget(_id);
        };
        _dispatcher.Enqueue(_id, _clock.GetUtcNow());
        Assert.Equal(1, ClaimsAfter(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(30)]
    public void What_is_near_is_claimed_at_its_time_although_the_clock_was_set_back_before(double seconds)
    {
        _dispatcher.Enqueue(_id, _clock.GetUtcNow().AddSeconds(seconds));
        _clock.StepTo(_clock.GetUtcNow().AddMinutes(-10));
        Assert.Equal(0, ClaimsAfter(TimeSpan.FromMinutes(10)));
        Assert.Equal(1, ClaimsAfter(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void A_message_is_made_ready_shortly_before_its_time()
    {
        _dispatcher.Enqueue(_id, _clock.GetUtcNow().AddSeconds(10));
        ClaimsAfter(TimeSpan.FromSeconds(8.4));
        Assert.Equal(0, _actors.Attended);

        Assert.Equal(0, ClaimsAfter(TimeSpan.FromSeconds(0.1)));
        Assert.Equal(1, _actors.Attended);
        Assert.Equal(1, ClaimsAfter(TimeSpan.FromSeconds(1.5)));
    }

    [Fact]
    public void Of_a_burst_a_bounded_number_is_made_ready()
    {
        const int Burst = 10_000;
        var dueAt = _clock.GetUtcNow().AddSeconds(10);
        for (var i = 0; i < Burst; i++)
        {
            _dispatcher.Enqueue(new MessageId(new Guid(i, 0, 0, new byte[8])), dueAt);
        }

        ClaimsAfter(TimeSpan.FromSeconds(9.9));
        Assert.InRange(_actors.Attended, 5_000, 9_000);
        Assert.Equal(Burst, ClaimsAfter(TimeSpan.FromSeconds(0.1)));
    }

    [Fact]
    public void A_message_that_cannot_be_made_ready_is_claimed_all_the_same()
    {
        _actors.CannotAttend = true;
        _dispatcher.Enqueue(_id, _clock.GetUtcNow().AddSeconds(1));
        Assert.Equal(1, ClaimsAfter(TimeSpan.FromSeconds(1)));
    }

    private int ClaimsAfter(TimeSpan pause)
    {
        _clock.Advance(pause);
        while (_turns.HasReady)
        {
            _turns.RunOne(new Random(1));
        }

        return _actors.Claims;
    }

    private sealed class Actors : IMessageActors
    {
        public int Claims { get; private set; }

        public Action During { get; set; } = () => { };

        public int Attended { get; private set; }

        public bool CannotAttend { get; set; }

        public Task AttendAsync(MessageId id)
        {
            Attended++;
            return CannotAttend
                ? Task.FromException(new StoreUnavailableException("The store is away.", TimeSpan.FromSeconds(1)))
                : Task.CompletedTask;
        }

        public Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant)
        {
            Claims++;
            During();
            return Task.FromResult<ClaimedCall?>(null);
        }

        public Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer) => Task.CompletedTask;
    }

    private sealed class NoCarrier : ICarrier
    {
        public CarrierTraits Traits { get; } = new("none", HonoursIdempotencyKey: false, SendsReceipts: false);

        public Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is sent.");
    }
}
