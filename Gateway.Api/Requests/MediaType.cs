namespace Belay.Gateway.Api.Requests;

/// <summary>Kinds of bodies.</summary>
internal static class MediaType
{
    /// <summary>Whether a content type says XML.</summary>
    public static bool IsXml(string? contentType)
    {
        var type = (contentType ?? "").Split(';')[0].Trim();
        return type.Equals("text/xml", StringComparison.OrdinalIgnoreCase) || type.Equals("application/xml", StringComparison.OrdinalIgnoreCase);
    }
}
