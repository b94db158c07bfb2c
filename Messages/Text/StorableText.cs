namespace Belay.Messages;

/// <summary>Which texts every store gives back as they were given: all but those with U+0000 or half of a surrogate pair.</summary>
/// <remarks>SQLite ends a text at U+0000, PostgreSQL refuses it, and UTF-8 has no form for half a pair. Nobody writes either on purpose.</remarks>
public static class StorableText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Whether the text is read back as it is; null is no text, and so it is.</summary>
    public static bool IsStorable(string? text) => text is null || IndexOfFault(text, 0) < 0;

    /// <summary>The text with U+FFFD in the place of what cannot be stored: for words of a carrier, which are taken as they come.</summary>
    public static string? Clean(string? text)
    {
        if (IsStorable(text))
        {
            return text;
        }

        var chars = text!.ToCharArray();
        for (var at = IndexOfFault(chars, 0); at >= 0; at = IndexOfFault(chars, at + 1))
        {
            chars[at] = Replacement;
        }

        return new string(chars);
    }

    private static int IndexOfFault(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] == '\0')
            {
                return at;
            }

            if (!char.IsSurrogate(text[at]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                return at;
            }

            at++;
        }

        return -1;
    }
}
