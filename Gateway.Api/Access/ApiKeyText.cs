using System.Security.Cryptography;
using System.Text;
using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>
/// The key as its owner holds it: <c>belay_live_&lt;id&gt;_&lt;secret&gt;</c>. The secret has 190 bits, so a plain hash keeps it safe at rest.
/// </summary>
internal static class ApiKeyText
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string LowerCaseLetters = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Makes a key. The text is shown once; only its hash is in the record.</summary>
    public static (string Text, ApiKey Key) Create(
        OrganizationId organization, string name, Scopes scopes, DateTimeOffset now, DateTimeOffset? expiresAt = null)
    {
        var id = RandomNumberGenerator.GetString(LowerCaseLetters, 10);
        var text = $"belay_live_{id}_{RandomNumberGenerator.GetString(Letters, 32)}";
        return (text, new ApiKey(id, organization, name, scopes, Hash(text), now, expiresAt));
    }

    /// <summary>What is stored and looked up in place of the key.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
