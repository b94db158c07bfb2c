using System.Buffers;
using System.Security.Cryptography;
using Belay.Gateway.Api.Dialects;

namespace Belay.Gateway.Api.Requests;

/// <summary>A request's body, read whole within a limit.</summary>
internal sealed class RequestBody(ReadOnlyMemory<byte> bytes)
{
    private string? _fingerprint;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>SHA-256 of the body, in hex: what tells one use of an idempotency key from another.</summary>
    public string Fingerprint => _fingerprint ??= Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));

    /// <summary>Reads the body; a refusal where it is longer than <paramref name="bytesMax"/>.</summary>
    public static async Task<(RequestBody? Body, Refusal? Refusal)> ReadAsync(HttpRequest request, int bytesMax)
    {
        if (request.ContentLength > bytesMax)
        {
            return (null, TooLarge(bytesMax));
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (result.Buffer.Length > bytesMax)
            {
                reader.AdvanceTo(result.Buffer.End);
                return (null, TooLarge(bytesMax));
            }

            if (result.IsCompleted)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return (new(bytes), null);
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static Refusal TooLarge(int bytesMax) => new(RefusalKind.BodyTooLarge, $"The body is larger than {bytesMax} bytes.");
}
