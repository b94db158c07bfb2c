using Belay.Engine;
using System.Globalization;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Access;
using Belay.Storage.Postgres.Webhooks;
using Belay.Tests.Grains;
using Belay.Tests.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Belay.Tests.Gateway.Api;

/// <summary>The cluster under a gateway under test: silos in this process on a database of their own, with the test's clock and carrier.</summary>
/// <remarks>
/// A gateway that all tests of a class share stands on three silos, one that a test has for itself on one, because hundreds are started; with
/// <c>BELAY_TEST_SILOS=3</c> it has three too.
/// The gateway is a client of the silos, as <c>--role gateway</c> is; with <c>BELAY_TEST_ROLE=silo</c> it has the engine of the first silo, as a
/// process that is both.
/// </remarks>
internal sealed class EngineHost : IAsyncDisposable
{
    private static readonly bool InSilo = Environment.GetEnvironmentVariable("BELAY_TEST_ROLE") == "silo";

    private static readonly int SilosOfOneTest = int.Parse(
        Environment.GetEnvironmentVariable("BELAY_TEST_SILOS") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>
    /// Longer than any test moves its clock by: no call ends by it, and every message is watched by its grain's timer, because reminders go by the
    /// real clock.
    /// </summary>
    private static readonly TimeSpan Long = TimeSpan.FromDays(45);

    private readonly Silos _silos;
    private readonly PostgresDatabase _database;
    private readonly ManualTimeProvider _clock;

    private EngineHost(Silos silos, PostgresDatabase database, ManualTimeProvider clock) => (_silos, _database, _clock) = (silos, database, clock);

    /// <summary>Starts a cluster.</summary>
    public static async Task<EngineHost> StartAsync(EngineSettings settings, ManualTimeProvider clock, ScriptedCarrier carrier)
    {
        var server = await TestContext.Current.GetFixture<SharedServer>()
            ?? throw new InvalidOperationException("The server is a fixture of the assembly.");
        var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions
            {
                ConnectionString = await server.CreateDatabaseAsync(),
                PendingPerOrganizationMax = settings.PendingPerOrganizationMax,
            },
            CancellationToken.None);

        // A bound on open calls is one of the engine as a whole; where a test needs a small one, one silo has it to itself. What a class of tests
        // shares has three.
        var count = settings.DispatchConcurrency < 12 ? 1 : TestContext.Current.Test is null ? 3 : SilosOfOneTest;
        var options = new EngineOptions
        {
            DispatchConcurrency = settings.DispatchConcurrency / count,
            Sending = settings.Sending,
            CallLease = Long,
            WatchWithin = Long,
        };
        var silos = await Silos.StartAsync(count, database, carrier, options, silo =>
        {
            // The sweeper's timer is the one that fires again and again.
            silo.Services.AddSingleton<TimeProvider>(new PolledClock(clock, static period => period != Timeout.InfiniteTimeSpan));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        });
        return new EngineHost(silos, database, clock);
    }

    /// <summary>Gives it to the gateway.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(InSilo ? _silos.EngineOfSilo : _silos.Engine);
        services.AddSingleton(_database);
        services.AddSingleton<PostgresKeys>();
        services.AddSingleton<IApiKeyStore>(provider => provider.GetRequiredService<PostgresKeys>());
        services.AddSingleton<ISecretStore>(provider => provider.GetRequiredService<PostgresKeys>());
        services.AddSingleton<IWebhookOutbox>(new PostgresOutbox(_database, new PolledClock(_clock, static _ => true)));
    }

    /// <summary>Stops the silos under the running gateway.</summary>
    public Task StopAsync() => _silos.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        await _database.DisposeAsync();
    }
}
