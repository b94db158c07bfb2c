using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>How much of one host is under way, and when the rest comes back.</summary>
public sealed class HostLanesTests
{
    private const string Url = "https://hooks.example/a";
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly HostLanes _lanes = new(activeMax: 8, waitingMax: 24, downMax: 3);

    [Fact]
    public void A_host_that_works_has_its_places_and_the_rest_comes_back_soon()
    {
        var places = Enumerable.Range(0, 33).Select(_ => _lanes.TryEnter(Url)).ToList();

        Assert.All(places.Take(32), Assert.NotNull);
        Assert.Null(places[32]);
        Assert.Equal(Start + HostLanes.BusyPause, _lanes.ReturnAt(Url, Start));
        Assert.Equal(Start + HostLanes.BusyPause, _lanes.ReturnAt(Url, Start));
        Assert.NotNull(_lanes.TryEnter("https://hooks.example:8443/a"));
    }

    [Fact]
    public void A_host_that_fails_again_and_again_is_looked_at_with_two_events_until_one_is_taken()
    {
        Fail(Url, HostLanes.DownAfter - 1);
        Assert.Null(_lanes.DownSince(Url));
        Fail(Url, 1);
        Assert.Equal(Start, _lanes.DownSince(Url));
        Assert.Equal(Start, _lanes.DownSince("https://hooks.example/another/path"));

        using var first = _lanes.TryEnter(Url);
        using var second = _lanes.TryEnter(Url);
        Assert.NotNull(second);
        Assert.Null(_lanes.TryEnter(Url));

        first!.Report(taken: true, Start);
        Assert.Null(_lanes.DownSince(Url));
        using var third = _lanes.TryEnter(Url);
        Assert.NotNull(third);
    }

    [Fact]
    public void Failures_that_are_not_in_a_row_say_nothing()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail(Url, HostLanes.DownAfter - 1);
            using var place = _lanes.TryEnter(Url)!;
            place.Report(taken: true, Start);
        }

        Assert.Null(_lanes.DownSince(Url));
    }

    [Fact]
    public void What_waits_for_a_host_that_is_down_comes_back_a_lane_at_a_time_and_within_half_an_hour()
    {
        Fail(Url, HostLanes.DownAfter);

        var returns = Enumerable.Range(0, 100_000).Select(_ => _lanes.ReturnAt(Url, Start)).ToList();

        Assert.Equal(Start + HostLanes.BusyPause, returns[0]);
        Assert.Equal(returns.Order(), returns);
        Assert.InRange(returns.Count(at => at < Start + (2 * HostLanes.BusyPause)), 31, 33);
        Assert.Equal(Start + HostLanes.DownPauseMax, returns[^1]);
    }

    [Fact]
    public void All_hosts_that_are_down_together_have_a_bounded_number_of_places()
    {
        string[] hosts = ["https://a.example", "https://b.example", "https://c.example"];
        Array.ForEach(hosts, host => Fail(host, HostLanes.DownAfter));

        var places = hosts.SelectMany(host => (HostLanes.Place?[])[_lanes.TryEnter(host), _lanes.TryEnter(host)]).ToList();
        Assert.Equal(3, places.Count(place => place is not null));
        Assert.NotNull(_lanes.TryEnter("https://well.example"));

        places.ForEach(place => place?.Dispose());
        Assert.NotNull(_lanes.TryEnter(hosts[2]));
    }

    [Fact]
    public void Hosts_that_were_named_once_leave_nothing_behind_and_those_that_failed_a_bounded_number()
    {
        for (var i = 0; i < 5_000; i++)
        {
            _lanes.TryEnter($"https://h{i}.example")!.Dispose();
        }

        Assert.Equal(0, _lanes.Count);
        for (var i = 0; i < 5_000; i++)
        {
            Fail($"https://h{i}.example", 1);
        }

        Assert.InRange(_lanes.Count, 1, 1_025);
    }

    private void Fail(string url, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var place = _lanes.TryEnter(url)!;
            place.Report(taken: false, Start);
        }
    }
}
