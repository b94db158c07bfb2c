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
        "x-delay", "messages[send_at]", "sendatutc", "sendattime", "sendatms", "deliverytimeutc", "notbeforeutc", "remindOn", "post_on", "smsOn",
        "send_out_on", "planned", "earliest", "embargo", "timing", "tomorrow", "mins", "hrs", "daily", "every", "instant",
    ];

    public static TheoryData<string> Recipients { get; } =
    [
        "recipient", "recipients", "to_numbers", "toNumber", "TO", "cc", "bcc", "phone", "phoneNumber", "phone_numbers", "mobile", "mobileNo",
        "msisdn",
        "destination", "destinations", "numbers", "contact_list", "audience", "segmentId", "groups", "user_ids", "userId", "broadcast",
        "sendTo", "also_to",
        "smsTo",
    ];

    public static TheoryData<string> Limits { get; } =
    [
        "limit", "max_price", "maxParts", "maximum", "rate_limit", "throttle", "dry_run", "dryRun", "retries", "min_parts", "quota", "if",
        "condition", "unless", "sandbox", "test", "isTest", "testMode", "validate_only",
    ];

    public static TheoryData<string> Ways { get; } =
    [
        "channel", "Channel", "channels", "message_channel", "routing", "Routing", "routing_strategy_id", "route", "provider", "providers", "carrier",
        "transport", "via", "media", "mediaUrls", "mediaurls", "media_url", "message_type", "mms", "whatsapp_message",
    ];

    /// <summary>Letters that look like those of a known name, wide and mathematical ones, with accents, and words of other scripts.</summary>
    public static TheoryData<string> Foreign { get; } =
        [
            "s\u0435nd_\u0430t", "\u0455\u0441h\u0435dule", "s\u00e9nd_\u00e1t", "\uff53\uff45\uff4e\uff44_at", "\ud835\udcc8end_a\ud835\udcc9",
            "\u9001\u4fe1\u6642\u523b",
        ];

    /// <summary>Names that vendors and callers use for other things, also where a word of a time hides in them.</summary>
    public static TheoryData<string> Others { get; } =
    [
        "text", "body", "subject", "type", "priority", "tags", "auto_detect", "use_profile_webhooks", "webhook_url", "status_callback", "brand_id",
        "template",
        "multimedia_urls", "optimize", "sentiment", "update", "updates", "candidate", "mandate", "validate", "attachment", "statement", "encoding",
        "senderName",
        "sending_profile", "sendinblue_id", "reply_to", "from_number", "sender_phone", "created_at", "updated_at", "something_new", "content",
        "language",
        "sendVoiceSmsOnFailure", "smsOnFailure", "related_to", "link_to", "contest", "latency", "instance", "everything", "notify_url", "call_id",
        "campaign", "reference", "format", "signature", "recipe", "automatic", "operator", "", "_", "42",
    ];

    [Theory]
    [MemberData(nameof(Times))]
    public void A_time_is_known_by_its_words_in_any_spelling(string name) => Assert.Equal(FieldMeaning.Time, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_name_with_letters_of_another_alphabet_could_mean_a_time(string name) => Assert.Equal(FieldMeaning.Time, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Recipients))]
    public void A_recipient_is_known_by_its_words(string name) => Assert.Equal(FieldMeaning.Recipient, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_is_known_by_its_words(string name) => Assert.Equal(FieldMeaning.Limit, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_way_to_send_is_known_by_its_words(string name) => Assert.Equal(FieldMeaning.Way, FieldName.MeaningOf(name));

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_names_mean_none_of_these(string name) => Assert.Equal(FieldMeaning.None, FieldName.MeaningOf(name));

    [Theory]
    [InlineData("X-Send-At", FieldMeaning.Time)]
    [InlineData("Deliver-After", FieldMeaning.Time)]
    [InlineData("X-Scheduled-Time", FieldMeaning.Time)]
    [InlineData("x-delay", FieldMeaning.Time)]
    [InlineData("Deferred-Delivery", FieldMeaning.Time)]
    [InlineData("x-sendat", FieldMeaning.Time)]
    [InlineData("x-deliverat", FieldMeaning.Time)]
    [InlineData("Upstash-Not-Before", FieldMeaning.Time)]
    [InlineData("X-Run-At", FieldMeaning.Time)]
    [InlineData("X-Dry-Run", FieldMeaning.Limit)]
    [InlineData("X-Runtime", FieldMeaning.None)]
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
    public void Of_headers_only_those_count_that_speak_of_sending_later(string name, object meaning) =>
        Assert.Equal(meaning, FieldName.MeaningOfHeader(name));

    [Theory]
    [InlineData("metadata", true)]
    [InlineData("custom_data", true)]
    [InlineData("templateVariables", true)]
    [InlineData("database", false)]
    [InlineData("options", false)]
    [InlineData("", false)]
    public void The_callers_own_words_are_known_by_the_name_of_what_holds_them(string name, bool isFree) =>
        Assert.Equal(isFree, FieldName.IsFree(name));
}
