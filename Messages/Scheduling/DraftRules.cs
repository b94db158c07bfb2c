namespace Belay.Messages;

/// <summary>How a caller wants its text sent.</summary>
/// <param name="Alphabet">In which alphabet.</param>
/// <param name="Smart">Whether typographic characters may be replaced where that makes the text fit GSM-7.</param>
public readonly record struct TextWish(SmsEncodingChoice Alphabet = SmsEncodingChoice.Auto, bool Smart = false);

/// <summary>
/// The product's own limits of one message. Every draft is judged here, whatever dialect it comes from; a dialect may be stricter, and never laxer.
/// </summary>
/// <param name="PartsMax">Most parts of a text; of one that is read out, as many characters as fit into them.</param>
/// <param name="MediaMax">Most addresses of media.</param>
/// <param name="UrlCharactersMax">Most characters of an address of media or of a webhook.</param>
public sealed record DraftRules(int PartsMax, int MediaMax, int UrlCharactersMax)
{
    /// <summary>Most characters of a text beside media, or to a user id: where parts set no tighter limit.</summary>
    public const int TextCharactersMax = 10_000;

    /// <summary>Most characters of a subject.</summary>
    public const int SubjectCharactersMax = 256;

    /// <summary>Most characters of a tag.</summary>
    public const int TagCharactersMax = 64;

    private const int CharactersPerPart = 153;

    /// <summary>
    /// The draft in the form in which it is kept: text, subject, tags and labels in normalization form C, tags and labels without the blanks around
    /// them and each once, the text measured. And what is wrong with it; only a draft with no fault may be accepted.
    /// </summary>
    public (Draft Draft, IReadOnlyList<DraftFault> Faults) Judge(Draft draft, TextWish wish = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var faults = new List<DraftFault>();
        var (text, subject) = (ComposedText.Compose(draft.Text), BlankText.IsBlank(draft.Subject) ? null : ComposedText.Compose(draft.Subject!));
        var tags = draft.Tags.Select(tag => BlankText.Trim(ComposedText.Compose(tag))).ToList();
        var isSms = draft.Channel == Channel.Sms;
        var measure = SmsText.Measure(text, wish.Alphabet, wish.Smart && isSms);
        var next = draft with
        {
            Text = text,
            Subject = subject,
            Tags = [.. tags.Distinct(StringComparer.Ordinal)],
            Labels = Tidy(draft.Labels),
            Encoding = measure?.Encoding ?? SmsEncoding.Ucs2,
            Parts = isSms && measure is { } parts ? parts.Parts : 1,
            SmartEncoded = measure?.SmartEncoded ?? false,
        };
        JudgeText(next, measure, faults);
        JudgeSubject(subject, faults);
        JudgeMedia(draft.Media, faults);
        JudgeWebhook(draft.Webhook, faults);
        JudgeTags(tags, faults);
        if (faults.Count == 0 && !next.IsStorable())
        {
            faults.Add(new(DraftProblem.NotStorable));
        }

        return (next, faults);
    }

    private void JudgeText(Draft draft, SmsMeasure? measure, List<DraftFault> faults)
    {
        var charactersMax = draft.Channel == Channel.Voice ? PartsMax * CharactersPerPart : TextCharactersMax;
        if (!StorableText.IsStorable(draft.Text))
        {
            faults.Add(new(DraftProblem.TextNotStorable));
        }
        else if (draft.Media.Count == 0 && BlankText.IsBlank(draft.Text))
        {
            faults.Add(new(DraftProblem.TextEmpty));
        }
        else if (measure is null)
        {
            faults.Add(new(DraftProblem.TextNotGsm7));
        }
        else if (draft.Channel == Channel.Sms && draft.Parts > PartsMax)
        {
            faults.Add(new(DraftProblem.PartsTooMany, PartsMax, draft.Parts));
        }
        else if (draft.Channel != Channel.Sms && draft.Text.Length > charactersMax)
        {
            faults.Add(new(DraftProblem.TextTooLong, charactersMax, draft.Text.Length));
        }
    }

    private static void JudgeSubject(string? subject, List<DraftFault> faults)
    {
        if (subject is not null && (subject.Length > SubjectCharactersMax || !IsPlain(subject)))
        {
            faults.Add(new(DraftProblem.SubjectWrong, SubjectCharactersMax, subject.Length));
        }
    }

    private void JudgeMedia(IReadOnlyList<string> media, List<DraftFault> faults)
    {
        if (media.Count > MediaMax)
        {
            faults.Add(new(DraftProblem.MediaTooMany, MediaMax, media.Count));
        }
        else if (media.Select((url, place) => (url, place)).FirstOrDefault(one => !IsAddress(one.url)) is { url: not null } wrong)
        {
            faults.Add(new(DraftProblem.MediaAddressWrong, UrlCharactersMax, wrong.url.Length, wrong.place));
        }
    }

    private void JudgeWebhook(WebhookTarget webhook, List<DraftFault> faults)
    {
        if (webhook.Url is { } url && !IsAddress(url))
        {
            faults.Add(new(DraftProblem.WebhookAddressWrong, UrlCharactersMax, url.Length));
        }
        else if (webhook.FailoverUrl is { } failover && !IsAddress(failover))
        {
            faults.Add(new(DraftProblem.WebhookAddressWrong, UrlCharactersMax, failover.Length, Place: 1));
        }
    }

    private static void JudgeTags(List<string> tags, List<DraftFault> faults)
    {
        if (tags.Count > Draft.TagsMax)
        {
            faults.Add(new(DraftProblem.TagsTooMany, Draft.TagsMax, tags.Count));
        }
        else if (tags.FindIndex(tag => tag.Length > TagCharactersMax || BlankText.IsBlank(tag) || !IsPlain(tag)) is var place and >= 0)
        {
            faults.Add(new(DraftProblem.TagWrong, TagCharactersMax, tags[place].Length, place));
        }
    }

    private static IReadOnlyDictionary<string, string> Tidy(IReadOnlyDictionary<string, string> labels) => labels.Count == 0
        ? labels
        : labels.Where(label => !BlankText.IsBlank(label.Value))
            .ToDictionary(label => label.Key, label => BlankText.Trim(ComposedText.Compose(label.Value)));

    private bool IsAddress(string url) => url.Length <= UrlCharactersMax && IsPlain(url) && HttpAddress.IsValid(url);

    private static bool IsPlain(string text) => StorableText.IsStorable(text) && !text.Any(char.IsControl);
}

/// <summary>What may be wrong with a draft.</summary>
public enum DraftProblem
{
    /// <summary>Nobody could see anything of the text, and there is no media.</summary>
    TextEmpty = 0,

    /// <summary>The text holds U+0000 or half of a surrogate pair.</summary>
    TextNotStorable = 1,

    /// <summary>GSM-7 is wanted, and the text has characters that it lacks.</summary>
    TextNotGsm7 = 2,

    /// <summary>The text needs too many parts.</summary>
    PartsTooMany = 3,

    /// <summary>The text has too many characters.</summary>
    TextTooLong = 4,

    /// <summary>The subject is too long, or holds control characters.</summary>
    SubjectWrong = 5,

    /// <summary>There are too many addresses of media.</summary>
    MediaTooMany = 6,

    /// <summary>An address of media is too long, or is no http or https address.</summary>
    MediaAddressWrong = 7,

    /// <summary>An address of the message's webhook (place 0), or its other one (place 1), is too long, or is no http or https address.</summary>
    WebhookAddressWrong = 8,

    /// <summary>There are too many tags.</summary>
    TagsTooMany = 9,

    /// <summary>A tag is blank, too long, or holds control characters.</summary>
    TagWrong = 10,

    /// <summary>Some other text holds U+0000 or half of a surrogate pair.</summary>
    NotStorable = 11,
}

/// <summary>One thing that is wrong with a draft.</summary>
/// <param name="Problem">What.</param>
/// <param name="Max">The limit, where there is one.</param>
/// <param name="Found">How much there is.</param>
/// <param name="Place">Which of several, from 0.</param>
public sealed record DraftFault(DraftProblem Problem, int Max = 0, int Found = 0, int Place = 0);
