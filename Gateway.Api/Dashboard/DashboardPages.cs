using System.Security.Cryptography;
using Belay.Gateway.Api.Access;

namespace Belay.Gateway.Api.Dashboard;

/// <summary>
/// The dashboard's files at <c>/</c>. They are part of the assembly, so they are wherever the gateway is, and the program needs no folder beside it.
/// </summary>
/// <remarks>
/// They hold nothing of anybody, so they need no key: what the page shows, it asks of Belay's own calls with the key of who signed in.
/// </remarks>
internal static class DashboardPages
{
    /// <summary>
    /// Only what this server gives: no inline script or style, no other host, no frame around it. The icon and the style sheet's own images are data.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
    };

    private const string Prefix = "dashboard/";

    private static readonly string[] Names =
        [.. typeof(DashboardPages).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];

    /// <summary>Where the files are.</summary>
    public static IEnumerable<string> Paths => Names.Select(PathOf);

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        foreach (var name in Names)
        {
            using var stream = typeof(DashboardPages).Assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"";
            var type = Types[Path.GetExtension(name)];
            routes.MapGet(PathOf(name), (HttpContext context) => Show(context, bytes, type, tag)).LetsEverybodyIn().ExcludeFromDescription();
        }
    }

    private static string PathOf(string name) => name == Prefix + "index.html" ? "/" : "/" + name;

    private static IResult Show(HttpContext context, byte[] bytes, string type, string tag)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // Asked for again each time, and answered with 304 while it is the same: a new version is seen at once.
        headers.CacheControl = "no-cache";
        headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch == tag ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(bytes, type);
    }
}
