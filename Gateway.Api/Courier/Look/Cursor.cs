using System.Buffers.Text;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Look;

/// <summary>A list's cursor: the last id of a page, in a form that nobody is tempted to read.</summary>
internal static class Cursor
{
    private const int IdBytes = 16;

    public static string Write(MessageId last)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        last.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; false for what no list gave.</summary>
    public static bool TryRead(string text, out MessageId last)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        var valid = Base64Url.IsValid(text, out var length) && length == IdBytes && Base64Url.TryDecodeFromChars(text, bytes, out _);
        last = valid ? new(new Guid(bytes, bigEndian: true)) : default;

        // The nil UUID is no message's id.
        return last != default;
    }
}
