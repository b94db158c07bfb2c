using Belay.Gateway.Api.Cluster;

namespace Belay.Tests.Silo;

/// <summary>P6: the cluster's time is the database's, on every machine.</summary>
[Trait("Promise", "P6")]
public sealed class ClusterClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _own = new(Noon);
    private readonly ClusterClock _clock;

    public ClusterClockTests() => _clock = new ClusterClock(_own);

    [Fact]
    public void It_shows_the_databases_time_and_says_how_far_the_machines_own_is_ahead()
    {
        Read(Noon.AddSeconds(-90));

        Assert.Equal(Noon.AddSeconds(-90), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _clock.Difference);
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    public void A_step_of_the_machines_own_clock_is_nothing_to_it(int seconds)
    {
        Read(Noon);
        _own.StepTo(Noon.AddSeconds(seconds));
        _own.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Noon.AddSeconds(5), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(seconds), _clock.Difference);
    }

    [Fact]
    public void A_reading_whose_answer_took_long_changes_nothing_by_that()
    {
        Read(Noon);
        Read(_own.GetUtcNow().AddSeconds(1), answeredAfter: TimeSpan.FromSeconds(3));

        Assert.Equal(Noon.AddSeconds(3), _clock.GetUtcNow());
    }

    [Fact]
    public void It_stands_still_where_it_would_go_back_a_little_and_is_set_back_where_it_would_stand_for_long()
    {
        Read(Noon);
        Assert.Equal(Noon, _clock.GetUtcNow());

        Read(Noon.AddSeconds(-0.5));
        Assert.Equal(Noon, _clock.GetUtcNow());
        _own.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(Noon, _clock.GetUtcNow());
        _own.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(Noon.AddSeconds(0.5), _clock.GetUtcNow());

        Read(Noon.AddHours(-1));
        Assert.Equal(Noon.AddHours(-1), _clock.GetUtcNow());
    }

    [Fact]
    public void It_is_never_ahead_of_the_database_and_behind_by_no_more_than_the_fastest_answer_took()
    {
        var random = new Random(45);
        var ahead = TimeSpan.FromSeconds(90);
        var fastest = TimeSpan.MaxValue;
        for (var reading = 0; reading < 1_000; reading++)
        {
            var (there, back) = (TimeSpan.FromMilliseconds(random.Next(1, 50)), TimeSpan.FromMilliseconds(random.Next(1, 50)));
            var asked = _own.GetTimestamp();
            _own.Advance(there);
            var told = _own.GetUtcNow() - ahead;
            _own.Advance(back);
            _clock.Observe(told, asked, _own.GetTimestamp());
            fastest = back < fastest ? back : fastest;

            Assert.InRange(_own.GetUtcNow() - ahead - _clock.GetUtcNow(), TimeSpan.Zero, fastest);
            _own.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task A_timer_fires_after_the_time_it_was_given_whatever_is_read_meanwhile()
    {
        Read(Noon.AddSeconds(-90));
        var fired = Task.Delay(TimeSpan.FromSeconds(10), _clock, TestContext.Current.CancellationToken);
        Read(Noon.AddHours(1));
        _own.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(fired.IsCompleted);

        _own.Advance(TimeSpan.FromSeconds(0.1));

        await fired;
    }

    private void Read(DateTimeOffset told, TimeSpan answeredAfter = default)
    {
        var asked = _clock.GetTimestamp();
        _own.Advance(answeredAfter);
        _clock.Observe(told, asked, _clock.GetTimestamp());
    }
}
