using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Requests.Times;

namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>The query parameters that a route reads.</summary>
internal sealed record KnownParameters(IReadOnlyList<string> Names);

internal static class KnownParameterRules
{
    /// <summary>Says which query parameters the route reads; without it: none.</summary>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder builder, params string[] names)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new KnownParameters(names));
}

/// <summary>
/// Refuses what stands beside a body and could mean a time, a recipient or a limit: parameters of the query that the route does not read, and
/// headers that
/// speak of sending later. Ignored, they would send at once, cancel at once, or show too much.
/// </summary>
internal sealed class StrayParameters(RequestDelegate next)
{
    private const int NameCharactersMax = 64;

    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        return metadata?.GetMetadata<AccessRule>() is { NeedsKey: true }
            && Find(context.Request, metadata.GetMetadata<KnownParameters>()) is { } refusal
            ? context.RefuseAsync(refusal)
            : next(context);
    }

    private static Refusal? Find(HttpRequest request, KnownParameters? known)
    {
        var isQuestion = HttpMethods.IsGet(request.Method);
        foreach (var (name, values) in request.Query)
        {
            var plain = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
            if (known?.Names.Contains(plain, StringComparer.OrdinalIgnoreCase) == true)
            {
                continue;
            }

            if (FieldName.MeaningOf(plain) is not FieldMeaning.None and var meaning)
            {
                return ToRefusal("query parameter", name, meaning);
            }

            if (!isQuestion && values.Any(static value => value is not null && WireTime.IsTimeOfADay(value)))
            {
                return ToRefusal("query parameter", name, FieldMeaning.Time);
            }
        }

        // A question asks for nothing to be sent.
        if (isQuestion)
        {
            return null;
        }

        foreach (var name in request.Headers.Keys)
        {
            if (FieldName.MeaningOfHeader(name) is not FieldMeaning.None and var meaning)
            {
                return ToRefusal("header", name, meaning);
            }
        }

        return null;
    }

    private static Refusal ToRefusal(string kind, string name, FieldMeaning meaning)
    {
        // Into whatever format the answer is: so what is no plain character does not come back.
        var shown = new string([.. name.Take(NameCharactersMax).Select(static c => IsPlain(c) ? c : '?')]);
        return new(
            RefusalKind.ParameterUnknown, $"The {kind} {shown} is not known here, and could mean a {StrayRules.WordOf(meaning)}.", Field: shown);
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '[' or ']';
}
