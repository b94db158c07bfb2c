namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>A step on the way to a field: a name, or, where there is none, a place in an array.</summary>
internal readonly record struct Step(string? Name, int Index = 0)
{
    private const int CharactersMax = 64;

    /// <summary>The name, cut where it is long.</summary>
    public string Short => Name is { Length: > CharactersMax } ? Name[..CharactersMax] : Name ?? $"{Index}";
}

/// <summary>A name in a request that its reader does not know and must not ignore.</summary>
/// <param name="Place">The way to it, and its own name.</param>
/// <param name="Rule">What is wrong, as the rest of a sentence that begins with the field's name.</param>
internal sealed record Stray(IReadOnlyList<Step> Place, string Rule)
{
    /// <summary>The rule with its full stop, where it does not end as a question.</summary>
    public string Sentence => Rule.EndsWith('?') ? Rule : Rule + ".";

    /// <summary>Where it is, such as <c>messages[2].sendAt</c>.</summary>
    public string Path => string.Concat(
        Place.Select(static (step, at) => step.Name is null ? $"[{step.Index}]" : at == 0 ? step.Short : "." + step.Short));

    /// <summary>Where it is, as a JSON pointer, such as <c>/messages/2/sendAt</c>.</summary>
    public string Pointer => string.Concat(Place.Select(static step => "/" + step.Short.Replace("~", "~0").Replace("/", "~1")));
}
