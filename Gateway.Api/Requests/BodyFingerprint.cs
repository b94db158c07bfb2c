using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Belay.Gateway.Api.Numbers;

namespace Belay.Gateway.Api.Requests;

/// <summary>What tells one use of an idempotency key from another: a hash of what a body means, not of its bytes.</summary>
/// <remarks>
/// It is taken from the body and not from the drafts: a repeat must find its first answer before anything is judged, for it may come after the time
/// to send. What two bodies may have different and mean the same is said by <see cref="BodyMeaning"/>. A body that is neither JSON nor XML is its
/// bytes.
/// </remarks>
internal static class BodyFingerprint
{
    /// <summary>Says by which rule it was made. A key of before the rules is kept with the hash of the bytes, without a mark.</summary>
    private const string Mark = "3:";

    /// <summary>Of keys that were used before the rules of today.</summary>
    private const string OlderMark = "2:";

    private const int DepthMax = 64;

    /// <summary>The hash of the meaning; of the bytes where there is none.</summary>
    /// <param name="body">The body.</param>
    /// <param name="numbers">Reads its numbers.</param>
    public static string Of(RequestBody body, NumberReader numbers) => Of(body, Mark, numbers);

    /// <summary>Whether a kept fingerprint, of whichever rule, is the body's.</summary>
    public static bool IsOf(RequestBody body, NumberReader numbers, string fingerprint) =>
        fingerprint == Of(body, numbers)
        || (fingerprint.StartsWith(OlderMark, StringComparison.Ordinal) && fingerprint == Of(body, OlderMark, numbers: null))
        || fingerprint == OfBytes(body);

    private static string Of(RequestBody body, string mark, NumberReader? numbers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        if (!TryWrite(body, new BodyMeaning(writer, numbers)))
        {
            return OfBytes(body);
        }

        writer.Flush();
        return mark + Hash(buffer.WrittenSpan);
    }

    /// <summary>The hash of the bytes: all that there was at first.</summary>
    private static string OfBytes(RequestBody body) => Hash(body.Bytes.Span);

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool TryWrite(RequestBody body, BodyMeaning meaning)
    {
        if (body.IsXml)
        {
            var root = XmlBody.Parse(body, DepthMax);
            if (root is not null)
            {
                meaning.Write(root);
            }

            return root is not null;
        }

        using var json = JsonBody.Parse(body, DepthMax);
        if (json is not null)
        {
            meaning.Write(json.RootElement);
        }

        return json is not null;
    }
}
