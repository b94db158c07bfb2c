using System.Text.Json;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests.Times;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>Judges requests and makes drafts of them.</summary>
internal sealed class TelnyxDrafts(TelnyxSettings settings, GatewayLimits limits, WebhookEndpoints endpoints, MessageIds ids, TimeProvider time)
{
    /// <summary>Most recipients of a group message, as at the vendor.</summary>
    private const int GroupMax = 8;

    private const int ProfileLengthMax = 100;

    private readonly ScheduleRules _lead = new(settings.MinimumLead, settings.MaximumLead);

    /// <summary>The one draft of a call.</summary>
    public (IReadOnlyList<Draft>? Drafts, TelnyxFault? Fault) Make(TelnyxCall call, TelnyxMessageRequest request, OrganizationId organization)
    {
        var media = request.MediaUrls ?? [];
        var (kind, kindFault) = ReadType(request.Type, media);
        var (sendAt, timeFault) = ReadSendAt(call, request.SendAt);
        var (choice, smart, encodingFault) = ReadEncoding(request.Encoding);
        if ((JudgeTo(request.To, "/to", call != TelnyxCall.AlphanumericSender) ?? JudgeFrom(call, request) ?? JudgeContent(request)
            ?? kindFault ?? timeFault ?? encodingFault) is { } fault)
        {
            return (null, fault);
        }

        var text = request.Text ?? "";
        if (SmsText.Measure(text, choice, smart && kind == Channel.Sms) is not { } measure)
        {
            return (null, TelnyxFault.Bad("The text has characters that GSM-7 does not have.", "/encoding"));
        }

        if (kind == Channel.Sms && measure.Parts > limits.PartsMax)
        {
            return (null, TelnyxFault.TooManyParts(measure.Parts, limits.PartsMax));
        }

        var id = ids.Next();
        return ([
            new Draft
            {
                Id = id,
                Organization = organization,
                Batch = BatchId.Of(id),
                Dialect = Dialect.Telnyx,
                From = call == TelnyxCall.NumberPool ? "" : request.From ?? "",
                To = request.To,
                Channel = kind,
                Text = text,
                Subject = request.Subject,
                Media = media,
                Encoding = measure.Encoding,
                Parts = kind == Channel.Sms ? measure.Parts : 1,
                SmartEncoded = measure.SmartEncoded,
                SendAt = sendAt,
                Webhook = TargetOf(request, organization),
                Extra = ToExtra(request.MessagingProfileId, group: null),
            },
        ], null);
    }

    /// <summary>The drafts of a group message: one per recipient, in one batch.</summary>
    /// <remarks>
    /// A message of ours has one recipient, so that each has its own end and its own receipt. The vendor's one message with many recipients
    /// is therefore a batch: all are accepted or none, the first one's id is the group's id, and each keeps the list of all, so that any of
    /// them can be shown as part of the group.
    /// </remarks>
    public (IReadOnlyList<Draft>? Drafts, TelnyxFault? Fault) MakeGroup(TelnyxGroupMmsRequest request, OrganizationId organization)
    {
        if ((JudgeGroupTo(request.To) ?? JudgeGroupFrom(request.From) ?? JudgeContent(request) ?? JudgeUnscheduled(request.SendAt)) is { } fault)
        {
            return (null, fault);
        }

        var first = ids.Next();
        var extra = ToExtra(request.MessagingProfileId, request.To);
        var target = TargetOf(request, organization);
        var text = request.Text ?? "";
        return ([
            .. request.To.Select((to, ordinal) => new Draft
            {
                Id = ordinal == 0 ? first : ids.Next(),
                Organization = organization,
                Batch = BatchId.Of(first),
                Ordinal = ordinal,
                Dialect = Dialect.Telnyx,
                From = request.From!,
                To = to,
                Channel = Channel.Mms,
                Text = text,
                Subject = request.Subject,
                Media = request.MediaUrls ?? [],
                Encoding = SmsText.IsGsm7(text) ? SmsEncoding.Gsm7 : SmsEncoding.Ucs2,
                Webhook = target,
                Extra = extra,
            }),
        ], null);
    }

    private static TelnyxFault? JudgeTo(string to, string pointer, bool shortCodes) =>
        PhoneNumber.IsE164(to) || (shortCodes && PhoneNumber.IsShortCode(to))
            ? null
            : TelnyxFault.BadTo(pointer, shortCodes ? "A +E.164 number or a short code is expected." : "A +E.164 number is expected.");

    private static TelnyxFault? JudgeFrom(TelnyxCall call, TelnyxMessageRequest request)
    {
        var from = string.IsNullOrEmpty(request.From) ? null : request.From;
        var named = PhoneNumber.IsAlphanumericSender(from);
        var hasProfile = !string.IsNullOrEmpty(request.MessagingProfileId);
        return call switch
        {
            TelnyxCall.NumberPool => hasProfile ? null : TelnyxFault.Missing("/messaging_profile_id"),
            TelnyxCall.Send or TelnyxCall.Schedule when from is null => hasProfile ? null : TelnyxFault.Missing("/from"),
            _ when from is null => TelnyxFault.Missing("/from"),
            TelnyxCall.LongCode => PhoneNumber.IsE164(from) ? null : TelnyxFault.BadFrom("A +E.164 number is expected."),
            // The vendor's reference asks for +E.164 even here.
            TelnyxCall.ShortCode =>
                PhoneNumber.IsShortCode(from) || PhoneNumber.IsE164(from) ? null : TelnyxFault.BadFrom("A short code is expected."),
            TelnyxCall.AlphanumericSender when !named =>
                TelnyxFault.BadFrom("1 to 11 letters, digits and blanks are expected, at least one of them a letter."),
            TelnyxCall.Send or TelnyxCall.Schedule or TelnyxCall.AlphanumericSender when named =>
                hasProfile ? null : TelnyxFault.Missing("/messaging_profile_id"),
            TelnyxCall.Send or TelnyxCall.Schedule when PhoneNumber.IsE164(from) || PhoneNumber.IsShortCode(from) => null,
            _ => TelnyxFault.BadFrom("A +E.164 number, a short code or an alphanumeric sender id is expected."),
        };
    }

    private static TelnyxFault? JudgeGroupTo(IReadOnlyList<string> to)
    {
        if (to.Count is 0 or > GroupMax)
        {
            return TelnyxFault.BadTo("/to", $"1 to {GroupMax} recipients are expected.");
        }

        for (var i = 0; i < to.Count; i++)
        {
            if (JudgeTo(to[i], $"/to/{i}", shortCodes: false) is { } fault)
            {
                return fault;
            }

            if (to.Take(i).Contains(to[i]))
            {
                return TelnyxFault.BadTo($"/to/{i}", "The recipient is in the list twice.");
            }
        }

        return null;
    }

    private static TelnyxFault? JudgeGroupFrom(string? from) => from switch
    {
        null or "" => TelnyxFault.Missing("/from"),
        _ => PhoneNumber.IsE164(from) ? null : TelnyxFault.BadFrom("A +E.164 number is expected."),
    };

    private TelnyxFault? JudgeContent(TelnyxContent content)
    {
        if (content.MessagingProfileId is { } profile && (profile.Length > ProfileLengthMax || profile.Any(char.IsControl)))
        {
            return TelnyxFault.Bad($"At most {ProfileLengthMax} characters and no control characters are expected.", "/messaging_profile_id");
        }

        var media = content.MediaUrls ?? [];
        if (string.IsNullOrEmpty(content.Text) && media.Count == 0)
        {
            return TelnyxFault.NoContent;
        }

        if (media.Count > limits.MediaMax)
        {
            return TelnyxFault.TooMuchMedia(limits.MediaMax);
        }

        for (var i = 0; i < media.Count; i++)
        {
            if (JudgeUrl(media[i], $"/media_urls/{i}") is { } fault)
            {
                return fault;
            }
        }

        return JudgeUrl(content.WebhookUrl, "/webhook_url") ?? JudgeUrl(content.WebhookFailoverUrl, "/webhook_failover_url");
    }

    private TelnyxFault? JudgeUrl(string? url, string pointer) =>
        url is null || (url.Length <= limits.UrlCharactersMax && !url.Any(char.IsControl) && WebhookEndpoints.IsHttpUrl(url))
            ? null
            : TelnyxFault.BadUrl(pointer, limits.UrlCharactersMax);

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
    private (SmsEncodingChoice Choice, bool Smart, TelnyxFault? Fault) ReadEncoding(string? encoding) => encoding switch
    {
        null => (SmsEncodingChoice.Auto, settings.SmartEncoding, null),
        "auto" => (SmsEncodingChoice.Auto, true, null),
        "gsm7" => (SmsEncodingChoice.Gsm7, false, null),
        "ucs2" => (SmsEncodingChoice.Ucs2, false, null),
        _ => (default, false, TelnyxFault.Bad("auto, gsm7 or ucs2 is expected.", "/encoding")),
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
        string.IsNullOrEmpty(profile) && group is null
            ? null
            : JsonSerializer.Serialize(new TelnyxExtra(string.IsNullOrEmpty(profile) ? null : profile, group), TelnyxJson.Default.TelnyxExtra);
}
