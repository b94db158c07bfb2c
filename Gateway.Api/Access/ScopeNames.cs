using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>The names of scopes in settings and on the command line.</summary>
internal static class ScopeNames
{
    private static readonly Dictionary<string, Scopes> ByName = new(StringComparer.Ordinal)
    {
        ["messages:send"] = Scopes.SendMessages,
        ["messages:read"] = Scopes.ReadMessages,
        ["keys:admin"] = Scopes.AdministerKeys,
    };

    public static string Known => string.Join(", ", ByName.Keys);

    public static bool TryParse(IEnumerable<string> names, out Scopes scopes)
    {
        scopes = Scopes.None;
        foreach (var name in names)
        {
            if (!ByName.TryGetValue(name, out var scope))
            {
                return false;
            }

            scopes |= scope;
        }

        return scopes != Scopes.None;
    }

    public static IReadOnlyList<string> List(Scopes scopes) => [.. ByName.Where(pair => scopes.HasFlag(pair.Value)).Select(pair => pair.Key)];

    public static string Format(Scopes scopes) => string.Join(',', List(scopes));
}
