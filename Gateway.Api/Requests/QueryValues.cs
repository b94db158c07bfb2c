using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.Requests;

/// <summary>
/// Query parameters as the vendors' clients send them: an empty value means absent; arrays come comma-joined or repeated; words are in the form in
/// which they are stored. A parameter that is no array is there once: <see cref="Strays.StrayParameters"/> sees to it.
/// </summary>
internal static class QueryValues
{
    private const string UriScheme = "tel:";

    /// <summary>A word, without the blanks around it and in normalization form C.</summary>
    public static string? One(this IQueryCollection query, string name) =>
        query[name].LastOrDefault() is { } value && BlankText.Trim(ComposedText.Compose(value)) is { Length: > 0 } word ? word : null;

    /// <summary>A value in which a blank has no meaning, such as a time or an id: a blank there is a plus that was not percent-encoded.</summary>
    public static string? OneWithPlus(this IQueryCollection query, string name) => query.One(name)?.Replace(' ', '+');

    /// <summary>
    /// The address that a list is filtered by: a number in E.164 form, also where its plus was not percent-encoded and has become a blank; or a name
    /// or user id.
    /// </summary>
    public static AddressFilter? OneAddress(this IQueryCollection query, string name, NumberReader numbers) =>
        query[name].LastOrDefault() is { } value && BlankText.Trim(value).Length > 0 ? numbers.ReadFilter(WithPlus(value)) : null;

    /// <summary>All values of a parameter, also under its <c>name[]</c> spelling.</summary>
    public static IReadOnlyList<string> Many(this IQueryCollection query, string name) =>
    [
        .. query[name].Concat(query[name + "[]"])
            .SelectMany(value => (value ?? "").Split(','))
            .Select(value => BlankText.Trim(ComposedText.Compose(value)))
            .Where(value => value.Length > 0),
    ];

    private static string WithPlus(string value)
    {
        var start = value.StartsWith(UriScheme, StringComparison.OrdinalIgnoreCase) ? UriScheme.Length : 0;
        return value[start..] is [' ', var next, ..] && (char.IsAsciiDigit(next) || next == '(') ? $"{value[..start]}+{value[(start + 1)..]}" : value;
    }
}
