namespace Belay.Tests.Faults.Recorders;

/// <summary>How the carrier behaves.</summary>
internal enum CarrierMood
{
    /// <summary>Takes it, answers within some milliseconds, and reports delivery.</summary>
    Good,

    /// <summary>Takes it, and answers a second later.</summary>
    Slow,

    /// <summary>Refuses it for good.</summary>
    Refuses,

    /// <summary>Takes it or not, and never answers.</summary>
    Hangs,

    /// <summary>Takes it, and cuts the connection instead of answering.</summary>
    Resets,

    /// <summary>Takes it, and answers 200 with a body that means nothing.</summary>
    Lies,

    /// <summary>429 with Retry-After.</summary>
    Limits,

    /// <summary>Says 503 without a word.</summary>
    Overloaded,

    /// <summary>Reports delivery before it answers.</summary>
    ReportsEarly,

    /// <summary>Reports delivery twice.</summary>
    ReportsTwice,

    /// <summary>Each call by one of the other moods.</summary>
    Any,
}
