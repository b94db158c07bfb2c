using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Belay.Gateway.Api.Hosting;

/// <summary>What the API's description says of calls whose bodies and headers are read by hand.</summary>
internal static class CallDescriptions
{
    /// <summary>The header that makes a repeated create the same create.</summary>
    public static TBuilder TakesIdempotencyKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Describes(
            ParameterLocation.Header,
            "Idempotency-Key",
            "A request with a key that was used before, and the same body, gets the first answer; 1 to 255 characters.");

    /// <summary>A parameter.</summary>
    public static TBuilder Describes<TBuilder>(
        this TBuilder builder, ParameterLocation place, string name, string description, JsonSchemaType type = JsonSchemaType.String)
        where TBuilder : IEndpointConventionBuilder => builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter { Name = name, In = place, Description = description, Schema = new OpenApiSchema { Type = type } });
            return Task.CompletedTask;
        });

    /// <summary>A JSON body that is accepted as it stands.</summary>
    /// <param name="builder">The call.</param>
    /// <param name="write">Makes it of a time that is tomorrow, as RFC 3339 has it: a fixed one would be past some day.</param>
    public static TBuilder ShowsExample<TBuilder>(this TBuilder builder, Func<string, JsonNode> write)
        where TBuilder : IEndpointConventionBuilder => builder.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var now = context.ApplicationServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var tomorrow = $"{now.AddDays(1):yyyy-MM-dd'T'HH':00:00Z'}";
            foreach (var (type, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                if (type.EndsWith("json", StringComparison.Ordinal))
                {
                    content.Example = write(tomorrow);
                }
            }

            return Task.CompletedTask;
        });
}
