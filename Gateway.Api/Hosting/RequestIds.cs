using System.Security.Cryptography;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Gives each request an id: a ULID (26 characters of Crockford's base 32), as AgentMessage shows them.</summary>
internal sealed class RequestIds(RequestDelegate next, TimeProvider time)
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = Create(time.GetUtcNow());
        // At the last moment: a refusal of what we did not foresee clears all headers, and needs its id most.
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers["x-request-id"] = context.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    /// <summary>10 characters of Unix milliseconds, then 16 random ones.</summary>
    public static string Create(DateTimeOffset now)
    {
        Span<char> text = stackalloc char[26];
        var milliseconds = now.ToUnixTimeMilliseconds();
        for (var at = 9; at >= 0; at--)
        {
            text[at] = Alphabet[(int)(milliseconds & 31)];
            milliseconds >>= 5;
        }

        RandomNumberGenerator.GetItems<char>(Alphabet, text[10..]);
        return new string(text);
    }
}
