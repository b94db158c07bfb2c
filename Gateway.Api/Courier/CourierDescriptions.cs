using Belay.Gateway.Api.Hosting;
using Microsoft.OpenApi;

namespace Belay.Gateway.Api.Courier;

/// <summary>What the API's description says about parameters that are read by hand.</summary>
internal static class CourierDescriptions
{
    /// <summary>The filters of a list.</summary>
    public static TBuilder DescribesListQuery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder
        .Describes(ParameterLocation.Query, "archived", "true: archived messages are shown, too.", JsonSchemaType.Boolean)
        .Describes(ParameterLocation.Query, "cursor", "The cursor of the page before.")
        .Describes(
            ParameterLocation.Query, "enqueued_after", "Only messages accepted since this time: seconds or milliseconds since 1970, or ISO 8601.")
        .Describes(ParameterLocation.Query, "event", "Only this event.")
        .Describes(ParameterLocation.Query, "list", "Only messages to this list; there are none.")
        .Describes(ParameterLocation.Query, "messageId", "Only this message, or the messages of this request.")
        .Describes(ParameterLocation.Query, "notification", "Only this template.")
        .Describes(ParameterLocation.Query, "provider", "Only messages that one of these carriers had; comma-joined or repeated.")
        .Describes(ParameterLocation.Query, "recipient", "Only this user id or address.")
        .Describes(ParameterLocation.Query, "status", "Only these statuses; comma-joined or repeated.")
        .Describes(ParameterLocation.Query, "tag", "Only messages with all of these tags; comma-joined or repeated.")
        .Describes(ParameterLocation.Query, "tags", "Only messages with one of these tags; comma-joined.")
        .Describes(ParameterLocation.Query, "tenant_id", "Only this tenant.")
        .Describes(ParameterLocation.Query, "traceId", "Only this trace, or the messages of this request.");

    /// <summary>The headers that make a repeated send the same send.</summary>
    public static TBuilder DescribesIdempotency<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder
        .TakesIdempotencyKey()
        .Describes(
            ParameterLocation.Header, "x-idempotency-expiration", "Until when to keep the key: seconds or milliseconds since 1970, or ISO 8601.");
}
