using System.Globalization;
using System.Threading.RateLimiting;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>A token bucket per key: <c>Belay:RateLimit:PerSecond</c> (0: off) and <c>Belay:RateLimit:Burst</c> (default: the same).</summary>
internal sealed class RequestRate : IDisposable
{
    private readonly PartitionedRateLimiter<ApiKey>? _limiter;
    private readonly int _burst;

    public RequestRate(IConfiguration configuration)
    {
        var perSecond = (int)configuration.Number("Belay:RateLimit:PerSecond", 0, 0, 1_000_000);
        _burst = (int)configuration.Number("Belay:RateLimit:Burst", perSecond, perSecond, 10_000_000);

        if (perSecond > 0)
        {
            _limiter = PartitionedRateLimiter.Create<ApiKey, string>(
                key => RateLimitPartition.GetTokenBucketLimiter(key.Id, _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = _burst,
                    TokensPerPeriod = perSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                }));
        }
    }

    /// <summary>Takes one token and tells the caller what is left, in the headers that Telnyx uses; null: no limit is set.</summary>
    public RateLimitLease? Take(ApiKey key, HttpResponse response)
    {
        if (_limiter is null)
        {
            return null;
        }

        var lease = _limiter.AttemptAcquire(key);
        var left = _limiter.GetStatistics(key)?.CurrentAvailablePermits ?? 0;
        response.Headers["x-ratelimit-limit"] = _burst.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-ratelimit-remaining"] = left.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-ratelimit-reset"] = "1";
        return lease;
    }

    public void Dispose() => _limiter?.Dispose();
}
