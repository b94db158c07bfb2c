namespace Belay.Gateway.Api.Requests;

/// <summary>Query parameters as the vendors' clients send them: an empty value means absent; arrays come comma-joined or repeated.</summary>
internal static class QueryValues
{
    public static string? One(this IQueryCollection query, string name)
    {
        var value = query[name].LastOrDefault();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>All values of a parameter, also under its <c>name[]</c> spelling.</summary>
    public static IReadOnlyList<string> Many(this IQueryCollection query, string name) =>
        [.. query[name].Concat(query[name + "[]"]).SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
