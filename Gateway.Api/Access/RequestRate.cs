using System.Globalization;
using System.Threading.RateLimiting;
using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>A token bucket per key: <c>Belay:RateLimit:PerSecond</c> (0: off) and <c>Belay:RateLimit:Burst</c> (default: the same).</summary>
internal sealed class RequestRate : IDisposable
{
    private readonly PartitionedRateLimiter<ApiKey>? _limiter;
    private readonly int _burst;

    public RequestRate(IConfiguration configuration)
    {
        var perSecond = configuration.GetValue("Belay:RateLimit:PerSecond", 0);
        _burst = configuration.GetValue("Belay:RateLimit:Burst", perSecond);
        if (perSecond < 0 || _burst < perSecond)
        {
            throw new SettingException("Belay:RateLimit:PerSecond must be 0 or more, and Belay:RateLimit:Burst not below it.");
        }

        if (perSecond > 0)
        {
            _limiter = PartitionedRateLimiter.Create<ApiKey, string>(key => RateLimitPartition.GetTokenBucketLimiter(key.Id, _ => new TokenBucketRateLimiterOptions
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
