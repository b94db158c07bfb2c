using Belay.Messages;

namespace Belay.Grains.Interfaces;

/// <summary>The store as a gateway without one sees it: every verb is a call of a grain.</summary>
public sealed class GrainStore(IGrainFactory grains) : IApiKeyStore, ISecretStore, IUndeliveredEvents
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken) =>
        GrainCalls.AskAsync(() => Grain.ListKeysAsync(), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Where a silo was lost before it answered, the second try finds what the first one added.</remarks>
    public async Task AddKeyAsync(ApiKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        await GrainCalls.AskAsync(
            async () =>
            {
                await Grain.AddKeyAsync(key);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RevokeKeyAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        GrainCalls.AskAsync(() => Grain.RevokeKeyAsync(id, now), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> GetOrAddSecretAsync(string name, byte[] proposed, CancellationToken cancellationToken) =>
        GrainCalls.AskAsync(() => Grain.GetOrAddSecretAsync(name, proposed), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(
        OrganizationId organization, MessageId message, CancellationToken cancellationToken) =>
        GrainCalls.AskAsync(() => Grain.FindUndeliveredAsync(organization, message), cancellationToken);

    /// <summary>The time by which messages leave: that of the silos, which have it from their database.</summary>
    public Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        GrainCalls.AskAsync(() => Grain.ReadClockAsync(), cancellationToken);

    private IGatewayGrain Grain => grains.GetGrain<IGatewayGrain>(0);
}
