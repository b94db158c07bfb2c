using Belay.Gateway.Api.Requests.Strays;

namespace Belay.Tests.Gateway.Api.Reading;

/// <summary>What an unknown name could mean goes by its words, not by a list of names.</summary>
public sealed class FieldNameTests
{
    public static TheoryData<string> Times { get; } =
    [
        "sendAt", "send_at", "SEND-AT", "send_At_", "sendat", "SENDAT", "scheduledTime", "scheduleAt", "scheduled_at", "schedule", "deliver_at",
        "deliverAfter",
        "delivery.time", "delay", "delayUntil", "delay_until", "DelaySeconds", "startTime", "startTimestamp", "start_timestamp", "StartTimeStamp",
        "expires",
        "expires_in", "expiresAt", "expiration", "expiry", "ttl", "TTL", "valid_until", "validityPeriod", "not_before", "notBefore", "after",
        "until", "when",
        "date", "time", "timezone", "time_zone", "tz", "at", "sendOn", "send_in", "deliverBy", "publishDate", "sendDate", "senddate", "send_later",
        "due",
        "dueDate", "eta", "cron", "rrule", "deferUntil", "postponed", "hold", "quiet_hours", "timeout", "timeoutMs", "window", "deadline",
        "send_now", "draft",
        "x-delay", "messages[send_at]",
    ];

    public static TheoryData<string> Recipients { get; } =
    [
        "recipient", "recipients", "to_numbers", "toNumber", "TO", "cc", "bcc", "phone", "phoneNumber", "phone_numbers", "mobile", "mobileNo",
        "msisdn",
        "destination", "destinations", "numbers", "contact_list", "audience", "segmentId", "groups", "user_ids", "userId", "broadcast", "sendTo",
    ];

    public static TheoryData<string> Limits { get; } = ["limit", "max_price", "maxParts", "maximum", "rate_limit", "throttle", "dry_run", "dryRun", "retries", "min_parts", "quota"];

    /// <summary>Names that vendors and callers use for other things, also where a word of a time hides in them.</summary>
    public static TheoryData<string> Others { get; } =
    [
        "text", "body", "subject", "type", "priority", "tags", "auto_detect", "use_profile_webhooks", "webhook_url", "status_callback", "brand_id",
        "template",
        "multimedia_urls", "optimize", "sentiment", "update", "updates", "candidate", "mandate", "validate", "attachment", "statement", "encoding",
        "senderName",
        "sending_profile", "sendinblue_id", "reply_to", "from_number", "sender_phone", "created_at", "updated_at", "something_new", "content",
        "language",
        "campaign", "reference", "format", "signature", "recipe", "automatic", "operator", "", "_", "42",
    ];

    [Theory]
    [MemberData(nameof(Times))]
    public void A_time_is_known_by_its_words_in_any_spelling(string name) => Assert.Equal(FieldMeaning.Time, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Recipients))]
    public void A_recipient_is_known_by_its_words(string name) => Assert.Equal(FieldMeaning.Recipient, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_is_known_by_its_words(string name) => Assert.Equal(FieldMeaning.Limit, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_names_mean_none_of_these(string name) => Assert.Equal(FieldMeaning.None, FieldName.MeaningOf(name));

    [Theory]
    [InlineData("X-Send-At", FieldMeaning.Time)]
    [InlineData("Deliver-After", FieldMeaning.Time)]
    [InlineData("X-Scheduled-Time", FieldMeaning.Time)]
    [InlineData("x-delay", FieldMeaning.Time)]
    [InlineData("Deferred-Delivery", FieldMeaning.Time)]
    [InlineData("Date", FieldMeaning.None)]
    [InlineData("Expires", FieldMeaning.None)]
    [InlineData("If-Modified-Since", FieldMeaning.None)]
    [InlineData("X-Request-Start", FieldMeaning.None)]
    [InlineData("X-Queue-Start", FieldMeaning.None)]
    [InlineData("X-Process-Time", FieldMeaning.None)]
    [InlineData("X-Stainless-Timeout", FieldMeaning.None)]
    [InlineData("X-Amz-Date", FieldMeaning.None)]
    [InlineData("Max-Forwards", FieldMeaning.None)]
    [InlineData("X-Idempotency-Expiration", FieldMeaning.None)]
    [InlineData("grpc-timeout", FieldMeaning.None)]
    public void Of_headers_only_those_count_that_speak_of_sending_later(string name, object meaning) => Assert.Equal(meaning, FieldName.MeaningOfHeader(name));

    [Theory]
    [InlineData("metadata", true)]
    [InlineData("custom_data", true)]
    [InlineData("templateVariables", true)]
    [InlineData("database", false)]
    [InlineData("options", false)]
    [InlineData("", false)]
    public void The_callers_own_words_are_known_by_the_name_of_what_holds_them(string name, bool isFree) => Assert.Equal(isFree, FieldName.IsFree(name));
}
