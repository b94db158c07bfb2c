using Belay.Messages;

namespace Belay.Engine;

/// <summary>What all parts of the engine in one process share.</summary>
/// <param name="Store">What keeps the messages.</param>
/// <param name="Carrier">How they leave.</param>
/// <param name="Claimants">The processes that claim them.</param>
/// <param name="Options">The settings.</param>
/// <param name="Time">The clock.</param>
public sealed record EngineHost(IMessageStore Store, ICarrier Carrier, IClaimants Claimants, EngineOptions Options, TimeProvider Time)
{
    /// <summary>Where calls of the carrier and the engine's own turns run.</summary>
    public TaskScheduler Turns { get; init; } = TaskScheduler.Default;

    /// <summary>Randomness for the pauses between tries.</summary>
    public Random Chance { get; init; } = Random.Shared;

    /// <summary>Now, as stores keep it.</summary>
    internal DateTimeOffset Now => Time.GetUtcNow().ToStored();
}
