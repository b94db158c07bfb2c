using Belay.Messages;
using Orleans.Concurrency;

namespace Belay.Grains.Interfaces;

/// <summary>What a gateway without a store asks besides the engine: keys, secrets, and what a look shows of webhooks. Any silo answers.</summary>
[Alias("belay.gateway")]
public interface IGatewayGrain : IGrainWithIntegerKey
{
    /// <summary>All API keys, as <see cref="IApiKeyStore.ListKeysAsync"/>.</summary>
    [Alias("keys"), ReadOnly]
    Task<IReadOnlyList<ApiKey>> ListKeysAsync();

    /// <summary>Adds an API key.</summary>
    [Alias("add_key")]
    Task AddKeyAsync(ApiKey key);

    /// <summary>Revokes an API key, as <see cref="IApiKeyStore.RevokeKeyAsync"/>.</summary>
    [Alias("revoke_key")]
    Task<bool> RevokeKeyAsync(string id, DateTimeOffset now);

    /// <summary>The secret of that name, as <see cref="ISecretStore.GetOrAddSecretAsync"/>.</summary>
    [Alias("secret")]
    Task<byte[]> GetOrAddSecretAsync(string name, byte[] proposed);

    /// <summary>A message's events that are not delivered, as <see cref="IUndeliveredEvents.FindUndeliveredAsync"/>.</summary>
    [Alias("undelivered"), ReadOnly]
    Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(OrganizationId organization, MessageId message);

    /// <summary>The time by which messages leave.</summary>
    [Alias("clock"), ReadOnly]
    Task<DateTimeOffset> ReadClockAsync();
}
