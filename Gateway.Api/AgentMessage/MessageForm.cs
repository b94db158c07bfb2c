using System.Diagnostics;
using System.Text.Json;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Gateway.Api.Requests.Times;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>
/// Reads the body of a create. Collects what is wrong per field, as the vendor's <c>details</c> do; the text goes by the name <c>body</c> there.
/// </summary>
internal sealed class MessageForm
{
    /// <summary>Most characters (Unicode scalar values) of a text.</summary>
    public const int TextCharactersMax = 1_600;

    /// <summary>Most characters of a tag.</summary>
    public const int TagCharactersMax = DraftRules.TagCharactersMax;

    private const string NotE164 = "must be E.164";
    private const string TextRule = "must be 1..1600 chars";
    private const int PriorityCharactersMax = 32;

    /// <summary>
    /// A field that is ignored could be a misspelt scheduled_at, and the message would leave now by mistake: so all of them are refused.
    /// </summary>
    private static readonly StrayRules Strays = new(
        BodyShape.Of(
            ("from", BodyShape.Value), ("to", BodyShape.Value), ("text", BodyShape.Value), ("priority", BodyShape.Value), ("tag", BodyShape.Value),
            ("scheduled_at", BodyShape.Given), ("media_urls", BodyShape.Value)),
        "the time to send is scheduled_at",
        "the recipient is to",
        isStrict: true);

    private readonly JsonElement _body;
    private readonly Dictionary<string, string> _wrong = [];

    private MessageForm(JsonElement body) => _body = body;

    /// <summary>
    /// The fields, which hold nothing in the place of what is wrong; null where there are none. And what is wrong with which of them.
    /// </summary>
    public static (MessageFields? Fields, Dictionary<string, string> Wrong) Read(JsonElement body, NumberReader numbers, DateTimeOffset now)
    {
        var form = new MessageForm(body);
        if (body.ValueKind != JsonValueKind.Object)
        {
            form._wrong["body"] = "must be a JSON object";
            return (null, form._wrong);
        }

        foreach (var stray in Strays.Find(body))
        {
            form._wrong[stray.Path] = stray.Rule;
        }

        var fields = new MessageFields(
            form.Number("from", numbers), form.Number("to", numbers), form.TextOf(), form.Priority(), form.Tag(), form.SendAt(now), form.Media());
        return (fields, form._wrong);
    }

    /// <summary>What every dialect's rules say of the draft, as one of the vendor's details.</summary>
    public static KeyValuePair<string, string> ToDetail(DraftFault fault) => fault.Problem switch
    {
        DraftProblem.TextEmpty => new("body", TextRule),
        DraftProblem.TextNotStorable => new("body", "must not hold the NUL character"),
        DraftProblem.PartsTooMany => new("body", $"must fit {fault.Max} segments; it needs {fault.Found}"),
        DraftProblem.TextTooLong => new("body", $"must be at most {fault.Max} chars"),
        DraftProblem.TextNotGsm7 => new("body", "must fit GSM-7"),
        DraftProblem.MediaTooMany => new("media_urls", $"must be an array of 0..{fault.Max} URLs"),
        DraftProblem.MediaAddressWrong => new("media_urls", $"must hold http or https URLs of at most {fault.Max} chars"),
        DraftProblem.TagsTooMany or DraftProblem.TagWrong => new("tag", $"must be 1..{TagCharactersMax} chars"),
        DraftProblem.SubjectWrong or DraftProblem.WebhookAddressWrong or DraftProblem.NotStorable => new("body", "must not hold the NUL character"),
        _ => throw new UnreachableException($"No detail for {fault.Problem}."),
    };

    private string Number(string field, NumberReader numbers)
    {
        var reading = numbers.ReadNumber(StringOf(field, out _));
        if (reading.Fault is not null)
        {
            _wrong[field] = reading.Fault == NumberReader.NeedsCountry ? $"{NotE164}: it {reading.Fault}" : NotE164;
        }

        return reading.Text ?? "";
    }

    private string TextOf()
    {
        var text = StringOf("text", out _) ?? "";
        if (text.Length is 0 or > TextCharactersMax * 2 || text.EnumerateRunes().Count() > TextCharactersMax)
        {
            _wrong["body"] = TextRule;
        }

        return text;
    }

    private string? Priority()
    {
        var text = StringOf("priority", out var wrongType);
        if (wrongType || (text is not null && !IsPriority(text)))
        {
            _wrong["priority"] = $"must be 1..{PriorityCharactersMax} of a-z 0-9 - _";
        }

        return text == AgentMessageMapping.DefaultPriority ? null : text;
    }

    private static bool IsPriority(string text) =>
        text.Length is >= 1 and <= PriorityCharactersMax
        && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private string? Tag()
    {
        var text = StringOf("tag", out var wrongType);
        if (wrongType)
        {
            _wrong["tag"] = $"must be 1..{TagCharactersMax} chars";
        }

        return text;
    }

    private DateTimeOffset? SendAt(DateTimeOffset now)
    {
        var text = StringOf("scheduled_at", out var wrongType);
        if (text is null && !wrongType)
        {
            return null;
        }

        var (sendAt, fault) = WireTime.Read(text);
        if (wrongType || fault is not null)
        {
            _wrong["scheduled_at"] = wrongType ? "must be a string" : fault!;
            return null;
        }

        switch (new ScheduleRules(TimeSpan.Zero, now.AddYears(1) - now).Check(sendAt, validUntil: null, now))
        {
            case ScheduleFault.None:
                break;
            case ScheduleFault.TooFar:
                _wrong["scheduled_at"] = "must be at most one year ahead";
                break;
            default:
                _wrong["scheduled_at"] = "must be in the future";
                break;
        }

        return sendAt;
    }

    private List<string> Media()
    {
        if (!_body.TryGetProperty("media_urls", out var urls) || urls.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (urls.ValueKind == JsonValueKind.Array && urls.EnumerateArray().All(static url => url.ValueKind == JsonValueKind.String))
        {
            return [.. urls.EnumerateArray().Select(static url => url.GetString()!)];
        }

        _wrong["media_urls"] = "must be an array of URLs";
        return [];
    }

    /// <summary>The string of a field; null where it is absent, null or of another type.</summary>
    private string? StringOf(string field, out bool wrongType)
    {
        wrongType = false;
        if (!_body.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        wrongType = value.ValueKind != JsonValueKind.String;
        return wrongType ? null : value.GetString();
    }
}

/// <summary>The fields of a create, each of them sound.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The recipient.</param>
/// <param name="Text">1 to <see cref="MessageForm.TextCharactersMax"/> characters.</param>
/// <param name="Priority">Null: the default one.</param>
/// <param name="Tag">The caller's own word.</param>
/// <param name="SendAt">Null: now.</param>
/// <param name="Media">Addresses; any of them makes it an MMS.</param>
internal sealed record MessageFields(
    string From, string To, string Text, string? Priority, string? Tag, DateTimeOffset? SendAt, IReadOnlyList<string> Media)
{
    public Draft ToDraft(MessageId id, OrganizationId organization, WebhookTarget webhook) => new()
    {
        Id = id,
        Organization = organization,
        Batch = BatchId.Of(id),
        Dialect = Dialect.AgentMessage,
        From = From,
        To = To,
        Channel = Media.Count == 0 ? Channel.Sms : Channel.Mms,
        Text = Text,
        Media = Media,
        Tags = Tag is null ? [] : [Tag],
        SendAt = SendAt,
        Webhook = webhook,
        Extra = Priority is null ? null : JsonSerializer.Serialize(new(Priority), AgentMessageJson.Wire.MessageExtra),
    };
}
