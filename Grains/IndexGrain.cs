using Belay.Grains.Interfaces;
using Belay.Messages;
using Orleans.Concurrency;

namespace Belay.Grains;

/// <summary>Reads the table; one activation and more on every silo that is asked.</summary>
[GrainType("index")]
[StatelessWorker]
internal sealed class IndexGrain(IMessageIndex index, ISiloStatusOracle cluster) : Grain, IIndexGrain
{
    public Task<MessagePage> ListAsync(MessageQuery query) => index.ListAsync(query, CancellationToken.None);

    public Task<IReadOnlyList<MessageId>> FindBatchAsync(OrganizationId organization, BatchId batch) =>
        index.FindBatchIdsAsync(organization, batch, CancellationToken.None);

    public Task<MessageId?> FindByReferenceAsync(string reference) => index.FindByReferenceAsync(reference, CancellationToken.None);

    public Task<IReadOnlyList<MessageId>> FindHeldAsync(OrganizationId organization, IReadOnlyList<MessageId> ids) =>
        index.FindHeldAsync(organization, ids, CancellationToken.None);

    public Task<long> CountHeldAsync(OrganizationId organization) => index.CountHeldAsync(organization, CancellationToken.None);

    public Task<IReadOnlyList<long>> ForecastAsync(OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots) =>
        index.ForecastAsync(organization, from, slot, slots, CancellationToken.None);

    public Task<IReadOnlyList<Tally>> TallyAsync(OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots) =>
        index.TallyAsync(organization, from, slot, slots, CancellationToken.None);

    public async Task<EngineHealth> CheckHealthAsync()
    {
        var store = await index.CheckHealthAsync(CancellationToken.None);
        var silos = cluster.GetActiveSilos().Length;
        return store with { Detail = $"{store.Detail}{(store.Ready ? "," : "")} {silos} {(silos == 1 ? "silo is" : "silos are")} active" };
    }
}
