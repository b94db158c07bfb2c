namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>What a name in a request could mean to the one who wrote it.</summary>
internal enum FieldMeaning
{
    /// <summary>None of the others: such a field may be ignored, for vendors add new ones.</summary>
    None,

    /// <summary>When to send, from when, until when, or how long to wait.</summary>
    Time,

    /// <summary>To whom.</summary>
    Recipient,

    /// <summary>How much at most, or under which condition.</summary>
    Limit,

    /// <summary>By which way it leaves, or as what: a channel, a route, a provider; media, which make an MMS of it.</summary>
    Way,
}
