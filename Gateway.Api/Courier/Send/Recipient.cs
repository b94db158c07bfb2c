using System.Text.Json;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>One recipient of a request.</summary>
/// <param name="UserId">The user, where the request names one.</param>
/// <param name="PhoneNumber">The number, in E.164 form or a short code; null: the carrier knows how to reach the user.</param>
/// <param name="HasEmail">Whether the request names an email address, too.</param>
/// <param name="Tenant">In whose context.</param>
/// <param name="Zone">The recipient's time zone.</param>
/// <param name="Locale">The recipient's language.</param>
/// <param name="Preferences">What the recipient wants and does not want.</param>
/// <param name="Data">Values for the content's variables that hold for this recipient alone.</param>
internal sealed record Recipient(
    string? UserId,
    string? PhoneNumber,
    bool HasEmail,
    string? Tenant,
    string? Zone,
    string? Locale,
    JsonField Preferences,
    JsonElement Data)
{
    /// <summary>Kinds of recipients that Courier has and a message of one recipient cannot mean.</summary>
    private static readonly string[] UnsupportedKinds =
        ["list_id", "list_pattern", "audience_id", "filters", "slack", "ms_teams", "pagerduty", "webhook", "users"];

    /// <summary>By which means the message goes.</summary>
    public Channel Channel { get; init; } = PhoneNumber is null ? Channel.User : Channel.Sms;

    /// <summary>The address.</summary>
    public string Address => Channel == Channel.Sms ? PhoneNumber! : UserId!;

    /// <summary>Reads <c>message.to</c>: one object, or an array of them.</summary>
    public static IReadOnlyList<Recipient> ReadAll(JsonField to, NumberReader numbers, int countMax)
    {
        if (!to.IsPresent)
        {
            to.Refuse("'message.to' is required.");
            return [];
        }

        if (!to.IsArray)
        {
            return Read(to, numbers) is { } one ? [one] : [];
        }

        var count = to.Value.GetArrayLength();
        if (count == 0 || count > countMax)
        {
            to.Refuse($"'message.to' must name 1 to {countMax} recipients.");
            return [];
        }

        return [.. to.Items().Select(one => Read(one, numbers)).OfType<Recipient>()];
    }

    private static Recipient? Read(JsonField to, NumberReader numbers)
    {
        if (!to.IsObject)
        {
            to.Refuse($"'{to.Path}' must be an object.");
            return null;
        }

        foreach (var kind in UnsupportedKinds)
        {
            if (to[kind].IsPresent)
            {
                to.Refuse($"'{to.Path}.{kind}' is not supported: name each recipient by user_id or phone_number.");
                return null;
            }
        }

        var userId = NullIfEmpty(to["user_id"].Text());
        var phone = to["phone_number"];
        var number = NullIfEmpty(phone.Text());
        if (number is not null)
        {
            var reading = numbers.ReadNumberOrShortCode(number);
            if (reading.Fault is { } fault)
            {
                phone.Refuse($"'{phone.Path}' {fault}.");
                return null;
            }

            number = reading.Text;
        }

        if (userId is null && number is null)
        {
            to.Refuse(to["email"].IsPresent
                ? $"'{to.Path}' has an email address only: email is not supported, give user_id or phone_number."
                : $"'{to.Path}' needs user_id or phone_number.");
            return null;
        }

        _ = to["data"].Members();
        return new(
            userId,
            number,
            to["email"].IsPresent,
            to["tenant_id"].Text() ?? to["context"]["tenant_id"].Text(),
            ZoneOf(to) ?? ZoneOf(to["profile"]),
            to["locale"].Text(),
            to["preferences"],
            to["data"].Value);
    }

    /// <summary>The zone that a profile names; whatever else stands there is nobody's concern.</summary>
    public static string? ZoneOf(JsonField profile) =>
        profile.IsObject ? NullIfEmpty(profile["timezone"].Text()) ?? NullIfEmpty(profile["zoneinfo"].Text()) : null;

    private static string? NullIfEmpty(string? text) => BlankText.IsBlank(text) ? null : BlankText.Trim(text!);
}
