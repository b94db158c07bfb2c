using Belay.Messages;

namespace Belay.Grains.Interfaces;

/// <summary>One request that makes several messages, or that carries an idempotency key. The key names the request; see <see cref="BatchKeys"/>.</summary>
[Alias("belay.batch")]
public interface IBatchGrain : IGrainWithStringKey
{
    /// <summary>Accepts all messages of the request or none, in one commit with their reminders and the idempotency key.</summary>
    [Alias("schedule")]
    Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request);
}

/// <summary>Keys of <see cref="IBatchGrain"/>.</summary>
public static class BatchKeys
{
    /// <summary>The grain that takes a request: requests with the same idempotency key meet in one grain, and so come one after the other.</summary>
    public static string Of(ScheduleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Idempotency is { Key: var key } ? $"key:{key.Organization}:{key.Scope}:{key.Key}" : $"batch:{request.Drafts[0].Batch}";
    }
}
