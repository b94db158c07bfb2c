using Belay.Tests.Conformance;

namespace Belay.Tests.Engine;

/// <summary>The suite on the engine over SQLite, once on a clock that the tests own and once on the real one.</summary>
public sealed class Completeness
{
    [Fact]
    public void No_class_of_the_suite_is_left_out() => Assert.Empty(EngineSuite.ClassesWithoutEngine(typeof(Completeness).Assembly));
}

public sealed class OwnedClockArchiving : Archiving
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockArchiving : Archiving
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockBatches : Batches
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockBatches : Batches
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockCanceling : Canceling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockCanceling : Canceling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockExpiry : Expiry
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockExpiry : Expiry
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockForecast : Forecast
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class OwnedClockTallying : Tallying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockForecast : Forecast
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class RealClockTallying : Tallying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockHealth : Health
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockHealth : Health
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockIdempotency : Idempotency
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockIdempotency : Idempotency
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockKeys : Keys
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockKeys : Keys
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockLimits : Limits
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockLimits : Limits
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockListing : Listing
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockListing : Listing
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockOrganizationWall : OrganizationWall
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockOrganizationWall : OrganizationWall
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockReceipts : Receipts
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockReceipts : Receipts
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockRestart : Restart
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockRestart : Restart
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockRetrying : Retrying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockRetrying : Retrying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockScheduling : Scheduling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockScheduling : Scheduling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockSending : Conformance.Sending
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockSending : Conformance.Sending
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockWebhooks : Conformance.Webhooks
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockWebhooks : Conformance.Webhooks
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockRetaining : Retaining
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockRetaining : Retaining
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}

public sealed class OwnedClockHolding : Holding
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: true);
}

public sealed class RealClockHolding : Holding
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => SqliteFixture.CreateAsync(settings, ownsClock: false);
}
