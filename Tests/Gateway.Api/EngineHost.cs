using Belay.Engine.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Belay.Tests.Gateway.Api;

/// <summary>The engine that a gateway under test stands on. The cluster's project compiles these tests with a host of its own in the place of this one.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly Action<IServiceCollection> _addTo;
    private readonly Func<IMessageEngine, Task> _stop;
    private readonly Func<ValueTask> _remove;

    private EngineHost(Action<IServiceCollection> addTo, Func<IMessageEngine, Task> stop, Func<ValueTask> remove) => (_addTo, _stop, _remove) = (addTo, stop, remove);

    /// <summary>Makes an engine with this clock and carrier.</summary>
    public static Task<EngineHost> StartAsync(EngineKind kind, EngineSettings settings, ManualTimeProvider clock, ScriptedCarrier carrier) =>
        Task.FromResult(kind == EngineKind.Embedded ? Embedded(settings) : InMemory(new InMemoryEngine(new InMemoryStore(), carrier, clock, settings)));

    /// <summary>Gives it to the gateway.</summary>
    public void AddTo(IServiceCollection services) => _addTo(services);

    /// <summary>Stops it under the running gateway.</summary>
    /// <param name="engine">As the gateway knows it.</param>
    public Task StopAsync(IMessageEngine engine) => _stop(engine);

    public ValueTask DisposeAsync() => _remove();

    private static EngineHost InMemory(InMemoryEngine engine) => new(
        services =>
        {
            services.AddSingleton<IMessageEngine>(engine);
            services.AddSingleton<IWebhookOutbox>(engine.Outbox);
            services.AddSingleton<IApiKeyStore>(engine.Access);
            services.AddSingleton<ISecretStore>(engine.Access);
        },
        _ => engine.DisposeAsync().AsTask(),
        engine.DisposeAsync);

    private static EngineHost Embedded(EngineSettings settings)
    {
        var directory = Directory.CreateTempSubdirectory("belay-gateway-test-");
        return new(
            services => services.AddEmbeddedEngine(new EmbeddedEngineOptions
            {
                DataDirectory = directory.FullName,
                DispatchConcurrency = settings.DispatchConcurrency,
                PendingPerOrganizationMax = settings.PendingPerOrganizationMax,
                Sending = settings.Sending,
                KeepFinishedFor = settings.KeepFinishedFor,
                DiskReserveBytes = 0,
                // A test may end with a call held open; nobody waits for its answer.
                StopGrace = TimeSpan.FromMilliseconds(1),
            }),
            engine => ((IHostedService)engine).StopAsync(CancellationToken.None),
            () =>
            {
                directory.Delete(recursive: true);
                return ValueTask.CompletedTask;
            });
    }
}
