using System.Globalization;
using System.Text;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Gateway.Api.Courier;

/// <summary>Courier's webhook signature: HMAC-SHA256 with the endpoint's secret over Unix milliseconds, a dot, and the raw body.</summary>
internal static class CourierSignature
{
    public const string Header = "courier-signature";

    public static string Of(string secret, DateTimeOffset now, byte[] body)
    {
        var timestamp = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return $"t={timestamp},signature={HmacSignature.Of(Encoding.UTF8.GetBytes(secret), timestamp + ".", body)}";
    }
}
