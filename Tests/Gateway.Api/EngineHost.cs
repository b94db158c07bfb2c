using Belay.Tests.Support.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api;

/// <summary>
/// The engine that a gateway under test stands on: the one engine, on a file. The cluster's project compiles these tests with a host of its own in
/// the place of this one.
/// </summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly FreshEngine _engine;

    private EngineHost(FreshEngine engine) => _engine = engine;

    /// <summary>Makes an engine with this clock and carrier.</summary>
    public static Task<EngineHost> StartAsync(EngineSettings settings, ManualTimeProvider clock, ScriptedCarrier carrier) =>
        Task.FromResult(new EngineHost(FreshEngine.Start(carrier, clock, settings)));

    /// <summary>Gives it to the gateway.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IMessageEngine>(_engine.Engine);
        services.AddSingleton<IEngineLevels>(_engine.Engine);
        services.AddSingleton(_engine.Outbox);
        services.AddSingleton(_engine.Keys);
        services.AddSingleton(_engine.Secrets);
    }

    /// <summary>Stops it under the running gateway.</summary>
    public Task StopAsync() => _engine.StopAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
