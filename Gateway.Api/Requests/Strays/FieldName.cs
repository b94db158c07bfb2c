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
        "after", "asap", "at", "before", "begin", "begins", "cadence", "daily", "date", "dates", "datetime", "day", "days", "draft", "due",
        "duration", "earliest", "embargo", "epoch", "eta", "every", "exp",
        "expiry", "frequency", "gmt", "held", "hold", "hour", "hourly", "hours", "hr", "hrs", "immediate",
        "immediately", "instant", "interval", "later", "latest", "lifetime", "millis", "milliseconds", "mins", "minute", "minutes", "moment", "month",
        "monthly", "months", "ms", "nbf", "now", "offset", "pause", "paused", "planned", "quiet", "repeat", "rrule", "sec", "seconds", "secs",
        "since", "start", "starts", "stop", "till", "time", "timer", "times", "timezone", "timing",
        "today", "tomorrow", "tonight", "ts", "ttl", "tz", "tzid", "until", "untill", "utc", "valid",
        "validity",
        "wait", "week", "weekly", "weeks", "when", "window", "year", "yearly", "years", "zone", "zoneinfo", "zones",
    ];

    /// <summary>Beginnings of words, whatever follows: <c>scheduledTime</c>, <c>expiration</c>, <c>startTimestamp</c>.</summary>
    private static readonly string[] TimeStems =
    [
        "cron", "datetime", "deadline", "defer", "delay", "expir", "notafter", "notbefore", "postpon", "recur", "schedul", "shedul", "snooz",
        "starttime", "timeout", "timestamp", "timezone", "validity", "validfor", "validfrom", "validto", "validunt",
    ];

    private static readonly string[] TimeEndings = ["datetime", "timestamp", "timezone"];

    /// <summary>Words after which a small word makes a time of it: <c>sendOn</c>, <c>deliver_in</c>, <c>publishDate</c>.</summary>
    private static readonly string[] Verbs =
    [
        "deliver", "delivery", "dispatch", "due", "end", "execute", "expire", "expires", "fire", "go", "launch", "leave", "notify",
        "process", "publish", "queue", "release", "run", "schedule", "scheduled", "send", "sending", "ship", "start", "submit", "target", "transmit",
        "trigger", "valid", "wait",
    ];

    private static readonly string[] SmallWords = ["after", "at", "before", "by", "date", "for", "in", "later", "on", "time", "until", "when"];

    /// <summary>Words that are verbs where a name ends with the small word: <c>remindOn</c> is a time, <c>smsOnFailure</c> is none.</summary>
    private static readonly string[] LastVerbs = ["activate", "call", "effective", "message", "out", "post", "remind", "sms", "text"];

    /// <summary>What may follow the two where nothing is between the words: <c>sendatutc</c>, <c>deliverytimems</c>.</summary>
    private static readonly string[] Units =
        ["", "date", "epoch", "gmt", "iso", "local", "millis", "ms", "sec", "seconds", "secs", "time", "ts", "unix", "utc"];

    /// <summary>
    /// Verbs that a header must have, and small words that may follow within the word: names of headers come in small letters, too.
    /// </summary>
    private static readonly string[] HeaderVerbs = ["deliver", "delivery", "dispatch", "execute", "publish", "release", "run", "send"];

    private static readonly string[] HeaderSmallWords = ["after", "at", "later", "on", "until"];

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

    /// <summary>Words before a last <c>to</c> that make something else of it than somebody who gets the message.</summary>
    private static readonly HashSet<string> Relations =
        ["according", "belongs", "link", "linked", "links", "redirect", "refers", "related", "relates", "response", "set"];

    private static readonly HashSet<string> LimitWords =
    [
        "attempt", "attempts", "cap", "caps", "concurrency", "condition", "conditions", "dryrun", "if", "min", "minimum", "quota", "rate", "retries",
        "retry", "sandbox", "simulate", "tries", "unless",
    ];

    /// <summary>Names that say that a message is not to leave.</summary>
    private static readonly HashSet<string> Refusals =
    [
        "dnd", "donotcontact", "donotdisturb", "donotsend", "dontsend", "isoptedout", "nosend", "optedout", "optout", "skip", "skipsend", "suppress",
        "suppressed", "unsubscribed",
    ];

    private static readonly HashSet<string> WayWords =
    [
        "carrier", "carriers", "channel", "channels", "gateway", "gateways", "media", "provider", "providers", "rcs", "route", "routes", "routing",
        "transport", "transports", "via", "whatsapp",
    ];

    private static readonly string[] WayStems = ["channel", "mediaur", "routing", "whatsapp"];

    /// <summary>Names that are a way only as a whole: a vendor's <c>sendVoiceSmsOnFailure</c> is none.</summary>
    private static readonly HashSet<string> Ways = ["messagetype", "mms", "smstype", "voice", "voicesms"];

    private static readonly string[] LimitStems = ["budget", "limit", "max", "throttl"];

    /// <summary>Names whose content is the caller's own words, wherever they are.</summary>
    private static readonly HashSet<string> FreeWords =
        ["attributes", "context", "custom", "data", "extra", "extras", "meta", "metadata", "profile", "substitutions", "utm", "variables", "vars"];

    /// <summary>What a name of a field or of a parameter could mean.</summary>
    public static FieldMeaning MeaningOf(string name)
    {
        // No field here or at a vendor has such a letter: it looks like another one, or the word is of another language.
        if (HasForeignLetter(name))
        {
            return FieldMeaning.Time;
        }

        var words = WordsOf(name);
        var joined = string.Concat(words);
        return IsTime(words, joined) ? FieldMeaning.Time
            : IsRecipient(words, joined) ? FieldMeaning.Recipient
            : IsLimit(words, joined) ? FieldMeaning.Limit
            : IsWay(words, joined) ? FieldMeaning.Way
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
        if (words is ["dry", "run"] or ["x", "dry", "run"])
        {
            return FieldMeaning.Limit;
        }

        var schedules = words.Exists(static word => StartsWithAny(word, ["defer", "delay", "notbefore", "postpon", "schedul", "snooz"]))
            || words is ["at" or "when"] or ["x", "at" or "when"] or [.., "not", "before"]
            || HasVerbAndSmallWord(words, HeaderVerbs)
            || words.Exists(static word => Array.Exists(HeaderVerbs, verb =>
                word.StartsWith(verb, StringComparison.Ordinal) && Array.IndexOf(HeaderSmallWords, word[verb.Length..]) >= 0));
        return schedules ? FieldMeaning.Time : FieldMeaning.None;
    }

    /// <summary>Whether a name says that what is in it are the caller's own words, such as <c>metadata</c> or <c>custom_data</c>.</summary>
    public static bool IsFree(string name) => WordsOf(name) is [.., var last] && FreeWords.Contains(last);

    /// <summary>Whether a name says that a server notes something there, such as <c>created_at</c>.</summary>
    public static bool IsNote(string name) => IsNote(WordsOf(name));

    /// <summary>A name without its case and its separators.</summary>
    public static string Plain(string name) => string.Concat(WordsOf(name));

    private static bool IsNote(List<string> words) => words is [var note, "at" or "on" or "by" or "date" or "time"] && Notes.Contains(note);

    private static bool HasForeignLetter(string name)
    {
        foreach (var rune in name.AsSpan(0, Math.Min(name.Length, CharactersMax)).EnumerateRunes())
        {
            if (!rune.IsAscii && Rune.IsLetter(rune))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTime(List<string> words, string joined)
    {
        if (IsNote(words))
        {
            return false;
        }

        return words is ["on" or "in" or "by" or "end" or "ends"]
            || words.Exists(TimeWords.Contains)
            || words.Exists(static word => StartsWithAny(word, TimeStems) || EndsWithAny(word, TimeEndings))
            || StartsWithAny(joined, TimeStems) || EndsWithAny(joined, TimeEndings)
            || HasVerbAndSmallWord(words, Verbs)
            || (words is [.., var verbBefore, var last] && Array.IndexOf(LastVerbs, verbBefore) >= 0 && Array.IndexOf(SmallWords, last) >= 0)
            || Array.Exists(LastVerbs, verb => joined.StartsWith(verb, StringComparison.Ordinal) && IsSmallWordWithUnit(joined[verb.Length..]))
            || Array.Exists(Verbs, verb => joined.StartsWith(verb, StringComparison.Ordinal) && IsSmallWordWithUnit(joined[verb.Length..]))
            || joined is "noearlierthan" or "nolaterthan";
    }

    private static bool IsRecipient(List<string> words, string joined)
    {
        if (words.Exists(Senders.Contains))
        {
            return false;
        }

        return words is ["to", ..] || (words is [.., var before, "to"] && !Relations.Contains(before))
            || words is ["number" or "numbers"] or ["user", "id" or "ids"]
            || words.Exists(RecipientWords.Contains)
            || words.Exists(static word => StartsWithAny(word, RecipientStems))
            || StartsWithAny(joined, RecipientStems)
            || joined is "sendto" or "deliverto" or "forwardto" or "copyto" or "userid" or "userids";
    }

    private static bool IsLimit(List<string> words, string joined) =>
        words.Exists(LimitWords.Contains) || words.Exists(static word => StartsWithAny(word, LimitStems))
        || Refusals.Contains(joined) || joined is "dryrun" or "test" or "istest" or "testmode" or "validateonly";

    private static bool IsWay(List<string> words, string joined) =>
        words.Exists(WayWords.Contains) || StartsWithAny(joined, WayStems) || Ways.Contains(joined);

    private static bool IsSmallWordWithUnit(string rest) => Array.Exists(
        SmallWords, small => rest.StartsWith(small, StringComparison.Ordinal) && Array.IndexOf(Units, rest[small.Length..]) >= 0);

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
