namespace Belay.Gateway.Api.Webhooks;

/// <summary>Bounds what is under way, and what waits, per host and port: one that answers slowly or not at all holds up nobody else.</summary>
internal sealed class HostLanes(int activeMax, int waitingMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>A place in the lane of the address; null: the lane is full.</summary>
    public Place? TryEnter(string url)
    {
        // An address that cannot be read goes nowhere, so it needs no lane of its own.
        var host = Uri.TryCreate(url, UriKind.Absolute, out var uri) ? $"{uri.IdnHost}:{uri.Port}" : "";
        lock (_lock)
        {
            if (!_lanes.TryGetValue(host, out var lane))
            {
                _lanes[host] = lane = new(activeMax);
            }

            if (lane.Places == activeMax + waitingMax)
            {
                return null;
            }

            lane.Places++;
            return new(this, host, lane);
        }
    }

    private void Leave(string host, Lane lane)
    {
        lock (_lock)
        {
            // A lane lasts as long as somebody is in it, so hosts that were named once leave nothing behind.
            if (--lane.Places == 0)
            {
                _lanes.Remove(host);
                lane.Turns.Dispose();
            }
        }
    }

    internal sealed class Place(HostLanes lanes, string host, Lane lane) : IDisposable
    {
        private bool _hasTurn;

        /// <summary>Waits for the turn of this place.</summary>
        public async Task WaitForTurnAsync(CancellationToken cancellationToken)
        {
            await lane.Turns.WaitAsync(cancellationToken);
            _hasTurn = true;
        }

        public void Dispose()
        {
            if (_hasTurn)
            {
                lane.Turns.Release();
            }

            lanes.Leave(host, lane);
        }
    }

    internal sealed class Lane(int activeMax)
    {
        public SemaphoreSlim Turns { get; } = new(activeMax);

        public int Places { get; set; }
    }
}
