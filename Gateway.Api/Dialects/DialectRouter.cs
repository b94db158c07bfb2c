using System.Globalization;
using System.Text.Json;
using Belay.Gateway.Api.Native;

namespace Belay.Gateway.Api.Dialects;

/// <summary>Knows whose words a path is answered in.</summary>
internal sealed class DialectRouter(IEnumerable<IDialect> dialects)
{
    private readonly IDialect[] _dialects = [.. dialects];

    public IReadOnlyList<IDialect> All => _dialects;

    /// <summary>The dialect that owns the path; null: none, it is Belay's own.</summary>
    public IDialect? Of(PathString path) => Array.Find(_dialects, dialect => dialect.Owns(path));

    /// <summary>The part of a vendor's API that a path belongs to and that is not here; null: none.</summary>
    public UnservedCalls? UnservedAt(PathString path)
    {
        var dialect = Of(path);
        var atRoot = dialect is not null && path.StartsWithSegments(dialect.Prefix, out var rest) ? rest : path;
        return dialect?.Unserved.FirstOrDefault(calls => atRoot.StartsWithSegments(calls.Path));
    }
}

internal static class RefusalWriter
{
    /// <summary>
    /// Refuses the request in the words of the dialect that owns its path; elsewhere with problem details (RFC 9457), whose <c>code</c> is the kind.
    /// </summary>
    public static async Task RefuseAsync(this HttpContext context, Refusal refusal)
    {
        var headers = context.Response.Headers;
        var router = context.RequestServices.GetRequiredService<DialectRouter>();

        // Where the vendor has a call, an address may still look like one of ours that takes other methods: POST /v2/messages/whatsapp like GET
        // /v2/messages/{id}.
        if (refusal.Kind is RefusalKind.RouteUnknown or RefusalKind.MethodNotAllowed && router.UnservedAt(context.Request.Path) is { } unserved)
        {
            refusal = unserved.ToRefusal();
            headers.Allow = default;
        }

        if (refusal.Pause is { } pause)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds));
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            headers.WWWAuthenticate = "Bearer";
        }

        if (refusal.Kind == RefusalKind.PendingLimitReached)
        {
            // The vendors' clients would try again within a second or two; it takes far longer for pending messages to become fewer.
            headers["x-should-retry"] = "false";
        }

        if (router.Of(context.Request.Path) is { } dialect)
        {
            await dialect.WriteRefusalAsync(context, refusal);
            return;
        }

        if (refusal is { Kind: RefusalKind.ParameterUnknown or RefusalKind.ParameterRepeated, Field: { } field })
        {
            await NativeErrors.Invalid(new Dictionary<string, string> { [field] = refusal.Sentence }).ExecuteAsync(context);
            return;
        }

        var code = JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Kind.ToString());
        await Results.Problem(refusal.Sentence, statusCode: refusal.Status, extensions: new Dictionary<string, object?> { ["code"] = code })
            .ExecuteAsync(context);
    }
}

/// <summary>A handler's way to leave the words, and the headers that go with them, to <see cref="RefusalWriter"/>.</summary>
internal sealed record RefusalResult(Refusal Refusal) : IResult
{
    public RefusalResult(RefusalKind kind)
        : this(new Refusal(kind))
    {
    }

    public Task ExecuteAsync(HttpContext httpContext) => httpContext.RefuseAsync(Refusal);
}
