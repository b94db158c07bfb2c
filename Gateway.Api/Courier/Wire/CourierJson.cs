using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.Courier.Wire;

/// <summary>All that goes over Courier's wire.</summary>
[JsonSerializable(typeof(SendBody))]
[JsonSerializable(typeof(SendAnswer))]
[JsonSerializable(typeof(ResendAnswer))]
[JsonSerializable(typeof(MessageDetails))]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(MessageHistory))]
[JsonSerializable(typeof(MessageOutput))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class CourierJson : JsonSerializerContext
{
    /// <summary>Writes <c>+</c> as itself: this JSON is never put into a page.</summary>
    public static CourierJson Wire { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
