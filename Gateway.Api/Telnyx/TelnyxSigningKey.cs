using System.Security.Cryptography;
using Belay.Messages;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>
/// The Ed25519 key that signs webhooks. Made once, kept in the store, shared by all processes; receivers read its public half at <c>GET
/// /v2/public_key</c>.
/// </summary>
/// <remarks>.NET 10 has no Ed25519 of its own, so this comes from BouncyCastle.</remarks>
internal sealed class TelnyxSigningKey(ISecretStore secrets)
{
    private const string SecretName = "telnyx-webhook-signing-key";

    private volatile Ed25519PrivateKeyParameters? _key;

    /// <summary>Signs a text: 64 bytes. Throws <see cref="StoreUnavailableException"/> where the key is not known yet and cannot be read.</summary>
    public async ValueTask<byte[]> SignAsync(byte[] text, CancellationToken cancellationToken)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, await GetAsync(cancellationToken));
        signer.BlockUpdate(text);
        return signer.GenerateSignature();
    }

    /// <summary>The public half: 32 bytes. Throws as <see cref="SignAsync"/> does.</summary>
    public async ValueTask<byte[]> GetPublicAsync(CancellationToken cancellationToken) =>
        (await GetAsync(cancellationToken)).GeneratePublicKey().GetEncoded();

    private async ValueTask<Ed25519PrivateKeyParameters> GetAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known)
        {
            return known;
        }

        var proposed = RandomNumberGenerator.GetBytes(Ed25519PrivateKeyParameters.KeySize);
        var kept = await secrets.GetOrAddSecretAsync(SecretName, proposed, cancellationToken);
        if (kept.Length != Ed25519PrivateKeyParameters.KeySize)
        {
            throw new InvalidOperationException($"The secret {SecretName} has {kept.Length} bytes, not {Ed25519PrivateKeyParameters.KeySize}.");
        }

        return _key = new Ed25519PrivateKeyParameters(kept, 0);
    }
}
