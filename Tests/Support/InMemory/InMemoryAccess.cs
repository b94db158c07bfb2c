using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>Keys and secrets of an <see cref="InMemoryEngine"/>.</summary>
public sealed class InMemoryAccess(InMemoryStore store) : IApiKeyStore, ISecretStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken)
    {
        lock (store.Lock)
        {
            return Task.FromResult<IReadOnlyList<ApiKey>>([.. store.Keys.Values]);
        }
    }

    /// <inheritdoc/>
    public Task AddKeyAsync(ApiKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (store.Lock)
        {
            store.Keys.Add(key.Id, key);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> RevokeKeyAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (store.Lock)
        {
            var revokes = store.Keys.TryGetValue(id, out var key) && key.RevokedAt is null;
            if (revokes)
            {
                store.Keys[id] = key! with { RevokedAt = now };
            }

            return Task.FromResult(revokes);
        }
    }

    /// <inheritdoc/>
    public Task<byte[]> GetOrAddSecretAsync(string name, byte[] proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        lock (store.Lock)
        {
            if (!store.Secrets.TryGetValue(name, out var kept))
            {
                store.Secrets[name] = kept = [.. proposed];
            }

            return Task.FromResult<byte[]>([.. kept]);
        }
    }
}
