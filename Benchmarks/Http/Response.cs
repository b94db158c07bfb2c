using System.Buffers.Text;
using System.Text;

namespace Belay.Benchmarks.Http;

/// <summary>An HTTP/1.1 response as it lies in a receive buffer.</summary>
internal readonly ref struct Response
{
    private Response(int status, ReadOnlySpan<byte> body, int length)
    {
        Status = status;
        Body = body;
        Length = length;
    }

    public int Status { get; }

    /// <summary>The body; of a chunked one, with the lines that say how long the chunks are.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Bytes of the whole response.</summary>
    public int Length { get; }

    /// <summary>Reads a response from the beginning of what was received; false while there is more of it to come.</summary>
    /// <remarks>Reads what Kestrel and nginx write to a client that is well: no trailers, no responses without a length.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> received, out Response response)
    {
        response = default;
        var headEnd = received.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return false;
        }

        var head = received[..headEnd];
        var rest = received[(headEnd + 4)..];
        if (!Utf8Parser.TryParse(head[9..12], out int status, out _))
        {
            throw new InvalidDataException("The answer is no HTTP/1.1.");
        }

        var bodyLength = status is 204 or 304 ? 0
            : Header(head, "content-length"u8) is { IsEmpty: false } text && Utf8Parser.TryParse(text, out int length, out _) ? length
            : ChunkedLength(rest);
        if (bodyLength < 0 || bodyLength > rest.Length)
        {
            return false;
        }

        response = new(status, rest[..bodyLength], headEnd + 4 + bodyLength);
        return true;
    }

    /// <summary>The text between a mark in the body and the next quotation mark; empty where the mark is not there.</summary>
    public ReadOnlySpan<byte> TextAfter(ReadOnlySpan<byte> mark)
    {
        var at = Body.IndexOf(mark);
        if (at < 0)
        {
            return default;
        }

        var text = Body[(at + mark.Length)..];
        var end = text.IndexOf((byte)'"');
        return end < 0 ? default : text[..end];
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var lineEnd = head.IndexOf("\r\n"u8); lineEnd >= 0; lineEnd = head.IndexOf("\r\n"u8))
        {
            head = head[(lineEnd + 2)..];
            if (head.Length > name.Length && head[name.Length] == ':' && Ascii.EqualsIgnoreCase(head[..name.Length], name))
            {
                var value = head[(name.Length + 1)..];
                var end = value.IndexOf("\r\n"u8);
                return (end < 0 ? value : value[..end]).Trim((byte)' ');
            }
        }

        return default;
    }

    /// <summary>Bytes to the end of the last chunk; below 0 while it has not come.</summary>
    private static int ChunkedLength(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        while (true)
        {
            var lineEnd = rest[at..].IndexOf("\r\n"u8);
            if (lineEnd < 0 || !Utf8Parser.TryParse(rest.Slice(at, lineEnd), out int size, out _, 'x'))
            {
                return -1;
            }

            at += lineEnd + 2 + size + 2;
            if (at > rest.Length)
            {
                return -1;
            }

            if (size == 0)
            {
                return at;
            }
        }
    }
}
