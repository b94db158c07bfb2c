using System.Collections.Frozen;
using System.Text;

namespace Belay.Messages;

/// <summary>The alphabet a text message is sent in.</summary>
public enum SmsEncoding
{
    /// <summary>The 7-bit default alphabet of GSM 03.38 with its extension table.</summary>
    Gsm7 = 0,

    /// <summary>16-bit units.</summary>
    Ucs2 = 1,
}

/// <summary>Which alphabet a caller wants.</summary>
public enum SmsEncodingChoice
{
    /// <summary>GSM-7 where it holds every character, else UCS-2.</summary>
    Auto = 0,

    /// <summary>GSM-7 only: a text that does not fit is refused.</summary>
    Gsm7 = 1,

    /// <summary>UCS-2 always.</summary>
    Ucs2 = 2,
}

/// <summary>How a text will leave.</summary>
/// <param name="Encoding">Its alphabet.</param>
/// <param name="Units">Its length in units of the alphabet: septets (extension characters count two) or 16-bit units.</param>
/// <param name="Parts">How many parts it needs; no character is cut in two.</param>
/// <param name="SmartEncoded">Whether characters were replaced by GSM-7 equivalents.</param>
public readonly record struct SmsMeasure(SmsEncoding Encoding, int Units, int Parts, bool SmartEncoded);

/// <summary>Encoding and parts of text messages (3GPP TS 23.038 and 23.040: 160/153 septets, 70/67 16-bit units).</summary>
public static class SmsText
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extension = "\f^{}\\[~]|€";

    private static readonly FrozenSet<char> BasicSet = Basic.ToFrozenSet();
    private static readonly FrozenSet<char> ExtensionSet = Extension.ToFrozenSet();

    /// <summary>Typographic characters and the GSM-7 characters that say the same.</summary>
    private static readonly FrozenDictionary<char, string> Equivalents = new Dictionary<char, string>
    {
        ['\u2018'] = "'", ['\u2019'] = "'", ['\u201A'] = "'", ['\u201B'] = "'", ['\u2032'] = "'", ['\u02BC'] = "'", ['\u00B4'] = "'", ['`'] = "'",
        ['\u201C'] = "\"", ['\u201D'] = "\"", ['\u201E'] = "\"", ['\u201F'] = "\"", ['\u2033'] = "\"", ['\u00AB'] = "\"", ['\u00BB'] = "\"",
        ['\u2039'] = "<", ['\u203A'] = ">",
        ['\u2010'] = "-", ['\u2011'] = "-", ['\u2012'] = "-", ['\u2013'] = "-", ['\u2014'] = "-", ['\u2015'] = "-", ['\u2212'] = "-", ['\u00AD'] = "",
        ['\u2026'] = "...", ['\u2022'] = "*", ['\u00B7'] = ".", ['\u2024'] = ".", ['\u2044'] = "/", ['\u2215'] = "/",
        ['\u00A0'] = " ", ['\u2002'] = " ", ['\u2003'] = " ", ['\u2009'] = " ", ['\u200A'] = " ", ['\u202F'] = " ", ['\t'] = " ",
        ['\u200B'] = "", ['\u200C'] = "", ['\u200D'] = "", ['\u2060'] = "", ['\uFEFF'] = "",
        ['\u00D7'] = "x", ['\u2122'] = "TM", ['\u00A9'] = "(C)", ['\u00AE'] = "(R)", ['\u00BD'] = "1/2", ['\u00BC'] = "1/4", ['\u00BE'] = "3/4",
        ['\u00E7'] = "Ç", ['\u2116'] = "No",
    }.ToFrozenDictionary();

    /// <summary>Whether GSM-7 holds every character of the text.</summary>
    public static bool IsGsm7(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var c in text)
        {
            if (!BasicSet.Contains(c) && !ExtensionSet.Contains(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text with typographic characters replaced by their GSM-7 equivalents; other characters stay as they are.</summary>
    public static string ToGsm7Equivalents(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = !BasicSet.Contains(c) && Equivalents.TryGetValue(c, out var equivalent) ? result.Append(equivalent) : result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>Measures a text. Null where <see cref="SmsEncodingChoice.Gsm7"/> is wanted and the text does not fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="choice">The wanted alphabet.</param>
    /// <param name="smart">Whether equivalents may be put in where they make an <see cref="SmsEncodingChoice.Auto"/> text fit GSM-7.</param>
    public static SmsMeasure? Measure(string text, SmsEncodingChoice choice = SmsEncodingChoice.Auto, bool smart = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (choice != SmsEncodingChoice.Ucs2 && IsGsm7(text))
        {
            return MeasureGsm7(text, smartEncoded: false);
        }

        if (choice == SmsEncodingChoice.Gsm7)
        {
            return null;
        }

        if (choice == SmsEncodingChoice.Auto && smart && ToGsm7Equivalents(text) is var replaced && IsGsm7(replaced))
        {
            return MeasureGsm7(replaced, smartEncoded: true);
        }

        return MeasureUcs2(text);
    }

    private static SmsMeasure MeasureGsm7(string text, bool smartEncoded)
    {
        var (units, parts) = Count(text, single: 160, joined: 153, static (text, at) => (ExtensionSet.Contains(text[at]) ? 2 : 1, 1));
        return new(SmsEncoding.Gsm7, units, parts, smartEncoded);
    }

    private static SmsMeasure MeasureUcs2(string text)
    {
        var (units, parts) = Count(text, single: 70, joined: 67, static (text, at) =>
            char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? (2, 2) : (1, 1));
        return new(SmsEncoding.Ucs2, units, parts, SmartEncoded: false);
    }

    /// <summary>
    /// Fills parts character by character; <paramref name="next"/> says how many units and how many chars the character at a place takes.
    /// </summary>
    private static (int Units, int Parts) Count(string text, int single, int joined, Func<string, int, (int Units, int Chars)> next)
    {
        int units = 0, parts = 1, used = 0;
        for (var at = 0; at < text.Length;)
        {
            var (size, chars) = next(text, at);
            if (used + size > joined)
            {
                parts++;
                used = 0;
            }

            used += size;
            units += size;
            at += chars;
        }

        return (units, units <= single ? 1 : parts);
    }
}
