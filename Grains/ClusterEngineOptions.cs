using Belay.Messages;

namespace Belay.Grains;

/// <summary>Settings of the cluster engine that every silo shares.</summary>
public sealed record ClusterEngineOptions
{
    /// <summary>Most calls of the carrier that one silo has open at once: <c>Belay:Dispatch:Concurrency</c>.</summary>
    public int DispatchConcurrency { get; init; } = 256;

    /// <summary>How often and how long a message is tried: <c>Belay:Sending:*</c>.</summary>
    public SendingRules Sending { get; init; } = new();

    /// <summary>How long a claimed message is left to the silo that claimed it: <c>Belay:Cluster:CallLease</c>. It must outlast any call of the carrier; after it the call's outcome counts as unknown.</summary>
    public TimeSpan CallLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A message that is due sooner than this is watched by its silo's dispatcher, since the reminder service may read its row too late; it outlasts that service's refresh.</summary>
    public TimeSpan WatchWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How far behind its time a message must be before the sweeper takes it up.</summary>
    public TimeSpan OverdueAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the texts and numbers of a message are kept after it came to rest: <c>Belay:Retention:Days</c>. Null: for ever.</summary>
    public TimeSpan? KeepFinishedFor { get; init; }
}
