using System.Globalization;
using System.Text;

namespace Belay.Messages;

/// <summary>Texts that show nothing, and the blanks around a word: ordinary ones, those that do not break a line, and those without width.</summary>
public static class BlankText
{
    /// <summary>Whether nobody could see anything of the text.</summary>
    public static bool IsBlank(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (!ShowsNothing(rune))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text without the blanks around it. A mark that belongs to the character before it stays.</summary>
    public static string Trim(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (from, to) = (0, text.Length);
        while (from < to && IsBlank(text[from]))
        {
            from++;
        }

        while (to > from && IsBlank(text[to - 1]))
        {
            to--;
        }

        return text[from..to];
    }

    /// <summary>White space, a blank without width, or a mark that says in which direction to read.</summary>
    public static bool IsBlank(char c) =>
        char.IsWhiteSpace(c)
        || c is '\u200B' or '\u200E' or '\u200F' or '\u2060' or '\uFEFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static bool ShowsNothing(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5
            or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
            or (>= 0xE0100 and <= 0xE01EF);
}
