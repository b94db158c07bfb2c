using Belay.Engine.Erasing;
using Belay.Engine.Sending;
using Microsoft.Extensions.Hosting;

namespace Belay.Grains;

/// <summary>Runs the engine's own work in a silo, from the silo's start to its stop.</summary>
internal sealed class EngineService(Dispatcher dispatcher, OverdueSweeper sweeper, FinishedEraser eraser) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        sweeper.Start();
        eraser.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await sweeper.StopAsync();
        await eraser.StopAsync();
        await dispatcher.DrainAsync(cancellationToken);
    }
}
