using Belay.Engine.Sending;
using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Engine.Erasing;

/// <summary>
/// Has the texts and numbers of finished messages erased when their time is over: a few in one commit, and a pause, so that nobody waits for it.
/// </summary>
public sealed partial class FinishedEraser(EngineHost host, ILogger<FinishedEraser> logger) : IDisposable
{
    /// <summary>The pause between two commits while there is more to erase.</summary>
    private static readonly TimeSpan BatchPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins, if anything is ever to be erased.</summary>
    public void Start()
    {
        if (host.Options.KeepFinishedFor is { } keptFor)
        {
            _running =
                Task.Factory.StartNew(() => RunAsync(keptFor), CancellationToken.None, TaskCreationOptions.DenyChildAttach, host.Turns).Unwrap();
        }
    }

    /// <summary>Ends.</summary>
    public Task StopAsync()
    {
        _stopping.Cancel();
        return _running;
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(TimeSpan keptFor)
    {
        var pause = ErasingPause.For(keptFor);
        while (!_stopping.IsCancellationRequested)
        {
            var lookedAt = host.Now;
            var mayBeMore = await EraseAsync(keptFor);
            await host.Time.PauseAsync(mayBeMore ? BatchPause : pause, lookedAt, _stopping.Token);
        }
    }

    private async Task<bool> EraseAsync(TimeSpan keptFor)
    {
        try
        {
            var now = host.Now;
            var erased = await host.Store.EraseFinishedAsync(now - keptFor, now, _stopping.Token);
            EngineMetrics.CountErased(erased.Messages);
            return erased.MayBeMore;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // The store is away for the moment; the next look comes soon.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogFailed(failed.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Texts and numbers of finished messages could not be erased now ({ExceptionType})")]
    private partial void LogFailed(string exceptionType);
}
