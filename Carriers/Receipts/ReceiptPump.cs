using Belay.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Carriers;

/// <summary>Brings what is in the <see cref="ReceiptChannel"/> to the engine.</summary>
/// <remarks>
/// Several receipts are reported at once so that the engine can put them into one commit; a carrier gives one receipt per message, so their order
/// does not matter. A store that is unavailable is waited for without end: the channel fills, and whoever writes to it waits too.
/// </remarks>
public sealed partial class ReceiptPump(ReceiptChannel channel, IMessageEngine engine, TimeProvider timeProvider, ILogger<ReceiptPump> logger)
    : BackgroundService
{
    /// <summary>How many receipts are being reported at once, at most.</summary>
    public const int ConcurrencyMax = 64;

    /// <summary>How often a receipt is reported when the engine fails in a way that it does not announce.</summary>
    public const int FailuresMax = 5;

    /// <summary>The shortest pause before a receipt is reported again.</summary>
    public static TimeSpan PauseMin { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause before a receipt is reported again.</summary>
    public static TimeSpan PauseMax { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = ConcurrencyMax, CancellationToken = stoppingToken };
        try
        {
            await Parallel.ForEachAsync(channel.ReadAllAsync(stoppingToken), options, ReportAsync);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async ValueTask ReportAsync(CarrierReceipt entry, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            TimeSpan pause;
            try
            {
                var verdict = await engine.ReportAsync(entry.CarrierName, entry.Receipt, cancellationToken);
                if (verdict == ReceiptVerdict.NotFound)
                {
                    LogNotFound(entry.CarrierName, entry.Receipt.Id);
                }

                return;
            }
            catch (StoreUnavailableException unavailable)
            {
                pause = unavailable.RetryAfter;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A receipt that the engine chokes on must not hold up all others; its message ends as delivery_unconfirmed in time.
                failures++;
                if (failures == FailuresMax)
                {
                    LogGivenUp(entry.CarrierName, entry.Receipt.Id, exception.GetType().Name);
                    return;
                }

                pause = TimeSpan.FromSeconds(failures);
            }

            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(pause.Ticks, PauseMin.Ticks, PauseMax.Ticks)), timeProvider, cancellationToken);
        }
    }
}
