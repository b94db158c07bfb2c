using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.Courier.Wire;

/// <summary>All that goes over Courier's wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendBody))]
[JsonSerializable(typeof(SendAnswer))]
[JsonSerializable(typeof(MessageDetails))]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(MessageHistory))]
[JsonSerializable(typeof(MessageOutput))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class CourierJson : JsonSerializerContext;
