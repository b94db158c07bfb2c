using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Belay.Gateway.Api.AgentMessage;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Native;
using Belay.Gateway.Api.Telnyx;
using Belay.Gateway.Api.VoltMx;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Belay.Gateway.Api.Hosting;

/// <summary>A field that holds one of these words.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal class OneOfAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words { get; } = words;
}

/// <summary>A field that holds a word of an enumeration.</summary>
internal sealed class WordOfAttribute<T>() : OneOfAttribute([.. Enum.GetValues<T>().Select(Words<T>.Of)])
    where T : struct, Enum;

/// <summary>
/// Makes the documents of the API say what the dialects' own serializers read and write: their names, not those that the framework would give.
/// </summary>
/// <remarks>Only descriptions go this way: on the wire each dialect names its serializer itself.</remarks>
internal static class WireShapes
{
    private static readonly JsonSerializerContext[] Wires =
        [NativeJson.Wire, TelnyxJson.Wire, CourierJson.Wire, AgentMessageJson.Wire, VoltMxJson.Wire];

    /// <summary>The serializer that reads or writes a type; null: none of ours.</summary>
    public static JsonSerializerContext? WireOf(Type type) =>
        type.Assembly == typeof(WireShapes).Assembly ? Array.Find(Wires, wire => wire.GetTypeInfo(type) is not null) : null;

    /// <summary>Describes types as they are on the wire.</summary>
    public static void Use(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.TypeInfoResolverChain.Insert(0, new Resolver());
    }

    /// <summary>What a schema needs beside names: which fields are always there, which words a field may hold.</summary>
    public static Task CompleteAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(OneOfAttribute), inherit: true) is [OneOfAttribute oneOf])
        {
            var words = schema.Items as OpenApiSchema ?? schema;
            words.Enum = [.. oneOf.Words.Select(word => (JsonNode)JsonValue.Create(word))];
        }

        if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Object } type && type.Type.Assembly == typeof(WireShapes).Assembly)
        {
            schema.Required = type.Properties.Where(IsAlwaysThere).Select(property => property.Name).ToHashSet();
        }

        return Task.CompletedTask;
    }

    private static bool IsAlwaysThere(JsonPropertyInfo property)
    {
        var isNullable = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsGetNullable;
        return !isNullable || Has<RequiredAttribute>()
            || (property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is
                [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }]);

        bool Has<T>() => property.AttributeProvider?.IsDefined(typeof(T), inherit: true) ?? false;
    }

    private sealed class Resolver : IJsonTypeInfoResolver
    {
        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
        {
            if (WireOf(type) is not { } wire
                || ((IJsonTypeInfoResolver)wire).GetTypeInfo(type, options) is not { Kind: JsonTypeInfoKind.Object } shape)
            {
                return null;
            }

            var known = wire.GetTypeInfo(type)!;
            for (var at = 0; at < shape.Properties.Count; at++)
            {
                shape.Properties[at].Name = known.Properties[at].Name;
            }

            shape.UnmappedMemberHandling = wire.Options.UnmappedMemberHandling;
            return shape;
        }
    }
}
