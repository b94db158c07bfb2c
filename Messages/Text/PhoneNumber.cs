namespace Belay.Messages;

/// <summary>Forms of sender and recipient addresses.</summary>
public static class PhoneNumber
{
    /// <summary>Whether the text is a number in E.164 form: <c>+</c>, then 7 to 15 digits, the first not 0.</summary>
    /// <remarks>No country's numbers are shorter with their country code: less is a number that was cut off, or a short code.</remarks>
    public static bool IsE164(string? text) =>
        text is { Length: >= 8 and <= 16 } && text[0] == '+' && text[1] is >= '1' and <= '9' && AllDigits(text.AsSpan(1));

    /// <summary>Whether the text is a short code: 3 to 6 digits. Seven are the length of a subscriber's number without its area.</summary>
    public static bool IsShortCode(string? text) => text is { Length: >= 3 and <= 6 } && AllDigits(text);

    /// <summary>
    /// Whether the text is an alphanumeric sender: 1 to 11 letters, digits, blanks, <c>- _ &amp; .</c>, at least one of them a letter.
    /// </summary>
    public static bool IsAlphanumericSender(string? text) =>
        text is { Length: >= 1 and <= 11 }
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '&' or '.')
        && text.Any(char.IsAsciiLetter);

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
