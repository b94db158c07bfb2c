using Belay.Tests.Conformance;
using Belay.Tests.Storage.Postgres;

namespace Belay.Tests.Grains;

/// <summary>The suite on the cluster engine: silos, reminders and PostgreSQL for real.</summary>
public sealed class Completeness
{
    [Fact]
    public void No_class_of_the_suite_is_left_out() => Assert.Empty(EngineSuite.ClassesWithoutEngine(typeof(Completeness).Assembly));
}

public sealed class ClusterArchiving(SharedServer server) : Archiving
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterBatches(SharedServer server) : Batches
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterCanceling(SharedServer server) : Canceling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterExpiry(SharedServer server) : Expiry
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterForecast(SharedServer server) : Forecast
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterTallying(SharedServer server) : Tallying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterHealth(SharedServer server) : Health
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterIdempotency(SharedServer server) : Idempotency
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterKeys(SharedServer server) : Keys
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterLimits(SharedServer server) : Limits
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterListing(SharedServer server) : Listing
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterOrganizationWall(SharedServer server) : OrganizationWall
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterReceipts(SharedServer server) : Receipts
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterRestart(SharedServer server) : Restart
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterRetrying(SharedServer server) : Retrying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterScheduling(SharedServer server) : Scheduling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterSending(SharedServer server) : Sending
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterWebhooks(SharedServer server) : Webhooks
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterRetaining(SharedServer server) : Retaining
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}

public sealed class ClusterHolding(SharedServer server) : Holding
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => ClusterFixture.CreateAsync(server, settings);
}
