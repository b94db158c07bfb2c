using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests.Times;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>
/// Judges what was asked for and makes drafts of it. Collects what is wrong per field; a field of a batch is named <c>messages[3].to</c>.
/// </summary>
internal sealed class DraftReader(NumberReader numbers, DateTimeOffset now)
{
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
        var media = Words(path + "media", wire.Media);
        var channel = ChannelOf(path + "channel", wire.Channel, media.Count > 0);
        Check(path + "subject", wire.Subject is null || !BlankText.IsBlank(wire.Subject), $"must be 1..{DraftRules.SubjectCharactersMax} characters");
        var sendAt = Time(path + "send_at", wire.SendAt);
        return new()
        {
            Id = id,
            Organization = organization,
            Batch = batch,
            Ordinal = ordinal,
            Dialect = Dialect.None,
            From = wire.From is null ? "" : Number(path + "from", numbers.ReadSender(wire.From)),
            To = channel == Channel.User ? User(path + "to", wire.To) : Number(path + "to", numbers.ReadNumberOrShortCode(wire.To)),
            Channel = channel,
            Text = wire.Text ?? "",
            Subject = wire.Subject,
            Media = media,
            Tags = Words(path + "tags", wire.Tags),
            SendAt = sendAt,
            ValidUntil = ValidUntil(path + "valid_until", wire.ValidUntil, sendAt),
        };
    }

    /// <summary>Notes what the rules of every dialect say of the draft.</summary>
    /// <param name="path">What its fields' names begin with.</param>
    /// <param name="fault">What they say.</param>
    public void Refuse(string path, DraftFault fault)
    {
        var (field, rule) = fault.Problem switch
        {
            DraftProblem.TextEmpty or DraftProblem.TextNotStorable => ("text", "must not be empty without media, nor hold U+0000"),
            DraftProblem.PartsTooMany => ("text", $"must fit {fault.Max} parts; it needs {fault.Found}"),
            DraftProblem.TextTooLong => ("text", $"must be at most {fault.Max} characters"),
            DraftProblem.TextNotGsm7 => ("text", "must fit GSM-7"),
            DraftProblem.SubjectWrong => ("subject", $"must be 1..{fault.Max} characters"),
            DraftProblem.MediaTooMany => ("media", $"must hold at most {fault.Max} addresses"),
            DraftProblem.MediaAddressWrong => ("media", $"must hold http or https addresses of at most {fault.Max} characters"),
            DraftProblem.TagsTooMany or DraftProblem.TagWrong =>
                ("tags", $"must hold at most {Draft.TagsMax} words of 1..{DraftRules.TagCharactersMax} characters, blanks around them not counted"),
            DraftProblem.NotStorable => ("body", "must not hold U+0000"),
            _ => throw new System.Diagnostics.UnreachableException($"No field for {fault.Problem}."),
        };
        _wrong.TryAdd(path + field, rule);
    }

    private string Number(string field, NumberReading reading)
    {
        Check(field, reading.Fault is null, reading.Fault ?? "");
        return reading.Text ?? "";
    }

    private string User(string field, string? text)
    {
        var user = BlankText.Trim(text ?? "");
        Check(
            field,
            !BlankText.IsBlank(user) && user.Length <= UserCharactersMax && StorableText.IsStorable(user) && !user.Any(char.IsControl),
            $"must be 1..{UserCharactersMax} characters");
        return user;
    }

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

    private List<string> Words(string field, IReadOnlyList<string?>? words)
    {
        Check(field, words is null || words.All(word => word is not null), "must hold no null");
        return [.. (words ?? []).OfType<string>()];
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
