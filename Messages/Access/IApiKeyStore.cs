namespace Belay.Messages;

/// <summary>What a key may do.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>messages:send</c>: create and cancel.</summary>
    SendMessages = 1,

    /// <summary><c>messages:read</c>: look and list.</summary>
    ReadMessages = 2,

    /// <summary><c>keys:admin</c>: manage keys.</summary>
    AdministerKeys = 4,
}

/// <summary>An API key as it is stored: never the key itself.</summary>
/// <param name="Id">Its public id, as timelines and logs show it.</param>
/// <param name="Organization">Whose key.</param>
/// <param name="Name">The operator's word for it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Hash">SHA-256 of the whole key, in lower-case hex.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working; null: never.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
public sealed record ApiKey(
    string Id,
    OrganizationId Organization,
    string Name,
    Scopes Scopes,
    string Hash,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null)
{
    /// <summary>Whether it works at this instant.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}

/// <summary>Where keys are kept.</summary>
public interface IApiKeyStore
{
    /// <summary>All keys, revoked ones included.</summary>
    Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken);

    /// <summary>Adds a key. One that was added before is left as it is, so that a call whose answer was lost may be made again.</summary>
    Task AddKeyAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>Revokes a key; false where there is none of that id or it is revoked already.</summary>
    Task<bool> RevokeKeyAsync(string id, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Secrets that the service makes for itself once and shares among its processes, such as the key that signs webhooks.</summary>
public interface ISecretStore
{
    /// <summary>The secret of that name; where there is none, keeps and returns the proposed one.</summary>
    Task<byte[]> GetOrAddSecretAsync(string name, byte[] proposed, CancellationToken cancellationToken);
}
