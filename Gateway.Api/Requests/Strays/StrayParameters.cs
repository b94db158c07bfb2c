using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Requests.Times;

namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>The query parameters that a route reads.</summary>
/// <param name="Names">All of them.</param>
/// <param name="Lists">Those of them that may have several values: <c>name=a&amp;name=b</c>, or <c>name[]=a</c>.</param>
internal sealed record KnownParameters(IReadOnlyList<string> Names, IReadOnlyList<string> Lists);

internal static class KnownParameterRules
{
    /// <summary>Says which query parameters the route reads; without it: none.</summary>
    /// <param name="builder">The route.</param>
    /// <param name="names">All of them.</param>
    /// <param name="lists">Those of them that may be there more than once.</param>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder builder, string[] names, params string[] lists)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new KnownParameters(names, lists));
}

/// <summary>
/// Refuses what stands beside a body and could mean a time, a recipient, a limit or a way to send: parameters of the query that the route does not
/// read, and headers that speak of sending later. Ignored, they would send at once, cancel at once, or show too much. So would one of two values of a
/// parameter that has one.
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
                // Which of the values was meant cannot be known; and with brackets, none of them is read.
                if ((values.Count > 1 || plain != name) && !known.Lists.Contains(plain, StringComparer.OrdinalIgnoreCase))
                {
                    var shown = Show(plain);
                    return new(RefusalKind.ParameterRepeated, $"The query parameter {shown} must be there once.", Field: shown);
                }

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
        var shown = Show(name);
        return new(
            RefusalKind.ParameterUnknown, $"The {kind} {shown} is not known here, and could mean a {StrayRules.WordOf(meaning)}.", Field: shown);
    }

    /// <summary>Into whatever format the answer is: so what is no plain character does not come back.</summary>
    private static string Show(string name) => new([.. name.Take(NameCharactersMax).Select(static c => IsPlain(c) ? c : '?')]);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '[' or ']';
}
