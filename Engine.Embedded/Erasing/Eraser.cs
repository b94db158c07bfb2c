using Belay.Storage.Sqlite.Writing;
using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Engine.Embedded.Erasing;

/// <summary>Has the writer erase the texts and numbers of finished messages whose time is over: a few in one command, and a pause, so that nobody waits for it.</summary>
internal sealed partial class Eraser(Writer writer, TimeSpan keptFor, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Most messages of one command: a few milliseconds of the writer's time.</summary>
    private const int BatchMax = 100;

    /// <summary>Most idempotency keys whose time is over that go with each command.</summary>
    private const int KeysMax = 100;

    /// <summary>The pause between two commands while there is more to erase.</summary>
    private static readonly TimeSpan BatchPause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync(_stopping.Token);

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = ErasingPause.For(keptFor);
        while (!cancellationToken.IsCancellationRequested)
        {
            var erased = await EraseAsync(cancellationToken);
            await Task.Delay(erased < BatchMax ? pause : BatchPause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> EraseAsync(CancellationToken cancellationToken)
    {
        // While the store is in trouble, what room there is belongs to others.
        if (writer.Problem is not null)
        {
            return 0;
        }

        try
        {
            var erased = await writer.DoAsync(
                (session, now) =>
                {
                    session.PurgeIdempotencyKeys(now, KeysMax);
                    return session.EraseFinished(now - keptFor, now, BatchMax);
                },
                WriteKind.Other,
                cancellationToken);
            EngineMetrics.CountErased(erased);
            return erased;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
#pragma warning disable CA1031 // The next look comes soon; the writer has logged what is wrong with the store.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogFailed(failed.GetType().Name);
            return 0;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Texts and numbers of finished messages could not be erased now ({ExceptionType})")]
    private partial void LogFailed(string exceptionType);
}
