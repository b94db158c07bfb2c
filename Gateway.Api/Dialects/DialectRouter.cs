using System.Globalization;

namespace Belay.Gateway.Api.Dialects;

/// <summary>Knows whose words a path is answered in.</summary>
internal sealed class DialectRouter(IEnumerable<IDialect> dialects)
{
    private readonly IDialect[] _dialects = [.. dialects];

    public IReadOnlyList<IDialect> All => _dialects;

    /// <summary>The dialect that owns the path; null: none, it is Belay's own.</summary>
    public IDialect? Of(PathString path) => Array.Find(_dialects, dialect => dialect.Owns(path));
}

internal static class RefusalWriter
{
    /// <summary>Refuses the request in the words of the dialect that owns its path; elsewhere with problem details (RFC 9457).</summary>
    public static async Task RefuseAsync(this HttpContext context, Refusal refusal)
    {
        if (refusal.RetryAfter is { } retryAfter)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (context.RequestServices.GetRequiredService<DialectRouter>().Of(context.Request.Path) is { } dialect)
        {
            await dialect.WriteRefusalAsync(context, refusal);
            return;
        }

        await Results.Problem(refusal.Sentence, statusCode: refusal.Status).ExecuteAsync(context);
    }
}
