using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Belay.Gateway.Api.Requests;

/// <summary>Reads a body as XML: no document type, so no entities of its own; bounded depth.</summary>
internal static class XmlBody
{
    /// <summary>The body's outermost element; null where it is no XML, or deeper than <paramref name="depthMax"/>.</summary>
    public static XElement? Parse(RequestBody body, int depthMax)
    {
        try
        {
            // The tree is built only once its depth is known, for its builder has no bound.
            using (var scout = Open(body))
            {
                while (scout.Read())
                {
                    if (scout.Depth > depthMax)
                    {
                        return null;
                    }
                }
            }

            using var reader = Open(body);
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (Exception broken) when (broken is XmlException or DecoderFallbackException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The encoding is that of the byte order mark or of the content type; without either, the document says it itself.</summary>
    private static XmlReader Open(RequestBody body)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        };
        return body.NamesItsEncoding
            ? XmlReader.Create(new StringReader(body.Utf8 is { } utf8 ? Encoding.UTF8.GetString(utf8.Span) : ""), settings)
            : XmlReader.Create(new MemoryStream(body.Bytes.ToArray(), writable: false), settings);
    }
}
