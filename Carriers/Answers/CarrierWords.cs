using System.Text;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Makes a carrier's own words fit to be kept: on one line, cut to size, and without what must not be repeated.</summary>
/// <param name="secrets">What is set for the carrier and must stay in the settings: a carrier may quote a key that it refuses.</param>
internal sealed class CarrierWords(params IEnumerable<string?> secrets)
{
    /// <summary>Most characters that are kept of a reference, a code or a title.</summary>
    public const int TextMax = 200;

    /// <summary>A shorter secret is not looked for: it would be found in every other sentence.</summary>
    private const int SecretLengthMin = 6;

    private readonly string[] _secrets =
        [.. secrets.SelectMany(PartsOf).Where(part => part.Length >= SecretLengthMin).Distinct(StringComparer.Ordinal)];

    /// <summary>The words, or null where there are none, or where they repeat the message's numbers or text, or a secret.</summary>
    public string? Clean(string? words, Draft draft)
    {
        if (string.IsNullOrWhiteSpace(words) || Repeats(words, draft))
        {
            return null;
        }

        var line = string.Concat(words.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        if (line.Length <= TextMax)
        {
            return line;
        }

        return char.IsHighSurrogate(line[TextMax - 1]) ? line[..(TextMax - 1)] : line[..TextMax];
    }

    /// <summary>Whether the words hold a secret.</summary>
    public bool Reveal(string words) => Array.Exists(_secrets, secret => words.Contains(secret, StringComparison.OrdinalIgnoreCase));

    private bool Repeats(string words, Draft draft) =>
        Reveal(words)
        || RepeatsAddress(words, draft.To)
        || RepeatsAddress(words, draft.From)
        || RepeatsText(words, draft.Text)
        || RepeatsText(words, draft.TextToSend)
        || RepeatsText(words, draft.Subject);

    /// <summary>Numbers are compared by their digits alone, so that "(555) 123-4567" is found as well.</summary>
    private static bool RepeatsAddress(string words, string address)
    {
        var digits = DigitsOf(address);
        return (address.Length > 0 && words.Contains(address, StringComparison.OrdinalIgnoreCase))
            || (digits.Length >= 7 && DigitsOf(words).Contains(digits[^7..], StringComparison.Ordinal));
    }

    private static bool RepeatsText(string words, string? text) =>
        !string.IsNullOrWhiteSpace(text) && words.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string DigitsOf(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>A secret as a whole, what stands behind its scheme (<c>Bearer …</c>), and user name and password behind <c>Basic</c>.</summary>
    private static IEnumerable<string> PartsOf(string? secret)
    {
        if (string.IsNullOrWhiteSpace(secret))
        {
            yield break;
        }

        yield return secret;
        var parts = secret.Split([' ', ',', ';', '"', '&', '?'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts.Length > 1 && parts[0].All(char.IsAsciiLetter) ? parts[1..] : parts)
        {
            yield return part;
            yield return part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        const string Basic = "Basic ";
        var buffer = new byte[secret.Length];
        if (secret.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(secret[Basic.Length..].Trim(), buffer, out var length))
        {
            foreach (var part in Encoding.UTF8.GetString(buffer.AsSpan(0, length)).Split(':', 2))
            {
                yield return part;
            }
        }
    }
}
