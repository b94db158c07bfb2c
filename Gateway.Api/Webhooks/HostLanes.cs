namespace Belay.Gateway.Api.Webhooks;

/// <summary>
/// Bounds what is under way, and what waits, per host and port: one that answers slowly or not at all holds up nobody else. One that takes nothing
/// for a while is down: it is looked at with a few events only, and the others come back later and later, so that a backlog of a day costs little.
/// </summary>
/// <param name="activeMax">Most events that are under way to one host.</param>
/// <param name="waitingMax">Most events that wait in memory for one host.</param>
/// <param name="downMax">Most events that are under way to all hosts together that are down.</param>
internal sealed class HostLanes(int activeMax, int waitingMax, int downMax)
{
    /// <summary>How many failures in a row say that a host is down.</summary>
    public const int DownAfter = 8;

    /// <summary>Most events that are under way to one host that is down: enough to see that it is back.</summary>
    public const int DownActiveMax = 2;

    /// <summary>When an event comes back whose host has as many waiting as it may have.</summary>
    public static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause of an event whose host is down and has many waiting.</summary>
    public static readonly TimeSpan DownPauseMax = TimeSpan.FromMinutes(30);

    /// <summary>Most hosts that are remembered only because they are down.</summary>
    private const int RememberedMax = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private int _downPlaces;

    /// <summary>How many hosts are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _lanes.Count;
            }
        }
    }

    /// <summary>A place in the lane of the address; null: the lane is full.</summary>
    public Place? TryEnter(string url)
    {
        lock (_lock)
        {
            var host = HostOf(url);
            if (!_lanes.TryGetValue(host, out var lane))
            {
                _lanes[host] = lane = new(activeMax);
            }

            var isDown = lane.DownSince is not null;
            if (isDown ? lane.Places >= DownActiveMax || _downPlaces >= downMax : lane.Places == activeMax + waitingMax)
            {
                return null;
            }

            lane.Places++;
            _downPlaces += isDown ? 1 : 0;
            return new(this, host, lane, isDown);
        }
    }

    /// <summary>
    /// When an event comes back that found no place. Those of a host that is down come back one after the other, as many at a time as a lane holds.
    /// </summary>
    public DateTimeOffset ReturnAt(string url, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(HostOf(url), out var lane) || lane.DownSince is null)
            {
                return now + BusyPause;
            }

            var (next, soonest, latest) = (lane.LastReturn + (BusyPause / (activeMax + waitingMax)), now + BusyPause, now + DownPauseMax);
            return lane.LastReturn = next < soonest ? soonest : next > latest ? latest : next;
        }
    }

    /// <summary>Since when the host of an address has taken nothing; null: it works, or nothing is known of it.</summary>
    public DateTimeOffset? DownSince(string url)
    {
        lock (_lock)
        {
            return _lanes.TryGetValue(HostOf(url), out var lane) ? lane.DownSince : null;
        }
    }

    // An address that cannot be read goes nowhere, so it needs no lane of its own.
    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? $"{uri.IdnHost}:{uri.Port}" : "";

    private bool Report(Lane lane, bool taken, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (taken)
            {
                (lane.Failures, lane.FirstFailure, lane.DownSince) = (0, null, null);
                return false;
            }

            lane.FirstFailure ??= now;
            if (++lane.Failures >= DownAfter)
            {
                lane.DownSince ??= lane.FirstFailure;
            }

            return lane.Failures == 1;
        }
    }

    private void Leave(string host, Lane lane, bool wasDown)
    {
        lock (_lock)
        {
            _downPlaces -= wasDown ? 1 : 0;
            if (--lane.Places > 0)
            {
                return;
            }

            // A lane lasts as long as somebody is in it, so hosts that were named once leave nothing behind. Failures are remembered, for a bounded
            // number of hosts.
            if (lane.Failures == 0)
            {
                Forget(host, lane);
            }
            else if (_lanes.Count > RememberedMax && _lanes.FirstOrDefault(other => other.Value.Places == 0) is { Value: not null } idle)
            {
                Forget(idle.Key, idle.Value);
            }
        }
    }

    private void Forget(string host, Lane lane)
    {
        _lanes.Remove(host);
        lane.Turns.Dispose();
    }

    internal sealed class Place(HostLanes lanes, string host, Lane lane, bool wasDown) : IDisposable
    {
        private bool _hasTurn;

        /// <summary>Waits for the turn of this place.</summary>
        public async Task WaitForTurnAsync(CancellationToken cancellationToken)
        {
            await lane.Turns.WaitAsync(cancellationToken);
            _hasTurn = true;
        }

        /// <summary>Says what became of a try: whether the receiver gave an answer that ends it.</summary>
        /// <returns>Whether the receiver begins to fail with it.</returns>
        public bool Report(bool taken, DateTimeOffset now) => lanes.Report(lane, taken, now);

        public void Dispose()
        {
            if (_hasTurn)
            {
                lane.Turns.Release();
            }

            lanes.Leave(host, lane, wasDown);
        }
    }

    internal sealed class Lane(int activeMax)
    {
        public SemaphoreSlim Turns { get; } = new(activeMax);

        public int Places { get; set; }

        public int Failures { get; set; }

        public DateTimeOffset? FirstFailure { get; set; }

        public DateTimeOffset? DownSince { get; set; }

        /// <summary>When the last event comes back that was given back while the host is down.</summary>
        public DateTimeOffset LastReturn { get; set; }
    }
}
