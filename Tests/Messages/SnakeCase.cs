using System.Text.Json;

namespace Belay.Tests.Messages;

/// <summary>Enum names as the picture and the tables spell them.</summary>
internal static class SnakeCase
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
