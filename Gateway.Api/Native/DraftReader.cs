using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests.Times;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>Judges what was asked for and makes drafts of it. Collects what is wrong per field; a field of a batch is named <c>messages[3].to</c>.</summary>
internal sealed class DraftReader(GatewayLimits limits, DateTimeOffset now)
{
    /// <summary>Most characters of a tag.</summary>
    public const int TagCharactersMax = 64;

    /// <summary>Most characters of a subject.</summary>
    public const int SubjectCharactersMax = 256;

    /// <summary>Most characters of a user id.</summary>
    public const int UserCharactersMax = 256;

    private const int YearsMax = 1;

    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyDictionary<string, string> Wrong => _wrong;

    /// <summary>The draft; to be used only where nothing is wrong.</summary>
    /// <param name="wire">What was asked for.</param>
    /// <param name="path">What its fields' names begin with.</param>
    /// <param name="id">Its id.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="ordinal">Its place there.</param>
    /// <param name="organization">Whose it is.</param>
    public Draft Read(DraftWire wire, string path, MessageId id, BatchId batch, int ordinal, OrganizationId organization)
    {
        var media = Media(path + "media", wire.Media);
        var channel = ChannelOf(path + "channel", wire.Channel, media.Count > 0);
        var text = wire.Text ?? "";
        Check(path + "text", StorableText.IsStorable(text) && (text.Length > 0 || media.Count > 0), "must not be empty without media, nor hold U+0000");
        Check(path + "from", IsSender(wire.From), "must be an E.164 number, a short code or a name of up to 11 letters and digits");
        Check(path + "to", IsRecipient(channel, wire.To), channel == Channel.User ? $"must be 1..{UserCharactersMax} characters" : "must be an E.164 number or a short code");
        Check(path + "subject", wire.Subject is null || (wire.Subject.Length is > 0 and <= SubjectCharactersMax && IsPlain(wire.Subject)), $"must be 1..{SubjectCharactersMax} characters");

        var measure = SmsText.Measure(text) ?? throw new System.Diagnostics.UnreachableException("Every text fits one of the alphabets.");
        Check(path + "text", channel == Channel.Sms ? measure.Parts <= limits.PartsMax : text.Length <= limits.PartsMax * 153, $"must fit {limits.PartsMax} parts");
        var sendAt = Time(path + "send_at", wire.SendAt);
        return new()
        {
            Id = id,
            Organization = organization,
            Batch = batch,
            Ordinal = ordinal,
            Dialect = Dialect.None,
            From = wire.From ?? "",
            To = wire.To ?? "",
            Channel = channel,
            Text = text,
            Subject = wire.Subject,
            Media = media,
            Tags = Tags(path + "tags", wire.Tags),
            Encoding = measure.Encoding,
            Parts = channel == Channel.Sms ? measure.Parts : 1,
            SendAt = sendAt,
            ValidUntil = ValidUntil(path + "valid_until", wire.ValidUntil, sendAt),
        };
    }

    private static bool IsSender(string? text) =>
        text is null || PhoneNumber.IsE164(text) || PhoneNumber.IsShortCode(text) || PhoneNumber.IsAlphanumericSender(text);

    private static bool IsRecipient(Channel channel, string? text) => channel == Channel.User
        ? text is { Length: > 0 and <= UserCharactersMax } && IsPlain(text)
        : PhoneNumber.IsE164(text) || PhoneNumber.IsShortCode(text);

    private static bool IsPlain(string text) => StorableText.IsStorable(text) && !text.Any(char.IsControl);

    private void Check(string field, bool holds, string rule)
    {
        if (!holds)
        {
            _wrong.TryAdd(field, rule);
        }
    }

    private Channel ChannelOf(string field, string? word, bool hasMedia)
    {
        if (word is null)
        {
            return hasMedia ? Channel.Mms : Channel.Sms;
        }

        Check(field, Words<Channel>.TryParse(word, out var channel), "must be one of " + Words<Channel>.All);
        Check(field, !hasMedia || channel != Channel.Sms, "must be mms where there is media");
        return channel;
    }

    private List<string> Media(string field, IReadOnlyList<string?>? urls)
    {
        Check(field, urls is null || urls.Count <= limits.MediaMax, $"must hold at most {limits.MediaMax} addresses");
        Check(
            field,
            urls is null || urls.Take(limits.MediaMax).All(url => url is not null && url.Length <= limits.UrlCharactersMax && IsPlain(url) && WebhookEndpoints.IsHttpUrl(url)),
            $"must hold http or https addresses of at most {limits.UrlCharactersMax} characters");
        return [.. (urls ?? []).OfType<string>()];
    }

    private List<string> Tags(string field, IReadOnlyList<string?>? tags)
    {
        Check(
            field,
            tags is null || (tags.Count <= Draft.TagsMax && tags.All(tag => tag is { Length: > 0 and <= TagCharactersMax } && IsPlain(tag))),
            $"must hold at most {Draft.TagsMax} words of 1..{TagCharactersMax} characters");
        return [.. (tags ?? []).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private DateTimeOffset? Time(string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var (at, fault) = WireTime.Read(text);
        if (fault is not null)
        {
            _wrong[field] = fault;
            return null;
        }

        Check(field, at > now, "must be in the future");
        Check(field, at <= now.AddYears(YearsMax), "must be at most one year ahead");
        return at;
    }

    private DateTimeOffset? ValidUntil(string field, string? text, DateTimeOffset? sendAt)
    {
        if (text is null)
        {
            return null;
        }

        var (until, fault) = WireTime.Read(text);
        if (fault is not null)
        {
            _wrong[field] = fault;
            return null;
        }

        Check(field, until > (sendAt ?? now), "must be later than the send time");
        return until;
    }
}
