using System.Text.Json;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>What was read of a response.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Unread">The fields whose value has no one meaning; they were left out.</param>
internal sealed record HttpReading(CarrierAnswer Answer, IReadOnlyList<string> Unread);

/// <summary>
/// Reads a carrier's HTTP response as an answer. The status alone decides which one, by <see cref="AnswerTable.Http"/>; the body can only add to it.
/// </summary>
internal static class HttpAnswer
{
    public static HttpReading Read(int status, TimeSpan? pause, ReadOnlyMemory<byte> body, Draft draft, CarrierWords words)
    {
        var row = AnswerTable.Http.Find(status);
        var fields = Fields.Parse(body);
        var error = new MessageError(
            words.Clean(fields.Code, draft) ?? $"http_{status}",
            words.Clean(fields.Title, draft) ?? AnswerTable.Sentence("The carrier", status, row));
        return new(AnswerTable.Answer(row.Meaning, error, ReferenceIn(fields), pause), fields.Unread);
    }

    /// <summary>A reference is taken whole or not at all: half of one would match no receipt.</summary>
    private static string? ReferenceIn(Fields fields)
    {
        if (fields.Reference is null)
        {
            return null;
        }

        if (CarrierReference.Fits(fields.Reference))
        {
            return fields.Reference;
        }

        fields.Unread.Add("reference");
        return null;
    }

    private sealed record Fields(string? Reference, string? Code, string? Title, List<string> Unread)
    {
        private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

        /// <summary>Reads what it can; a body that is no JSON object has no fields.</summary>
        public static Fields Parse(ReadOnlyMemory<byte> body)
        {
            var unread = new List<string>();
            try
            {
                using var document = JsonDocument.Parse(LooseJson.WithoutMark(body), Options);
                var root = document.RootElement;
                return root.ValueKind == JsonValueKind.Object
                    ? new(Text(root, "reference", unread), Text(root, "code", unread), Text(root, "title", unread), unread)
                    : new(null, null, null, unread);
            }
            catch (JsonException)
            {
                return new(null, null, null, unread);
            }
        }

        private static string? Text(JsonElement root, string name, List<string> unread)
        {
            var (text, isClear) = LooseJson.Text(root, name);
            if (!isClear)
            {
                unread.Add(name);
            }

            return text;
        }
    }
}
