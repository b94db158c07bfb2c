using System.Text;

namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>
/// What names mean, by the words they are made of: in whatever case, and with whatever between the words (<c>sendAt</c>, <c>send_at</c>,
/// <c>SEND-AT</c>,
/// <c>sendat</c>).
/// </summary>
/// <remarks>
/// This is about names that no reader of ours knows. To refuse one too many is an error that its author sees at once; to ignore one too many sends a
/// message at a time, to somebody, or at a price that nobody meant. So words with a second meaning count, unless that meaning is the usual one.
/// </remarks>
internal static class FieldName
{
    /// <summary>A longer name is judged by its beginning.</summary>
    private const int CharactersMax = 128;

    private static readonly HashSet<string> TimeWords =
    [
        "after", "asap", "at", "before", "begin", "begins", "date", "dates", "datetime", "day", "days", "draft", "due", "duration", "epoch", "eta",
        "exp",
        "expiry", "frequency", "gmt", "held", "hold", "hour", "hours", "immediate", "immediately", "interval", "later", "lifetime", "millis",
        "milliseconds",
        "minute", "minutes", "month", "months", "ms", "nbf", "now", "offset", "pause", "paused", "quiet", "repeat", "rrule", "sec", "seconds", "secs",
        "since", "start", "starts", "stop", "till", "time", "times", "timezone", "ts", "ttl", "tz", "tzid", "until", "untill", "utc", "valid",
        "validity",
        "wait", "week", "weeks", "when", "window", "year", "years", "zone", "zoneinfo", "zones",
    ];

    /// <summary>Beginnings of words, whatever follows: <c>scheduledTime</c>, <c>expiration</c>, <c>startTimestamp</c>.</summary>
    private static readonly string[] TimeStems =
    [
        "cron", "datetime", "deadline", "defer", "delay", "expir", "postpon", "recur", "schedul", "shedul", "snooz", "starttime", "timeout", "timestamp",
        "timezone", "validity", "validfor", "validfrom", "validto", "validunt",
    ];

    private static readonly string[] TimeEndings = ["datetime", "timestamp", "timezone"];

    /// <summary>Words after which a small word makes a time of it: <c>sendOn</c>, <c>deliver_in</c>, <c>publishDate</c>.</summary>
    private static readonly string[] Verbs =
    [
        "deliver", "delivery", "dispatch", "due", "end", "execute", "expire", "expires", "fire", "go", "launch", "leave", "notify", "process", "publish",
        "queue", "release", "run", "schedule", "scheduled", "send", "sending", "ship", "start", "submit", "target", "transmit", "trigger", "valid", "wait",
    ];

    private static readonly string[] SmallWords = ["after", "at", "before", "by", "date", "for", "in", "later", "on", "time", "until", "when"];

    /// <summary>What a server notes of a record, and clients send back with it: these say nothing about the future.</summary>
    private static readonly HashSet<string> Notes = ["created", "deleted", "modified", "updated"];

    private static readonly HashSet<string> RecipientWords =
    [
        "addressee", "addressees", "audience", "audiences", "bcc", "broadcast", "cc", "ccs", "cell", "cellphone", "contact", "contacts", "dest",
        "destination", "destinations", "dst", "group", "groups", "list", "lists", "members", "mobile", "mobiles", "msisdn", "msisdns", "phone",
        "phones",
        "receiver", "receivers", "segment", "segments", "subscriber", "subscribers", "tel", "telephone", "tos", "users",
    ];

    private static readonly string[] RecipientStems = ["destination", "mobile", "msisdn", "phone", "recipient", "toaddress", "tonumber", "tophone"];

    /// <summary>Numbers and addresses that are not the recipient's.</summary>
    private static readonly HashSet<string> Senders =
        ["callback", "caller", "from", "origin", "originator", "reply", "sender", "sending", "source", "support"];

    private static readonly HashSet<string> LimitWords =
        ["attempt", "attempts", "cap", "caps", "concurrency", "dryrun", "min", "minimum", "quota", "rate", "retries", "retry", "simulate", "tries"];

    private static readonly string[] LimitStems = ["budget", "limit", "max", "throttl"];

    /// <summary>Names whose content is the caller's own words, wherever they are.</summary>
    private static readonly HashSet<string> FreeWords =
        ["attributes", "context", "custom", "data", "extra", "extras", "meta", "metadata", "profile", "substitutions", "utm", "variables", "vars"];

    /// <summary>What a name of a field or of a parameter could mean.</summary>
    public static FieldMeaning MeaningOf(string name)
    {
        var words = WordsOf(name);
        var joined = string.Concat(words);
        return IsTime(words, joined) ? FieldMeaning.Time
            : IsRecipient(words, joined) ? FieldMeaning.Recipient
            : IsLimit(words, joined) ? FieldMeaning.Limit
            : FieldMeaning.None;
    }

    /// <summary>
    /// What a name of a header could mean. Proxies and tracers add headers that speak of time, such as <c>X-Request-Start</c>: so only those count
    /// that
    /// speak of sending later.
    /// </summary>
    public static FieldMeaning MeaningOfHeader(string name)
    {
        var words = WordsOf(name);
        var schedules = words.Exists(static word => StartsWithAny(word, ["defer", "delay", "postpon", "schedul", "snooz"]))
            || HasVerbAndSmallWord(words, ["deliver", "delivery", "dispatch", "publish", "release", "send"]);
        return schedules ? FieldMeaning.Time : FieldMeaning.None;
    }

    /// <summary>Whether a name says that what is in it are the caller's own words, such as <c>metadata</c> or <c>custom_data</c>.</summary>
    public static bool IsFree(string name) => WordsOf(name) is [.., var last] && FreeWords.Contains(last);

    /// <summary>A name without its case and its separators.</summary>
    public static string Plain(string name) => string.Concat(WordsOf(name));

    private static bool IsTime(List<string> words, string joined)
    {
        if (words is [var note, "at" or "on" or "by" or "date" or "time"] && Notes.Contains(note))
        {
            return false;
        }

        return words is ["on" or "in" or "by" or "end" or "ends"]
            || words.Exists(TimeWords.Contains)
            || words.Exists(static word => StartsWithAny(word, TimeStems) || EndsWithAny(word, TimeEndings))
            || StartsWithAny(joined, TimeStems) || EndsWithAny(joined, TimeEndings)
            || HasVerbAndSmallWord(words, Verbs)
            || Array.Exists(Verbs, verb => joined.StartsWith(verb, StringComparison.Ordinal) && Array.IndexOf(SmallWords, joined[verb.Length..]) >= 0)
            || joined is "notbefore" or "notafter" or "noearlierthan" or "nolaterthan";
    }

    private static bool IsRecipient(List<string> words, string joined)
    {
        if (words.Exists(Senders.Contains))
        {
            return false;
        }

        return words is ["to", ..] or ["number" or "numbers"] or ["user", "id" or "ids"]
            || words.Exists(RecipientWords.Contains)
            || words.Exists(static word => StartsWithAny(word, RecipientStems))
            || StartsWithAny(joined, RecipientStems)
            || joined is "sendto" or "deliverto" or "forwardto" or "copyto" or "userid" or "userids";
    }

    private static bool IsLimit(List<string> words, string joined) =>
        words.Exists(LimitWords.Contains) || words.Exists(static word => StartsWithAny(word, LimitStems)) || joined is "dryrun";

    private static bool HasVerbAndSmallWord(List<string> words, string[] verbs)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (Array.IndexOf(SmallWords, words[i]) >= 0 && Array.IndexOf(verbs, words[i - 1]) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWithAny(string word, string[] beginnings) =>
        Array.Exists(beginnings, one => word.StartsWith(one, StringComparison.Ordinal));

    private static bool EndsWithAny(string word, string[] endings) =>
        Array.Exists(endings, one => word.EndsWith(one, StringComparison.Ordinal));

    /// <summary>The words of a name, in small letters: cut at whatever is no letter, and where a small letter meets a big one.</summary>
    private static List<string> WordsOf(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var previous = ' ';
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, CharactersMax)))
        {
            if (!char.IsLetter(c) || (char.IsUpper(c) && char.IsLower(previous)))
            {
                Cut();
            }

            if (char.IsLetter(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }

            previous = c;
        }

        Cut();
        return words;

        void Cut()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }
}
