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

    /// <summary>429 with a Retry-After of a day.</summary>
    LimitsForADay,

    /// <summary>Takes it or not, and says 500.</summary>
    Fails,

    /// <summary>A proxy before it says 502, whether it took it or not.</summary>
    IsBehindABadGateway,

    /// <summary>A proxy before it says 504, whether it took it or not.</summary>
    IsBehindASlowGateway,

    /// <summary>401: the key is not known any more.</summary>
    KnowsNoKey,

    /// <summary>404: nothing is there.</summary>
    IsGone,

    /// <summary>301: it is elsewhere.</summary>
    HasMoved,

    /// <summary>Cuts the connection without reading the message.</summary>
    CutsBeforeReading,

    /// <summary>Reports delivery before it answers.</summary>
    ReportsEarly,

    /// <summary>Reports delivery twice.</summary>
    ReportsTwice,

    /// <summary>Each call by one of the other moods.</summary>
    Any,
}
