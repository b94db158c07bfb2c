using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Reads a carrier's HTTP response as an answer. The status alone decides which one; the body can only add to it.</summary>
internal static class HttpAnswer
{
    /// <summary>Most characters that are kept of a reference, a code or a title.</summary>
    public const int TextMax = 200;

    /// <summary>The longest pause that is believed: beyond it lies a broken clock.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromDays(30);

    public static CarrierAnswer Read(HttpStatusCode status, RetryConditionHeaderValue? retryAfter, ReadOnlyMemory<byte> body, Draft draft, DateTimeOffset now)
    {
        var code = (int)status;
        var fields = Fields.Parse(body);
        return code switch
        {
            >= 200 and <= 299 => new CarrierAnswer.Accepted(ReferenceIn(fields)),
            408 or 429 or >= 500 => new CarrierAnswer.Later(PauseIn(retryAfter, now), ErrorIn(fields, code, draft)),
            _ => new CarrierAnswer.Refused(ErrorIn(fields, code, draft)),
        };
    }

    /// <summary>The pause that <c>Retry-After</c> asks for, never negative; null: none.</summary>
    public static TimeSpan? PauseIn(RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        var pause = retryAfter?.Delta ?? (retryAfter?.Date - now);
        return pause switch
        {
            null => null,
            { } past when past < TimeSpan.Zero => TimeSpan.Zero,
            { } far when far > RetryAfterMax => RetryAfterMax,
            _ => pause,
        };
    }

    /// <summary>A reference is taken whole or not at all: half of one would match no receipt.</summary>
    private static string? ReferenceIn(Fields fields) =>
        fields.Reference is { Length: >= 1 and <= TextMax } reference && !reference.Any(char.IsControl) ? reference : null;

    private static MessageError ErrorIn(Fields fields, int status, Draft draft) => new(
        Clean(fields.Code, draft) ?? $"http_{status}",
        Clean(fields.Title, draft) ?? $"The carrier answered with HTTP status {status}.");

    /// <summary>The carrier's own words on one line and cut to size; null where there are none, or where they repeat the message's numbers or text.</summary>
    public static string? Clean(string? words, Draft draft)
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

    private static bool Repeats(string words, Draft draft) =>
        RepeatsAddress(words, draft.To)
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

    private sealed record Fields(string? Reference, string? Code, string? Title)
    {
        private static readonly Fields None = new(null, null, null);

        private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

        /// <summary>Reads what it can; a body that is no JSON object has no fields.</summary>
        public static Fields Parse(ReadOnlyMemory<byte> body)
        {
            if (body.IsEmpty)
            {
                return None;
            }

            try
            {
                using var document = JsonDocument.Parse(body, Options);
                var root = document.RootElement;
                return root.ValueKind == JsonValueKind.Object
                    ? new(TextOf(root, "reference"), TextOf(root, "code") ?? NumberOf(root, "code"), TextOf(root, "title"))
                    : None;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // InvalidOperationException: a string that is no valid Unicode, such as half of a surrogate pair.
                return None;
            }
        }

        private static string? TextOf(JsonElement root, string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        private static string? NumberOf(JsonElement root, string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null;
    }
}
