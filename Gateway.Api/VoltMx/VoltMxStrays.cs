using System.Text.Json;
using Belay.Gateway.Api.Requests.Strays;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>
/// The names that requests may have. Others are ignored, for the vendor has more of them in some releases, unless they mean something.
/// </summary>
internal static class VoltMxStrays
{
    private const string Times = "a message has times named startTimestamp and expiryTimestamp only";
    private const string Recipients = "recipients are in a message's recipients, each with mobile or id";

    private static readonly BodyShape Recipient = BodyShape.Of(("mobile", BodyShape.Value), ("id", BodyShape.Value));

    private static readonly BodyShape Message = BodyShape.Of(
        ("startTimestamp", BodyShape.Given),
        ("expiryTimestamp", BodyShape.Given),
        ("priorityService", BodyShape.Value),
        ("sendVoiceSmsOnFailure", BodyShape.Value),
        ("channel", BodyShape.Value),
        ("content", BodyShape.Value),
        ("recipients", BodyShape.Of(
            ("recipient", Recipient), ("mobile", BodyShape.Value), ("id", BodyShape.Value), ("segment", BodyShape.Value))));

    /// <summary>Of a send request, in JSON and in XML.</summary>
    public static StrayRules Send { get; } = new(
        BodyShape.Of(("smsServiceRequest", BodyShape.Of(("messages", BodyShape.Of(("message", Message), ("channel", BodyShape.Value)))))),
        Times,
        Recipients);

    /// <summary>Of a status request.</summary>
    public static StrayRules Status { get; } =
        Query("requestId", "audienceId", "mobileNumber", "sentDate", "endDate", "startElement", "elementsPerPage");

    /// <summary>Of a fetch request.</summary>
    public static StrayRules Fetch { get; } = Query("mobileNo", "audienceId", "startElement", "elementsPerPage");

    /// <summary>The sentence for the first that is left behind; null: nothing is.</summary>
    public static string? Fault(this StrayRules rules, JsonElement body) => rules.Find(body) is [var first, ..] ? $"{first.Path} {first.Rule}" : null;

    private static StrayRules Query(params string[] names) => new(
        BodyShape.Of([.. names.Select(static name => (name, BodyShape.Value))]), "it has no such filter", "it has no such filter");
}
