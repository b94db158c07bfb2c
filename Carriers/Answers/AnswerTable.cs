using System.Text;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>What each status of a carrier means: the first row that fits counts. <c>docs/answers.md</c> shows it.</summary>
/// <remarks>
/// Three lines are drawn here. Only a definite "not taken" may be repeated at a carrier that does not know a repeated call (P5), so a status that a
/// carrier, or a proxy before it, may also give after it took the message is "unknown". A fault of the account or the address is none of the message:
/// every other message would meet it too, so it waits and somebody is told. And what the carrier has against this one message is final.
/// </remarks>
internal sealed class AnswerTable(params IReadOnlyList<AnswerRow> rows)
{
    /// <summary>What HTTP itself says, for every carrier behind it.</summary>
    public static AnswerTable Http { get; } = new(
        new("taken", "200-299", AnswerMeaning.Taken, null, "The status alone says that it was taken. The body can only add a reference."),
        new("not_authorized", "401, 402, 403, 407, 440, 498, 511", AnswerMeaning.NotWorking, "it does not accept the account that is set",
            "The account: a key that is wrong or has ended, no credit, a login that a proxy wants. Every message would meet it."),
        new("answer_unclear", "302, 303", AnswerMeaning.Unknown, "it points elsewhere, and nobody knows whether it took the message before",
            "By RFC 9110 (15.4) 303 is how a call that was carried out points to its result, and 302 is often sent in its place: "
            + "clients follow both by looking there."),
        new("address_wrong", "300-399, 404, 405, 406, 410, 411, 414, 415, 417, 421, 426, 428, 431, 494-497, 501, 505", AnswerMeaning.NotWorking,
            "the address that is set is not where it takes messages",
            "The address, or what is spoken there: nobody takes messages so. By RFC 9110 a redirect is a call that is not fulfilled yet: "
            + "307 and 308 ask for the same call elsewhere, 301 says that the address has moved for every call. None is followed: it would send a "
            + "message elsewhere."),
        new("busy", "408, 420, 423, 425, 429, 503", AnswerMeaning.Later, null,
            "These say that the call was not carried out, and may come again. `Retry-After` is kept."),
        new("answer_unclear", "409, 460, 499", AnswerMeaning.Unknown, "nobody knows whether it was taken",
            "409: a call with the same key may be under way, or carried out. 460 and 499: a proxy let go of the call while its server had it."),
        new("refused", "400-499", AnswerMeaning.Refused, null, "The carrier has something against this message: its form, its recipient, its text."),
        new("answer_unclear", "500-599", AnswerMeaning.Unknown, "nobody knows whether it was taken",
            "Something broke, and nobody says when: 500 may come after the message was taken; 502 and 504 tell of a server behind a proxy."),
        new("answer_unclear", "", AnswerMeaning.Unknown, "nobody knows whether it was taken", "No status of HTTP."));

    /// <summary>The rows, first to last.</summary>
    public IReadOnlyList<AnswerRow> Rows { get; } = rows;

    /// <summary>This table with a carrier's own rows before it.</summary>
    public AnswerTable Under(params IReadOnlyList<AnswerRow> own) => new([.. own, .. Rows]);

    /// <summary>The row that an answer falls under.</summary>
    /// <param name="status">The status.</param>
    /// <param name="words">What the body begins with, for a carrier whose words count.</param>
    public AnswerRow Find(int status, string words = "") => Rows.First(row => row.Fits(status, words));

    /// <summary>The answer that a row stands for.</summary>
    public static CarrierAnswer Answer(AnswerMeaning meaning, MessageError error, string? reference = null, TimeSpan? after = null) => meaning switch
    {
        AnswerMeaning.Taken => new CarrierAnswer.Accepted(reference),
        AnswerMeaning.Later => new CarrierAnswer.Later(after, error),
        AnswerMeaning.Refused => new CarrierAnswer.Refused(error),
        AnswerMeaning.NotWorking => new CarrierAnswer.NotWorking(error, after),
        _ => new CarrierAnswer.Unknown(error),
    };

    /// <summary>A sentence for an answer in which the carrier gave none.</summary>
    public static string Sentence(string carrier, int status, AnswerRow row) =>
        row.Title is null ? $"{carrier} answered with HTTP status {status}." : $"{carrier} answered with HTTP status {status}: {row.Title}.";

    /// <summary>The rows as a table of Markdown.</summary>
    /// <param name="rows">Which ones.</param>
    public static string Markdown(IEnumerable<AnswerRow> rows)
    {
        var text = new StringBuilder("| Answer | Means | Why |\n| --- | --- | --- |\n");
        foreach (var row in rows)
        {
            var statuses = row.Statuses.Length == 0 ? "any other status" : row.Statuses.Replace("200-299", "2xx", StringComparison.Ordinal)
                .Replace("300-399", "other 3xx", StringComparison.Ordinal).Replace("400-499", "other 4xx", StringComparison.Ordinal)
                .Replace("500-599", "other 5xx", StringComparison.Ordinal);
            var words = row.Words.Count == 0 ? "" : " with " + string.Join(" or ", row.Words.Select(begin => $"`{begin}`"));
            text.Append($"| {statuses}{words} | {Word(row.Meaning)} | {row.Why} |\n");
        }

        return text.ToString();
    }

    /// <summary>A meaning, as the documentation says it.</summary>
    public static string Word(AnswerMeaning meaning) => meaning switch
    {
        AnswerMeaning.Taken => "**taken**",
        AnswerMeaning.Later => "**later**",
        AnswerMeaning.Refused => "**refused**",
        AnswerMeaning.NotWorking => "**not working**",
        _ => "**unknown**",
    };
}
