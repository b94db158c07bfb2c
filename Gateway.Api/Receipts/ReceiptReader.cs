using System.Text.Json;
using Belay.Carriers;
using Belay.Gateway.Api.Requests.Times;
using Belay.Messages;
using Microsoft.AspNetCore.WebUtilities;

namespace Belay.Gateway.Api.Receipts;

/// <summary>
/// Reads a receipt of the HTTP carrier: by its meaning, and not by the type, the case or the wrapping in which it comes. What has no one meaning is
/// refused by its field's name.
/// </summary>
internal static class ReceiptReader
{
    private const int DepthMax = 8;

    private const string Shape =
        "A receipt is {\"id\" or \"reference\", \"status\": \"delivered\" or \"delivery_failed\", \"at\"?, \"error\"?: {\"code\", \"title\"}}.";

    /// <summary>Reads a body. Either the receipt or a sentence that says what is wrong with it.</summary>
    public static (Receipt? Receipt, string? Fault) Read(ReadOnlyMemory<byte> body, bool isForm)
    {
        try
        {
            using var document = isForm
                ? FromForm(body)
                : JsonDocument.Parse(LooseJson.WithoutMark(body), new JsonDocumentOptions { MaxDepth = DepthMax });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : (null, Shape);
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException)
        {
            return (null, Shape);
        }
    }

    private static (Receipt? Receipt, string? Fault) Read(JsonElement root)
    {
        var (idText, idIsClear) = LooseJson.Text(root, "id");
        if (!idIsClear || (idText is not null && IdIn(idText) is null))
        {
            return (null, "The field id must be Belay's id of the message, as the call had it; the carrier's own id is the reference.");
        }

        var (reference, referenceIsClear) = LooseJson.Text(root, "reference");
        if (!referenceIsClear || (reference is not null && !CarrierReference.Fits(reference)))
        {
            return (null, $"The field reference must be a text or a whole number of at most {CarrierReference.LengthMax} characters, once.");
        }

        if (idText is null && reference is null)
        {
            return (null, "One of the fields id and reference is needed. " + Shape);
        }

        if (DeliveredIn(LooseJson.Text(root, "status")) is not { } delivered)
        {
            return (null, "The field status must be \"delivered\" or \"delivery_failed\", once.");
        }

        var (at, atIsClear) = LooseJson.Text(root, "at");
        var time = at is null ? null : TimeIn(at);
        if (!atIsClear || (at is not null && time is null))
        {
            return (null, "The field at must be a time with its zone, such as 2027-01-01T09:00:00Z, or seconds or milliseconds since 1970.");
        }

        if (!LooseJson.TryFind(root, "error", out var errorField) || !TryReadError(errorField, out var error))
        {
            return (null, "The field error must be {\"code\", \"title\"}, each a text or a whole number, or one text.");
        }

        return (new Receipt(idText is null ? null : IdIn(idText), reference, delivered, time, delivered ? null : error), null);
    }

    /// <summary>An id in any spelling of a UUID, braces and capitals included, or in Courier's.</summary>
    private static MessageId? IdIn(string text) =>
        MessageId.TryParse(text, out var id) ? id
        : (Guid.TryParseExact(text, "B", out var uuid) || Guid.TryParseExact(text, "N", out uuid)) && uuid != Guid.Empty ? new MessageId(uuid)
        : null;

    private static bool? DeliveredIn((string? Text, bool IsClear) status) => status.Text?.ToUpperInvariant().Replace('-', '_') switch
    {
        "DELIVERED" => true,
        "DELIVERY_FAILED" => false,
        _ => null,
    };

    private static DateTimeOffset? TimeIn(string text) => WireTime.Read(text, TimeForms.Epoch) is { Fault: null } time ? time.At : null;

    private static bool TryReadError(JsonElement field, out MessageError? error)
    {
        error = null;
        var (code, title) = field.ValueKind == JsonValueKind.Object
            ? (LooseJson.Text(field, "code"), LooseJson.Text(field, "title"))
            : (LooseJson.Text(field), (null, true));
        if (!code.IsClear || !title.IsClear)
        {
            return false;
        }

        if (code.Text is not null || title.Text is not null)
        {
            error = new MessageError(Clip(code.Text ?? "delivery_failed"), Clip(title.Text ?? code.Text!));
        }

        return true;
    }

    private static string Clip(string text) => text.Length <= 200 ? text : char.IsHighSurrogate(text[199]) ? text[..199] : text[..200];

    /// <summary>A form has the same fields, each a text.</summary>
    private static JsonDocument FromForm(ReadOnlyMemory<byte> body)
    {
        var fields = QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(LooseJson.WithoutMark(body).Span));
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in fields)
            {
                foreach (var value in values)
                {
                    writer.WriteString(name, value);
                }
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }
}
