namespace Belay.Messages;

/// <summary>Addresses of media and of webhooks.</summary>
public static class HttpAddress
{
    /// <summary>Whether the text is an absolute http or https address without user info.</summary>
    public static bool IsValid(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0;
}
