using Belay.Messages;

namespace Belay.Engine;

/// <summary>Settings of the engine that all processes of it share.</summary>
public sealed record EngineOptions
{
    /// <summary>Most calls of the carrier that one process has open at once: <c>Belay:Dispatch:Concurrency</c>.</summary>
    public int DispatchConcurrency { get; init; } = 256;

    /// <summary>How often and how long a message is tried: <c>Belay:Sending:*</c>.</summary>
    public SendingRules Sending { get; init; } = new();

    /// <summary>
    /// How long a claimed message is left to the process that claimed it: <c>Belay:Cluster:CallLease</c>. It must outlast any call of the carrier;
    /// after it the call's outcome counts as unknown. Null: for as long as that process is there.
    /// </summary>
    public TimeSpan? CallLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A message that is due sooner than this waits in a dispatcher's memory. It must outlast the pause between two looks for what is later.
    /// </summary>
    public TimeSpan WatchWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long before its time a message is made ready, so that its claim only has to be written: its actor is made and has read its row.
    /// </summary>
    public TimeSpan ReadyAhead { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How far behind its time a message must be before it is looked for.</summary>
    public TimeSpan OverdueAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the texts and numbers of a message are kept after it came to rest: <c>Belay:Retention:Days</c>. Null: for ever.</summary>
    public TimeSpan? KeepFinishedFor { get; init; }

    /// <summary>How long a stop waits for open calls of the carrier before it cuts them short.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}
