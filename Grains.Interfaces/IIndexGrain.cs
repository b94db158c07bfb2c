using Belay.Messages;
using Orleans.Concurrency;

namespace Belay.Grains.Interfaces;

/// <summary>What is asked of many messages at once. It reads the table and keeps nothing; any silo answers.</summary>
[Alias("belay.index")]
public interface IIndexGrain : IGrainWithIntegerKey
{
    /// <summary>One page of a list.</summary>
    [Alias("list"), ReadOnly]
    Task<MessagePage> ListAsync(MessageQuery query);

    /// <summary>The messages of a batch, by their place in it.</summary>
    [Alias("batch"), ReadOnly]
    Task<IReadOnlyList<MessageId>> FindBatchAsync(OrganizationId organization, BatchId batch);

    /// <summary>The message that a carrier names by its own reference; null: none.</summary>
    [Alias("reference"), ReadOnly]
    Task<MessageId?> FindByReferenceAsync(string reference);

    /// <summary>Those of the organization's messages that wait for an operator after a restore.</summary>
    [Alias("held"), ReadOnly]
    Task<IReadOnlyList<MessageId>> FindHeldAsync(OrganizationId organization, IReadOnlyList<MessageId> ids);

    /// <summary>How many of the organization's messages wait for an operator after a restore.</summary>
    [Alias("held_count"), ReadOnly]
    Task<long> CountHeldAsync(OrganizationId organization);

    /// <summary>Pending messages per slot.</summary>
    [Alias("forecast"), ReadOnly]
    Task<IReadOnlyList<long>> ForecastAsync(OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots);

    /// <summary>What became of messages, per slot.</summary>
    [Alias("tally"), ReadOnly]
    Task<IReadOnlyList<Tally>> TallyAsync(OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots);

    /// <summary>Whether the cluster accepts, keeps and sends.</summary>
    [Alias("health"), ReadOnly]
    Task<EngineHealth> CheckHealthAsync();
}
