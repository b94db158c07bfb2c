using System.Text.Json;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests.Times;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>Judges requests and makes drafts of them.</summary>
internal sealed class TelnyxDrafts(TelnyxSettings settings, NumberReader numbers, WebhookEndpoints endpoints, MessageIds ids, TimeProvider time)
{
    /// <summary>Most recipients of a group message, as at the vendor.</summary>
    private const int GroupMax = 8;

    private const int ProfileLengthMax = 100;

    private readonly ScheduleRules _lead = new(settings.MinimumLead, settings.MaximumLead);

    /// <summary>The one draft of a call.</summary>
    public (TelnyxOrder? Order, TelnyxFault? Fault) Make(TelnyxCall call, TelnyxMessageRequest request, OrganizationId organization)
    {
        var media = request.MediaUrls ?? [];
        var (kind, kindFault) = ReadType(request.Type, media);
        var (sendAt, timeFault) = ReadSendAt(call, request.SendAt);
        var (wish, encodingFault) = ReadEncoding(request.Encoding);
        var (to, toFault) = ReadTo(request.To, "/to", call != TelnyxCall.AlphanumericSender);
        var (from, fromFault) = ReadFrom(call, request);
        if ((toFault ?? fromFault ?? JudgeProfile(request) ?? kindFault ?? timeFault ?? encodingFault) is { } fault)
        {
            return (null, fault);
        }

        var id = ids.Next();
        return (new(
            [
                new Draft
                {
                    Id = id,
                    Organization = organization,
                    Batch = BatchId.Of(id),
                    Dialect = Dialect.Telnyx,
                    From = from,
                    To = to,
                    Channel = kind,
                    Text = request.Text ?? "",
                    Subject = request.Subject,
                    Media = media,
                    SendAt = sendAt,
                    Webhook = TargetOf(request, organization),
                    Extra = ToExtra(request.MessagingProfileId, group: null),
                },
            ],
            wish,
            UrlPointerOf(request)), null);
    }

    /// <summary>The drafts of a group message: one per recipient, in one batch.</summary>
    /// <remarks>
    /// A message of ours has one recipient, so that each has its own end and its own receipt. The vendor's one message with many recipients
    /// is therefore a batch: all are accepted or none, the first one's id is the group's id, and each keeps the list of all, so that any of
    /// them can be shown as part of the group.
    /// </remarks>
    public (TelnyxOrder? Order, TelnyxFault? Fault) MakeGroup(TelnyxGroupMmsRequest request, OrganizationId organization)
    {
        var (group, toFault) = ReadGroupTo(request.To);
        var from = numbers.ReadNumber(request.From);
        var fromFault =
            BlankText.IsBlank(request.From) ? TelnyxFault.Missing("/from") : from.Fault is { } wrong ? TelnyxFault.BadFrom(Sentence(wrong)) : null;
        if ((toFault ?? fromFault ?? JudgeProfile(request) ?? JudgeUnscheduled(request.SendAt) ?? JudgeGroupType(request.Type)) is { } fault)
        {
            return (null, fault);
        }

        var first = ids.Next();
        var extra = ToExtra(request.MessagingProfileId, group);
        var target = TargetOf(request, organization);
        return (new(
            [
                .. group.Select((to, ordinal) => new Draft
                {
                    Id = ordinal == 0 ? first : ids.Next(),
                    Organization = organization,
                    Batch = BatchId.Of(first),
                    Ordinal = ordinal,
                    Dialect = Dialect.Telnyx,
                    From = from.Text!,
                    To = to,
                    Channel = Channel.Mms,
                    Text = request.Text ?? "",
                    Subject = request.Subject,
                    Media = request.MediaUrls ?? [],
                    Webhook = target,
                    Extra = extra,
                }),
            ],
            default,
            UrlPointerOf(request)), null);
    }

    private (string To, TelnyxFault? Fault) ReadTo(string text, string pointer, bool shortCodes)
    {
        var (to, fault) = shortCodes ? numbers.ReadNumberOrShortCode(text) : numbers.ReadNumber(text);
        return (to ?? "", fault is null ? null : TelnyxFault.BadTo(pointer, Sentence(fault)));
    }

    /// <summary>The sender in the form in which it is kept; empty where the profile's pool chooses.</summary>
    private (string From, TelnyxFault? Fault) ReadFrom(TelnyxCall call, TelnyxMessageRequest request)
    {
        if (call == TelnyxCall.NumberPool || BlankText.IsBlank(request.From))
        {
            return ("", JudgeFrom(call, null, null, request.MessagingProfileId));
        }

        var reading = numbers.ReadSender(request.From);
        return (reading.Text ?? "", JudgeFrom(call, reading.Text ?? request.From, reading.Fault, request.MessagingProfileId));
    }

    private static TelnyxFault? JudgeFrom(TelnyxCall call, string? from, string? fault, string? profile)
    {
        var named = PhoneNumber.IsAlphanumericSender(from);
        var hasProfile = !BlankText.IsBlank(profile);
        return call switch
        {
            TelnyxCall.NumberPool => hasProfile ? null : TelnyxFault.Missing("/messaging_profile_id"),
            TelnyxCall.Send or TelnyxCall.Schedule when from is null => hasProfile ? null : TelnyxFault.Missing("/from"),
            _ when from is null => TelnyxFault.Missing("/from"),
            TelnyxCall.LongCode =>
                PhoneNumber.IsE164(from) ? null : TelnyxFault.BadFrom(fault is null ? "A +E.164 number is expected." : Sentence(fault)),
            // The vendor's reference asks for +E.164 even here.
            TelnyxCall.ShortCode =>
                PhoneNumber.IsShortCode(from) || PhoneNumber.IsE164(from) ? null : TelnyxFault.BadFrom("A short code is expected."),
            TelnyxCall.AlphanumericSender when !named =>
                TelnyxFault.BadFrom("1 to 11 letters, digits and blanks are expected, at least one of them a letter."),
            TelnyxCall.Send or TelnyxCall.Schedule or TelnyxCall.AlphanumericSender when named =>
                hasProfile ? null : TelnyxFault.Missing("/messaging_profile_id"),
            TelnyxCall.Send or TelnyxCall.Schedule when PhoneNumber.IsE164(from) || PhoneNumber.IsShortCode(from) => null,
            _ => TelnyxFault.BadFrom(
                fault == NumberReader.NeedsCountry ? Sentence(fault) : "A +E.164 number, a short code or an alphanumeric sender id is expected."),
        };
    }

    private (IReadOnlyList<string> Group, TelnyxFault? Fault) ReadGroupTo(IReadOnlyList<string> texts)
    {
        if (texts.Count is 0 or > GroupMax)
        {
            return ([], TelnyxFault.BadTo("/to", $"1 to {GroupMax} recipients are expected."));
        }

        var group = new List<string>();
        foreach (var text in texts)
        {
            var (to, fault) = ReadTo(text, $"/to/{group.Count}", shortCodes: false);
            if (fault is not null)
            {
                return ([], fault);
            }

            if (group.Contains(to))
            {
                return ([], TelnyxFault.BadTo($"/to/{group.Count}", "The recipient is in the list twice."));
            }

            group.Add(to);
        }

        return (group, null);
    }

    private static string UrlPointerOf(TelnyxContent content) => content.WebhookUrl is null ? "/webhook_failover_url" : "/webhook_url";

    private static string Sentence(string fault) => $"The number {fault}.";

    private static TelnyxFault? JudgeProfile(TelnyxContent content) =>
        content.MessagingProfileId is { } profile && (profile.Length > ProfileLengthMax || profile.Any(char.IsControl))
            ? TelnyxFault.Bad($"At most {ProfileLengthMax} characters and no control characters are expected.", "/messaging_profile_id")
            : null;

    private static TelnyxFault? JudgeGroupType(string? type) =>
        type is null or "MMS" ? null : TelnyxFault.Bad("This call sends MMS; POST /v2/messages sends SMS.", "/type");

    private static (Channel Kind, TelnyxFault? Fault) ReadType(string? type, IReadOnlyList<string> media) => type switch
    {
        null => (media.Count > 0 ? Channel.Mms : Channel.Sms, null),
        "SMS" when media.Count == 0 => (Channel.Sms, null),
        "SMS" => (default, TelnyxFault.Bad("An SMS has no media; MMS has.", "/type")),
        "MMS" when media.Count > 0 => (Channel.Mms, null),
        "MMS" => (default, TelnyxFault.Missing("/media_urls")),
        _ => (default, TelnyxFault.Bad("SMS or MMS is expected.", "/type")),
    };

    /// <summary>The vendor's <c>auto</c> means smart encoding, whatever the profile says; without the field, the setting decides.</summary>
    private (TextWish Wish, TelnyxFault? Fault) ReadEncoding(string? encoding) => encoding switch
    {
        null => (new(SmsEncodingChoice.Auto, settings.SmartEncoding), null),
        "auto" => (new(SmsEncodingChoice.Auto, Smart: true), null),
        "gsm7" => (new(SmsEncodingChoice.Gsm7), null),
        "ucs2" => (new(SmsEncodingChoice.Ucs2), null),
        _ => (default, TelnyxFault.Bad("auto, gsm7 or ucs2 is expected.", "/encoding")),
    };

    private (DateTimeOffset? SendAt, TelnyxFault? Fault) ReadSendAt(TelnyxCall call, string? text)
    {
        if (call is not (TelnyxCall.Send or TelnyxCall.Schedule))
        {
            return (null, JudgeUnscheduled(text));
        }

        if (text is null)
        {
            return (null, call == TelnyxCall.Schedule ? TelnyxFault.Missing("/send_at") : null);
        }

        var (sendAt, wrong) = WireTime.Read(text);
        if (wrong is not null)
        {
            return (null, TelnyxFault.Bad($"The time {wrong}.", "/send_at"));
        }

        return _lead.Check(sendAt, validUntil: null, time.GetUtcNow()) switch
        {
            ScheduleFault.None => (sendAt, null),
            ScheduleFault.InThePast => (null, TelnyxFault.Bad("The time is in the past.", "/send_at")),
            ScheduleFault.TooSoon =>
                (null, TelnyxFault.Bad($"The time must be at least {settings.MinimumLead.TotalSeconds:0} seconds ahead.", "/send_at")),
            ScheduleFault.TooFar =>
                (null, TelnyxFault.Bad($"The time must be at most {settings.MaximumLead.TotalSeconds:0} seconds ahead.", "/send_at")),
            var fault => throw new System.Diagnostics.UnreachableException($"Without a validity there is no {fault}."),
        };
    }

    /// <summary>Unknown fields are ignored, but not this one: to ignore it would send at once what was meant for later.</summary>
    private static TelnyxFault? JudgeUnscheduled(string? sendAt) =>
        sendAt is null ? null : TelnyxFault.Bad("This call sends at once; POST /v2/messages/schedule sends later.", "/send_at");

    /// <summary>The message's own addresses first, then the organization's endpoint, as the vendor has it.</summary>
    private WebhookTarget TargetOf(TelnyxContent content, OrganizationId organization)
    {
        var profile = content.UseProfileWebhooks == false ? null : endpoints.Find(organization, Dialect.Telnyx);
        return (content.WebhookUrl, content.WebhookFailoverUrl, profile) switch
        {
            ({ } url, var failover, _) => new(TelnyxMapping.ToldToWebhooks, url, failover ?? profile?.Url),
            (null, var failover, not null) => new(TelnyxMapping.ToldToWebhooks, Url: null, failover),
            (null, { } failover, null) => new(TelnyxMapping.ToldToWebhooks, failover),
            (null, null, null) => WebhookTarget.None,
        };
    }

    private static string? ToExtra(string? profile, IReadOnlyList<string>? group) =>
        BlankText.IsBlank(profile) && group is null
            ? null
            : JsonSerializer.Serialize(
                new TelnyxExtra(BlankText.IsBlank(profile) ? null : BlankText.Trim(profile!), group), TelnyxJson.Default.TelnyxExtra);
}

/// <summary>What a call asks for.</summary>
/// <param name="Drafts">Its drafts, not judged yet by the rules of every dialect.</param>
/// <param name="Wish">How the text is to be encoded.</param>
/// <param name="UrlPointer">Where the webhook's first address comes from.</param>
internal sealed record TelnyxOrder(IReadOnlyList<Draft> Drafts, TextWish Wish, string UrlPointer);
