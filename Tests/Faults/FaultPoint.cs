namespace Belay.Tests.Faults;

/// <summary>A place between two instructions of the engine at which a process is ended.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Event">The event of the store or of the engine that is raised there.</param>
/// <param name="Kind">The kind of command that the group must hold; null: any.</param>
/// <param name="AtStart">Whether the process is there only while it starts.</param>
internal sealed record FaultPoint(string Name, string Event, string? Kind = null, bool AtStart = false)
{
    /// <summary>The sources of the events: the store's commits, and the engine's calls of the carrier.</summary>
    public static readonly IReadOnlyList<string> Sources = ["Belay-Sqlite", "Belay-Sending"];

    /// <summary>Which point the process is to be ended at.</summary>
    public const string NameVariable = "BELAY_FAULT_POINT";

    /// <summary>The file whose existence arms the point; with <c>.hit</c> after it, the proof that it was reached.</summary>
    public const string ArmVariable = "BELAY_FAULT_ARM";

    public static IReadOnlyList<FaultPoint> All { get; } =
    [
        new("create, before its commit", "Committing", "Schedule"),
        new("create, durable and not answered", "Committed", "Schedule"),
        new("cancel, before its commit", "Committing", "Cancel"),
        new("cancel, durable and not answered", "Committed", "Cancel"),
        new("claim, before its commit", "Committing", "Claim"),
        new("claim, durable and nobody called", "Committed", "Claim"),
        new("call, about to begin", "Calling"),
        new("call, answered and not recorded", "Answered"),
        new("answer, before its commit", "Committing", "Answer"),
        new("answer, durable and no event told", "Committed", "Answer"),
        new("receipt, before its commit", "Committing", "Receipt"),
        new("receipt, durable and not answered", "Committed", "Receipt"),
        new("event, claimed and not posted", "Committed", "ClaimEvents"),
        new("event, posted and not settled", "Committing", "SettleEvent"),
        new("migration, before its commit", "Migrating", AtStart: true),
        new("migration, durable", "Migrated", AtStart: true),
        new("restart, an open call not yet decided", "Losing", AtStart: true),
        new("restart, an open call decided", "Lost", AtStart: true),
    ];

    /// <summary>Whether the process is there only while it makes a new store.</summary>
    public bool NeedsNewStore => Event.StartsWith("Migrat", StringComparison.Ordinal);

    /// <summary>
    /// Where the process before the one that starts must end, so that this one comes to the point: an open call is what it comes upon.
    /// </summary>
    public FaultPoint? After => AtStart && !NeedsNewStore ? Find("call, about to begin") : null;

    public static FaultPoint? Find(string? name) => All.FirstOrDefault(point => point.Name == name);

    /// <summary>Whether the event is of the kind.</summary>
    public bool Matches(IReadOnlyList<object?>? payload) =>
        Kind is null || (payload is [_, string kinds, ..] && kinds.Split(',').Contains(Kind));
}
