using System.Text;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Belay.Gateway.Api.Requests;

/// <summary>In which encoding a body's text is.</summary>
/// <remarks>
/// JSON is UTF-8 (RFC 8259), and what has one meaning beside it is read: a byte order mark, UTF-16 that says so, and other charsets as long as all is
/// ASCII. The rest is refused: read as UTF-8, it could leave as another text.
/// </remarks>
internal static class BodyEncoding
{
    private static readonly HashSet<string> Utf8Names = new(["utf-8", "utf8", "us-ascii", "ascii"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Charsets in which ASCII is itself.</summary>
    private static readonly string[] AsciiBased = ["iso-8859-", "iso8859-", "latin", "windows-125", "cp125"];

    /// <summary>Whether a content type names a charset.</summary>
    public static bool IsNamed(string? contentType) => CharsetOf(contentType) is not null;

    /// <summary>Whether the text can be read at all: one of the charsets above.</summary>
    public static bool IsReadable(string? contentType, ReadOnlySpan<byte> bytes) =>
        CharsetOf(contentType) is not { } charset || Utf8Names.Contains(charset) || Utf16Of(charset) is not null
        || (Array.Exists(AsciiBased, name => charset.StartsWith(name, StringComparison.OrdinalIgnoreCase)) && Ascii.IsValid(bytes));

    /// <summary>The text as UTF-8 without a byte order mark; null where the bytes are not what they say.</summary>
    public static ReadOnlyMemory<byte>? ToUtf8(string? contentType, ReadOnlyMemory<byte> bytes)
    {
        var (mark, length) = MarkOf(bytes.Span);
        var text = bytes[length..];
        if ((mark ?? Utf16Of(CharsetOf(contentType) ?? "")) is not { } utf16)
        {
            return Utf8.IsValid(text.Span) ? text : null;
        }

        try
        {
            return Encoding.UTF8.GetBytes(utf16.GetString(text.Span));
        }
        catch (ArgumentException)
        {
            // Half a character, or half of its bytes.
            return null;
        }
    }

    /// <summary>Whether the body begins with a byte order mark.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> bytes) => MarkOf(bytes).Length > 0;

    /// <summary>The UTF-16 that a byte order mark names, null for that of UTF-8 and for none; and the mark's length.</summary>
    private static (UnicodeEncoding? Utf16, int Length) MarkOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, ..] => (Utf16Of("utf-16le"), 2),
        [0xFE, 0xFF, ..] => (Utf16Of("utf-16be"), 2),
        _ => (null, 0),
    };

    /// <summary>Without a mark, the charset <c>utf-16</c> is the big-endian one (RFC 2781).</summary>
    private static UnicodeEncoding? Utf16Of(string charset) => charset.ToLowerInvariant() switch
    {
        "utf-16" or "utf-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
        "utf-16le" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
        _ => null,
    };

    private static string? CharsetOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        && HeaderUtilities.RemoveQuotes(parsed.Charset) is { Length: > 0, Value: { } charset }
            ? charset
            : null;
}
