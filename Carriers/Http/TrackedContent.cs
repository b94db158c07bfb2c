using System.Net;
using System.Net.Http.Headers;

namespace Belay.Carriers;

/// <summary>A request's body that knows whether any of it was handed to a connection.</summary>
/// <remarks>
/// This is what tells "later" from "unknown". Before the body is asked for, there was no usable connection (name not found, refused, TLS failed, no
/// free connection in time), and no server can have acted on a message that it has not got. From then on anything may have happened. The handler
/// repeats a request by itself on a fresh connection only while the body has not been asked for, so it never sends a message twice.
/// </remarks>
internal sealed class TrackedContent : HttpContent
{
    private readonly byte[] _body;
    private volatile bool _hasLeft;

    public TrackedContent(byte[] body, string mediaType)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType, "utf-8");
    }

    public bool HasLeft => _hasLeft;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _hasLeft = true;
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
