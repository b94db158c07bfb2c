using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Belay.Gateway.Api.Courier.Send;

namespace Belay.Gateway.Api.Courier.Content;

/// <summary>The values that a content's <c>{{name}}</c> stands for: the recipient's own, then the message's.</summary>
internal sealed partial class Variables(JsonElement recipientData, JsonElement messageData, Problems problems)
{
    private const string DataPrefix = "data.";

    /// <summary>
    /// Puts the values in. A value that is not given leaves nothing; what is not a plain name is refused, because it would leave as it stands.
    /// </summary>
    public string Render(string text) => text.Contains("{{", StringComparison.Ordinal) ? Placeholder().Replace(text, ValueOf) : text;

    private string ValueOf(Match placeholder)
    {
        if (!placeholder.Groups["name"].Success)
        {
            problems.Add("The content has a {{…}} that is not the plain name of a value in 'data'; helpers and expressions are not supported.");
            return "";
        }

        var name = placeholder.Groups["name"].Value;
        var path = (name.StartsWith(DataPrefix, StringComparison.Ordinal) ? name[DataPrefix.Length..] : name).Split('.');
        return Find(recipientData, path) ?? Find(messageData, path) ?? "";
    }

    private string? Find(JsonElement value, string[] path)
    {
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number:
                return value.GetRawText();
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean().ToString(CultureInfo.InvariantCulture).ToLowerInvariant();
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            default:
                problems.Add(
                    "The content names a value in 'data' that is an object or an array; only texts, numbers and booleans have a place in a text.");
                return null;
        }
    }

    [GeneratedRegex(
        @"\{\{\s*(?<name>[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*)\s*\}\}|\{\{",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Placeholder();
}
