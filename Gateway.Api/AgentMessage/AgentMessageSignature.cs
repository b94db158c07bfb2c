using System.Globalization;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>
/// AgentMessage's webhook signature: HMAC-SHA256 over Unix seconds, a line feed, and the raw body; the key is the endpoint's secret, decoded from
/// base64.
/// </summary>
internal static class AgentMessageSignature
{
    public const string Header = "X-AmCore-Signature";

    public static string Of(string secret, DateTimeOffset now, byte[] body)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={timestamp},v1={HmacSignature.Of(Convert.FromBase64String(secret), timestamp + "\n", body)}";
    }
}
