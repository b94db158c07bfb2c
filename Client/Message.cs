using System.Text.Json.Serialization;

namespace Belay.Client;

/// <summary>A message to be sent.</summary>
/// <param name="To">The one recipient: E.164 number or short code; for the channel <c>user</c> a user id.</param>
/// <param name="Text">What it says.</param>
public sealed record NewMessage(string To, string Text)
{
    /// <summary>Sender: E.164 number, short code or name; null: the carrier chooses.</summary>
    public string? From { get; init; }

    /// <summary><c>sms</c>, <c>mms</c>, <c>voice</c> or <c>user</c>; null: <c>mms</c> with media, else <c>sms</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>Subject, for media messages.</summary>
    public string? Subject { get; init; }

    /// <summary>Addresses of media.</summary>
    public IReadOnlyList<string>? Media { get; init; }

    /// <summary>Your own words for it, at most 20; lists and cancels can go by them.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>When to send it; null: at once. At most a year ahead.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When it must have left by; after that it expires.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Without text and numbers, so that they get into no log by mistake.</summary>
    public override string ToString() => $"NewMessage {{ SendAt = {SendAt:O} }}";
}

/// <summary>Where a message is in its life.</summary>
[JsonConverter(typeof(StatusConverter))]
public enum MessageStatus
{
    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Due, and waiting for its turn or for a retry. A cancel still wins.</summary>
    Queued,

    /// <summary>Claimed: it is with the carrier, or about to be.</summary>
    Sending,

    /// <summary>The carrier took it.</summary>
    Sent,

    /// <summary>End: canceled, and never sent.</summary>
    Canceled,

    /// <summary>End: its validity ran out.</summary>
    Expired,

    /// <summary>End: the carrier refused it for good.</summary>
    SendingFailed,

    /// <summary>End: whether it left or arrived is unknown.</summary>
    DeliveryUnconfirmed,

    /// <summary>End: it arrived.</summary>
    Delivered,

    /// <summary>End: it did not arrive.</summary>
    DeliveryFailed,
}

/// <summary>A message as the gateway keeps it, whatever dialect it was created in.</summary>
public sealed record Message
{
    /// <summary>Its id: a UUID.</summary>
    public required string Id { get; init; }

    /// <summary>Its batch's number; every message has one.</summary>
    public required string Batch { get; init; }

    /// <summary>In whose words it was created: <c>belay</c>, <c>telnyx</c>, <c>courier</c>, <c>agent_message</c>, <c>volt_mx</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Where it is.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>
    /// Whether it waits for an operator's decision because a backup was restored: until then it is not sent, whatever its status and time say.
    /// </summary>
    public bool Held { get; init; }

    /// <summary><c>sms</c>, <c>mms</c>, <c>voice</c> or <c>user</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Sender; empty where the carrier chooses.</summary>
    public required string From { get; init; }

    /// <summary>Recipient.</summary>
    public required string To { get; init; }

    /// <summary>Text.</summary>
    public required string Text { get; init; }

    /// <summary>Subject.</summary>
    public string? Subject { get; init; }

    /// <summary>Addresses of media.</summary>
    public IReadOnlyList<string> Media { get; init; } = [];

    /// <summary>The caller's own words.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>In how many parts it leaves.</summary>
    public int Parts { get; init; }

    /// <summary>How many steps it made.</summary>
    public long Version { get; init; }

    /// <summary>How often the carrier was called; a call that was not made, because the carrier is left alone for a while, does not count.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it is meant to leave.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it must have left by.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>When the carrier took it. Where only a late receipt proves that it did: when it was first called.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When it was canceled.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>When it reached its end. A late receipt for one that was unconfirmed makes a new end.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The carrier that was called last.</summary>
    public string? Carrier { get; init; }

    /// <summary>The carrier's own id of it.</summary>
    public string? CarrierReference { get; init; }

    /// <summary>What is wrong with it now; what is over stands in its timeline.</summary>
    public MessageError? Error { get; init; }

    /// <summary>Whether it was put out of sight.</summary>
    public bool Archived { get; init; }

    /// <summary>Every step so far, oldest first; null in lists.</summary>
    public IReadOnlyList<Step>? Timeline { get; init; }

    /// <summary>Without text and numbers, so that they get into no log by mistake.</summary>
    public override string ToString() => $"Message {{ Id = {Id}, Status = {Status}, Version = {Version} }}";
}

/// <summary>What went wrong.</summary>
/// <param name="Code">A short code.</param>
/// <param name="Title">One line for people.</param>
public sealed record MessageError(string Code, string Title);

/// <summary>One step of a message's timeline.</summary>
/// <param name="Version">The message's version after it.</param>
/// <param name="Status">The status after it.</param>
/// <param name="Cause">Why, such as <c>accepted</c>, <c>due</c>, <c>claimed</c>, <c>carrier_accepted</c>, <c>canceled</c>.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who: the id of a key, <c>engine</c>, or <c>carrier:</c> and its name.</param>
/// <param name="RequestId">The request that asked for it.</param>
/// <param name="Reference">The carrier's own id of the message, where the step brought it.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Carrier">The carrier that was called.</param>
/// <param name="Event">The id of the webhook event that tells of it; null: nobody hears of this step.</param>
/// <param name="Delivery">What became of that event; null where there is none, and in answers other than that of
/// <see cref="BelayClient.FindAsync"/>.</param>
public sealed record Step(
    long Version,
    MessageStatus Status,
    string Cause,
    DateTimeOffset At,
    string Actor,
    string? RequestId = null,
    string? Reference = null,
    MessageError? Error = null,
    string? Carrier = null,
    Guid? Event = null,
    EventDelivery? Delivery = null);

/// <summary>Whether a webhook event came to who waits for it.</summary>
[JsonConverter(typeof(DeliveryStateConverter))]
public enum DeliveryState
{
    /// <summary>Waits for its first or its next try.</summary>
    Waiting,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>Nobody took it, and it is not tried again.</summary>
    GivenUp,
}

/// <summary>What became of a webhook event.</summary>
/// <param name="State">Whether it was delivered.</param>
/// <param name="Tries">How often it was tried so far, one under way included; not told where it was delivered.</param>
/// <param name="NextAt">While it waits: the earliest instant of the next try.</param>
public sealed record EventDelivery(DeliveryState State, int? Tries = null, DateTimeOffset? NextAt = null);

/// <summary>Messages that were accepted together.</summary>
/// <param name="Number">The batch's number.</param>
/// <param name="Messages">In the order in which they were given; without timelines.</param>
public sealed record Batch([property: JsonPropertyName("batch")] string Number, IReadOnlyList<Message> Messages);

/// <summary>One page of a list.</summary>
/// <param name="Messages">Newest first, without timelines.</param>
/// <param name="NextCursor">Where the next page begins; null: this is the last.</param>
public sealed record MessagePage(IReadOnlyList<Message> Messages, string? NextCursor);

/// <summary>What became of a cancel.</summary>
[JsonConverter(typeof(VerdictConverter))]
public enum CancelVerdict
{
    /// <summary>Canceled by this call; it will never be sent.</summary>
    Canceled,

    /// <summary>It was canceled before.</summary>
    AlreadyCanceled,

    /// <summary>It is with the carrier or at an end.</summary>
    TooLate,

    /// <summary>The organization has no such message.</summary>
    NotFound,
}

/// <summary>What became of the cancel of one message.</summary>
/// <param name="Id">The message, as it was asked for.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Message">The message as it is; null: not found.</param>
public sealed record CancelOutcome(string Id, CancelVerdict Verdict, Message? Message)
{
    /// <summary>Whether it was canceled, by this call or before: then it will never be sent.</summary>
    public bool WillNeverBeSent => Verdict is CancelVerdict.Canceled or CancelVerdict.AlreadyCanceled;
}

/// <summary>What became of the cancel of a batch.</summary>
/// <param name="Number">The batch's number.</param>
/// <param name="Canceled">How many messages this call canceled.</param>
/// <param name="Messages">The verdict on each message, in the batch's order.</param>
public sealed record BatchCancelOutcome(string Number, int Canceled, IReadOnlyList<BatchLine> Messages);

/// <summary>The verdict on one message of a batch.</summary>
/// <param name="Id">The message.</param>
/// <param name="Verdict">What became of its cancel.</param>
/// <param name="Status">Its status then.</param>
public sealed record BatchLine(string Id, CancelVerdict Verdict, MessageStatus Status);

/// <summary>What is pending, by due time.</summary>
/// <param name="From">Start of the first slot.</param>
/// <param name="SlotSeconds">Length of a slot.</param>
/// <param name="Counts">How many messages are due in each slot.</param>
public sealed record Forecast(DateTimeOffset From, int SlotSeconds, IReadOnlyList<long> Counts);
