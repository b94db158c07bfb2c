using Belay.Grains.Interfaces;
using Belay.Messages;
using Orleans.Concurrency;

namespace Belay.Grains;

/// <summary>
/// Reads and writes what lies in the store beside messages, for gateways that have none; one activation and more on every silo that is asked.
/// </summary>
[GrainType("gateway")]
[StatelessWorker]
internal sealed class GatewayGrain(IApiKeyStore keys, ISecretStore secrets, IUndeliveredEvents events, TimeProvider time) : Grain, IGatewayGrain
{
    public Task<IReadOnlyList<ApiKey>> ListKeysAsync() => keys.ListKeysAsync(CancellationToken.None);

    public Task AddKeyAsync(ApiKey key) => keys.AddKeyAsync(key, CancellationToken.None);

    public Task<bool> RevokeKeyAsync(string id, DateTimeOffset now) => keys.RevokeKeyAsync(id, now, CancellationToken.None);

    public Task<byte[]> GetOrAddSecretAsync(string name, byte[] proposed) => secrets.GetOrAddSecretAsync(name, proposed, CancellationToken.None);

    public Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(OrganizationId organization, MessageId message) =>
        events.FindUndeliveredAsync(organization, message, CancellationToken.None);

    public Task<DateTimeOffset> ReadClockAsync() => Task.FromResult(time.GetUtcNow());
}
