using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Belay.Messages.Json;

namespace Belay.Tests.Messages.Json;

/// <summary>Shorter words for what the tests do to documents.</summary>
internal static class Documents
{
    public static JsonObject Write<T>(T value) => JsonNode.Parse(MessageJson.Write(value))!.AsObject();

    public static T Read<T>(string json) => MessageJson.Read<T>(Encoding.UTF8.GetBytes(json));

    public static T Read<T>(JsonNode document) => Read<T>(document.ToJsonString());

    /// <summary>Writes as a type that is known only at run time.</summary>
    public static byte[] Write(Type type, object value) => (byte[])Call(nameof(WriteAs), type, value);

    /// <summary>Reads as a type that is known only at run time.</summary>
    public static object Read(Type type, byte[] document) => Call(nameof(ReadAs), type, document);

    private static object Call(string method, Type type, object argument) =>
        typeof(Documents).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [argument], null)!;

    private static byte[] WriteAs<T>(T value) => MessageJson.Write(value);

    private static object ReadAs<T>(byte[] document) => MessageJson.Read<T>(document)!;
}
