using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>What a test asks of the engine that is made for it. A fixture must honour every member.</summary>
public sealed record EngineSettings
{
    /// <summary>Retry rules. Pauses are short, so that an engine on the real clock is tested in bearable time.</summary>
    public SendingRules Sending { get; init; } = new() { PauseBase = TimeSpan.FromMilliseconds(200), PauseMax = TimeSpan.FromSeconds(1) };

    /// <summary>Most calls of the carrier that may be open at once.</summary>
    public int DispatchConcurrency { get; init; } = 16;

    /// <summary>Most messages of one organization that may be <see cref="MessageStatuses.Pending"/>.</summary>
    public long PendingPerOrganizationMax { get; init; } = 1_000_000;

    /// <summary>How long texts and numbers of finished messages are kept; null: for ever.</summary>
    public TimeSpan? KeepFinishedFor { get; init; }

    /// <summary>What the carrier promises: the <see cref="ScriptedCarrier"/> is made with it before the engine starts.</summary>
    public CarrierTraits Carrier { get; init; } = new("scripted", HonoursIdempotencyKey: true, SendsReceipts: true);

    /// <summary>These settings with a carrier that does not honour an idempotency key (P5).</summary>
    public EngineSettings WithoutIdempotentCarrier() => this with { Carrier = Carrier with { HonoursIdempotencyKey = false } };
}
