using System.Text.Json;
using Belay.Messages.Json;

namespace Belay.Storage.Postgres.Reading;

/// <summary>
/// Texts as documents and columns hold them: neither can hold U+0000 or half a surrogate pair, so <see cref="MessageJson"/> spells those out.
/// </summary>
internal static class StoredText
{
    /// <summary>The text as it is stored, to compare columns with.</summary>
    public static string Of(string text) =>
        text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? JsonSerializer.SerializeToElement(text, MessageJson.Options).GetString()! : text;
}
