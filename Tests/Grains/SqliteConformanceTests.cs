using Belay.Tests.Conformance;

namespace Belay.Tests.Grains;

// The suite on the program that a newcomer starts: one silo, its grains, Orleans' reminders and a file, for real.

public sealed class SqliteArchiving : Archiving
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteBatches : Batches
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteCanceling : Canceling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteExpiry : Expiry
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteForecast : Forecast
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteTallying : Tallying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteHealth : Health
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteIdempotency : Idempotency
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteKeys : Keys
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteLimits : Limits
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteListing : Listing
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteOrganizationWall : OrganizationWall
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteReceipts : Receipts
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteRestart : Restart
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteRetrying : Retrying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteScheduling : Scheduling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteSending : Sending
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteWebhooks : Webhooks
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteRetaining : Retaining
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}

public sealed class SqliteHolding : Holding
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings);
}
