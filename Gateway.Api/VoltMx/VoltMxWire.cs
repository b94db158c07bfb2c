using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.VoltMx;

// Requests, as the OpenAPI document shows them; SendBodyJson, SendBodyXml and FieldReader read the real ones.
internal sealed record SendBody([property: JsonPropertyName("smsServiceRequest")] SendRequestWire SmsServiceRequest);

internal sealed record SendRequestWire([property: JsonPropertyName("messages")] SendMessagesWire Messages);

internal sealed record SendMessagesWire(
    [property: JsonPropertyName("message")] SendMessageWire Message, [property: JsonPropertyName("channel")] string? Channel);

internal sealed record SendMessageWire(
    [property: JsonPropertyName("startTimestamp")] string? StartTimestamp,
    [property: JsonPropertyName("expiryTimestamp")] string? ExpiryTimestamp,
    [property: JsonPropertyName("priorityService")] string? PriorityService,
    [property: JsonPropertyName("recipients")] SendRecipientsWire Recipients,
    [property: JsonPropertyName("content")] string Content,
    [property: JsonPropertyName("channel")] string? Channel);

internal sealed record SendRecipientsWire([property: JsonPropertyName("recipient")] IReadOnlyList<SendRecipientWire> Recipient);

internal sealed record SendRecipientWire([property: JsonPropertyName("mobile")] string? Mobile, [property: JsonPropertyName("id")] string? Id);

internal sealed record StatusQueryWire(
    [property: JsonPropertyName("requestId")] string? RequestId,
    [property: JsonPropertyName("audienceId")] string? AudienceId,
    [property: JsonPropertyName("mobileNumber")] string? MobileNumber,
    [property: JsonPropertyName("sentDate")] string? SentDate,
    [property: JsonPropertyName("endDate")] string? EndDate,
    [property: JsonPropertyName("startElement")] string? StartElement,
    [property: JsonPropertyName("elementsPerPage")] string? ElementsPerPage);

internal sealed record FetchQueryWire(
    [property: JsonPropertyName("mobileNo")] string? MobileNo,
    [property: JsonPropertyName("audienceId")] string? AudienceId,
    [property: JsonPropertyName("startElement")] string? StartElement,
    [property: JsonPropertyName("elementsPerPage")] string? ElementsPerPage);

/// <summary>What most calls answer, errors included: ids are strings, for they are above 2^53.</summary>
internal sealed record AnswerWire([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("message")] string Message);

/// <summary>Counts over all that matches, and one page of it.</summary>
internal sealed record StatusWire(
    [property: JsonPropertyName("submitted")] int Submitted,
    [property: JsonPropertyName("initial")] int Initial,
    [property: JsonPropertyName("rejected")] int Rejected,
    [property: JsonPropertyName("opened")] int Opened,
    [property: JsonPropertyName("not attempted")] int NotAttempted,
    [property: JsonPropertyName("undelivered")] int Undelivered,
    [property: JsonPropertyName("cancelled")] int Cancelled,
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("messages")] IReadOnlyList<StatusMessageWire> Messages);

/// <summary>Dates are milliseconds since 1970 in decimal digits.</summary>
internal sealed record StatusMessageWire(
    [property: JsonPropertyName("sentDate")] string SentDate,
    [property: JsonPropertyName("smsId")] string SmsId,
    [property: JsonPropertyName("lastActivityDate")] string LastActivityDate,
    [property: JsonPropertyName("mobileNumber")] string MobileNumber,
    [property: JsonPropertyName("requestId")] string RequestId,
    [property: JsonPropertyName("audienceId")] string AudienceId,
    [property: JsonPropertyName("statusMessage")] string StatusMessage,
    [property: JsonPropertyName("status")] string Status);

internal sealed record FetchWire(
    [property: JsonPropertyName("totalMessages")] int TotalMessages,
    [property: JsonPropertyName("openedMessages")] int OpenedMessages,
    [property: JsonPropertyName("submittedMessages")] int SubmittedMessages,
    [property: JsonPropertyName("messages")] IReadOnlyList<FetchMessageWire> Messages);

internal sealed record FetchMessageWire(
    [property: JsonPropertyName("fetchId")] string FetchId,
    [property: JsonPropertyName("content")] string Content,
    [property: JsonPropertyName("status")] string Status);

internal sealed record ContentWire([property: JsonPropertyName("content")] string Content);

[JsonSerializable(typeof(AnswerWire))]
[JsonSerializable(typeof(StatusWire))]
[JsonSerializable(typeof(FetchWire))]
[JsonSerializable(typeof(ContentWire))]
internal sealed partial class VoltMxJson : JsonSerializerContext
{
    /// <summary>Writes <c>+</c> as itself: this JSON is never put into a page.</summary>
    public static VoltMxJson Wire { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
