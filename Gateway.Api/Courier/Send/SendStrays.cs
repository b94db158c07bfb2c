using Belay.Gateway.Api.Requests.Strays;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>The names that a send may have, as the vendor's clients know them, whether Belay acts on them or not.</summary>
internal static class SendStrays
{
    private static readonly BodyShape Preference = BodyShape.Of(
        ("status", BodyShape.Value),
        ("channel_preferences", BodyShape.Value),
        ("source", BodyShape.Value),

        // A rule has a start and an end: a time that nobody here acts on.
        ("rules", BodyShape.Unknown));

    private static readonly BodyShape Recipient = BodyShape.Of(
    [
        .. Values(
            "account_id", "airship", "apn", "audience_id", "birthdate", "discord", "email", "email_verified", "expo", "facebookPSID", "family_name",
            "filters", "firebaseToken", "gender", "given_name", "intercom", "list_id", "list_pattern", "locale", "middle_name", "ms_teams", "name",
            "nickname", "pagerduty", "phone_number", "phone_number_verified", "picture", "preferred_name", "slack", "sub", "target_arn", "tenant_id",
            "timezone", "updated_at", "user_id", "users", "webhook", "website", "zoneinfo"),
        ("address", BodyShape.Free),
        ("context", BodyShape.Free),
        ("custom", BodyShape.Free),
        ("data", BodyShape.Free),
        ("profile", BodyShape.Free),
        ("preferences", BodyShape.Of(
            ("templateId", BodyShape.Value), ("notifications", BodyShape.MapOf(Preference)), ("categories", BodyShape.MapOf(Preference)))),
    ]);

    private static readonly BodyShape Channel = BodyShape.Of(
    [
        .. Values("brand_id", "if", "providers", "routing_method"),
        ("metadata", BodyShape.Free),
        ("override", BodyShape.Foreign),
        ("timeouts", BodyShape.Of([.. Values("channel", "provider")])),
    ]);

    private static readonly BodyShape Message = BodyShape.Of(
    [
        .. Values("brand_id", "template"),
        ("to", Recipient),
        ("content", BodyShape.Of(("title", BodyShape.Value), ("body", BodyShape.Value), ("version", BodyShape.Value), ("elements", BodyShape.Free))),
        ("data", BodyShape.Free),
        ("context", BodyShape.Free),
        ("metadata", BodyShape.Free),
        ("profile", BodyShape.Free),
        ("delay", BodyShape.Of([.. Values("duration", "until", "timezone")])),
        ("expiry", BodyShape.Of([.. Values("expires_at", "expires_in")])),
        ("timeout", BodyShape.Of([.. Values("message", "channel", "provider", "criteria", "escalation")])),
        ("channels", BodyShape.MapOf(Channel)),
        ("providers", BodyShape.MapOf(BodyShape.Of(
            ("if", BodyShape.Value), ("metadata", BodyShape.Free), ("override", BodyShape.Foreign), ("timeouts", BodyShape.Value)))),
        ("routing", RoutingOf(levels: 8)),
        ("preferences", BodyShape.Of([.. Values("subscription_topic_id")])),
    ]);

    public static StrayRules Rules { get; } = new(
        BodyShape.Of(("message", Message)),
        "the times of a send are message.delay and message.expiry",
        "the recipients are in message.to");

    /// <summary>A channel of a routing may be a routing itself.</summary>
    private static BodyShape RoutingOf(int levels) =>
        BodyShape.Of(("method", BodyShape.Value), ("channels", levels == 0 ? BodyShape.Value : RoutingOf(levels - 1)));

    private static IEnumerable<(string, BodyShape)> Values(params string[] names) => names.Select(static name => (name, BodyShape.Value));
}
