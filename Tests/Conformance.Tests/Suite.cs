namespace Belay.Tests.Conformance;

/// <summary>The suite on the plainest engine, once on a clock that the tests own and once on the real one: this is how the suite itself is tested.</summary>
internal static class Suite
{
    public static Task<IEngineFixture> OnOwnedClock(EngineSettings settings) => Task.FromResult<IEngineFixture>(new InMemoryFixture(settings, ownsClock: true));

    public static Task<IEngineFixture> OnRealClock(EngineSettings settings) => Task.FromResult<IEngineFixture>(new InMemoryFixture(settings, ownsClock: false));
}

public sealed class Completeness
{
    [Fact]
    public void No_class_of_the_suite_is_left_out() => Assert.Empty(EngineSuite.ClassesWithoutEngine(typeof(Completeness).Assembly));
}

public sealed class InMemoryScheduling : Scheduling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeScheduling : Scheduling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryCanceling : Canceling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeCanceling : Canceling
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemorySending : Sending
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeSending : Sending
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryRetrying : Retrying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeRetrying : Retrying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryReceipts : Receipts
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeReceipts : Receipts
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryExpiry : Expiry
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeExpiry : Expiry
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryRestart : Restart
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeRestart : Restart
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryBatches : Batches
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeBatches : Batches
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryIdempotency : Idempotency
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeIdempotency : Idempotency
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryListing : Listing
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeListing : Listing
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryForecast : Forecast
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class InMemoryTallying : Tallying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeForecast : Forecast
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class RealTimeTallying : Tallying
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryArchiving : Archiving
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeArchiving : Archiving
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryOrganizationWall : OrganizationWall
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeOrganizationWall : OrganizationWall
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryWebhooks : Webhooks
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeWebhooks : Webhooks
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryKeys : Keys
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeKeys : Keys
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryLimits : Limits
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeLimits : Limits
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryHealth : Health
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeHealth : Health
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryRetaining : Retaining
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeRetaining : Retaining
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}

public sealed class InMemoryHolding : Holding
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnOwnedClock(settings);
}

public sealed class RealTimeHolding : Holding
{
    protected override Task<IEngineFixture> CreateAsync(EngineSettings settings) => Suite.OnRealClock(settings);
}
