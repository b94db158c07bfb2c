using System.Security.Cryptography;
using System.Text;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>HMAC-SHA256 over a prefix and a body, in lower-case hex: what two of the dialects sign with.</summary>
internal static class HmacSignature
{
    public static string Of(byte[] secret, string prefix, byte[] body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.UTF8.GetBytes(prefix));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
