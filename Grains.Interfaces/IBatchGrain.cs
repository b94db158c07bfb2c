using Belay.Messages;

namespace Belay.Grains.Interfaces;

/// <summary>Requests that carry an idempotency key. The grain's key names it, see <see cref="BatchKeys"/>: the key has one owner.</summary>
[Alias("belay.batch")]
public interface IBatchGrain : IGrainWithStringKey
{
    /// <summary>Accepts all messages of the request or none, in one commit with their reminders and the idempotency key.</summary>
    [Alias("schedule")]
    Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request);

    /// <summary>What the key was used for, once no create with it is under way; null: never used, or no longer kept.</summary>
    [Alias("replay")]
    Task<ScheduleVerdict?> FindReplayAsync(IdempotencyKey key);
}

/// <summary>Requests without an idempotency key. Any silo accepts them; the messages' own grains are not needed for that.</summary>
[Alias("belay.intake")]
public interface IIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>Accepts all messages of the request or none, in one commit with their reminders.</summary>
    [Alias("schedule")]
    Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request);
}

/// <summary>Keys of <see cref="IBatchGrain"/>.</summary>
public static class BatchKeys
{
    /// <summary>The grain that owns an idempotency key: requests with the same one meet there, and so come one after the other.</summary>
    public static string Of(IdempotencyKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return $"key:{key.Organization}:{key.Scope}:{key.Key}";
    }
}
