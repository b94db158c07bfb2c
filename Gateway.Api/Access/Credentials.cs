using System.Text;

namespace Belay.Gateway.Api.Access;

/// <summary>
/// Finds the key in a request: <c>Authorization: Bearer</c>, <c>Authorization: Basic</c> (the password is the key), or Volt MX's own headers.
/// </summary>
internal static class Credentials
{
    private const int KeyLengthMax = 512;

    public static string? Read(HttpRequest request)
    {
        var key = FromAuthorization(request.Headers.Authorization.ToString())
            ?? NullIfEmpty(request.Headers["X-VoltMX-Authorization"].ToString())
            ?? NullIfEmpty(request.Headers["X-VoltMX-App-API-Key"].ToString());
        return key?.Length <= KeyLengthMax ? key : null;
    }

    private static string? FromAuthorization(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return NullIfEmpty(header[7..].Trim());
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : NullIfEmpty(pair[(colon + 1)..]);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
