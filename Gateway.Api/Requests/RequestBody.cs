using System.Buffers;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Numbers;
using Microsoft.Net.Http.Headers;

namespace Belay.Gateway.Api.Requests;

/// <summary>A request's body, read whole within a limit.</summary>
/// <param name="bytes">As it came.</param>
/// <param name="contentType">What the request says of it.</param>
/// <param name="numbers">Reads its numbers where its meaning counts; null: those with their country alone.</param>
internal sealed class RequestBody(ReadOnlyMemory<byte> bytes, string? contentType = null, NumberReader? numbers = null)
{
    private readonly NumberReader _numbers = numbers ?? NumberReader.OfNoCountry;
    private readonly Lazy<ReadOnlyMemory<byte>?> _utf8 = new(() => BodyEncoding.ToUtf8(contentType, bytes));
    private string? _fingerprint;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Its text in UTF-8, without a byte order mark; null where it is not text of the encoding that it says.</summary>
    public ReadOnlyMemory<byte>? Utf8 => _utf8.Value;

    /// <summary>Whether the content type or a byte order mark says in which encoding it is.</summary>
    public bool NamesItsEncoding => BodyEncoding.IsNamed(contentType) || BodyEncoding.IsMarked(Bytes.Span);

    /// <summary>Whether the content type says that it is XML.</summary>
    public bool IsXml => MediaType.IsXml(contentType);

    /// <summary>What tells one use of an idempotency key from another.</summary>
    public string Fingerprint => _fingerprint ??= BodyFingerprint.Of(this, _numbers);

    /// <summary>Whether a use of an idempotency key with this fingerprint had a body of the same meaning, by the rule of its time.</summary>
    public bool IsThatOf(string fingerprint) => BodyFingerprint.IsOf(this, _numbers, fingerprint);

    /// <summary>
    /// Reads the body; a refusal where it is longer than <paramref name="bytesMax"/>, compressed, or in a charset that is not read.
    /// </summary>
    public static async Task<(RequestBody? Body, Refusal? Refusal)> ReadAsync(HttpRequest request, int bytesMax, NumberReader? numbers = null)
    {
        if (request.ContentLength > bytesMax)
        {
            return (null, TooLarge(bytesMax));
        }

        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return (null, new(RefusalKind.MediaTypeUnsupported, $"The body must come as it is, without a {HeaderNames.ContentEncoding}."));
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
                return BodyEncoding.IsReadable(request.ContentType, bytes)
                    ? (new(bytes, request.ContentType, numbers), null)
                    : (null, new(RefusalKind.MediaTypeUnsupported, "The body's charset is not read here: it must be UTF-8."));
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static Refusal TooLarge(int bytesMax) => new(RefusalKind.BodyTooLarge, $"The body is larger than {bytesMax} bytes.");
}
