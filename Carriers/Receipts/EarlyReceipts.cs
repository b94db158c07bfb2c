using Belay.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Carriers;

/// <summary>What became of a receipt that was handed in.</summary>
public enum ReceiptTaking
{
    /// <summary>It reached its message, whatever it changed.</summary>
    Reported = 0,

    /// <summary>No message is known by what it names yet; it is held, and tried again for a while.</summary>
    Held = 1,

    /// <summary>No message is known, and no more receipts can be held.</summary>
    Full = 2,
}

/// <summary>
/// Holds receipts that came before the answer to the call they are about: until that answer is recorded, no message is known by the carrier's
/// reference.
/// </summary>
/// <remarks>
/// A carrier may report a delivery before it answers our call, and may even wait for our answer to its report before it does; so a report is never
/// held up, but answered at once and tried again here, with growing pauses. What is held lives in memory: if the process ends before, those messages
/// end as <c>delivery_unconfirmed</c> in time.
/// </remarks>
public sealed partial class EarlyReceipts(IMessageEngine engine, TimeProvider timeProvider, ILogger<EarlyReceipts> logger)
    : IHostedService, IDisposable
{
    /// <summary>Most receipts that are held at once.</summary>
    public const int CountMax = 10_000;

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);

    private readonly ILogger _logger = logger;
    private readonly CancellationTokenSource _stopping = new();
    private int _count;

    /// <summary>How long a receipt is held.</summary>
    public static TimeSpan HeldFor { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How many receipts are held now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Brings a receipt to its message, or holds it until that is known. Throws <see cref="StoreUnavailableException"/> where the engine does.
    /// </summary>
    public async Task<ReceiptTaking> TakeAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (await engine.ReportAsync(carrierName, receipt, cancellationToken) != ReceiptVerdict.NotFound)
        {
            return ReceiptTaking.Reported;
        }

        if (Interlocked.Increment(ref _count) > CountMax)
        {
            Interlocked.Decrement(ref _count);
            return ReceiptTaking.Full;
        }

        _ = HoldAsync(carrierName, receipt);
        return ReceiptTaking.Held;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (Count > 0)
        {
            LogLost(Count);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task HoldAsync(string carrierName, Receipt receipt)
    {
        try
        {
            var left = HeldFor;
            for (var pause = PauseMin; left > TimeSpan.Zero; pause *= 2)
            {
                pause = pause < left ? pause : left;
                await Task.Delay(pause, timeProvider, _stopping.Token);
                left -= pause;
                while (true)
                {
                    try
                    {
                        if (await engine.ReportAsync(carrierName, receipt, _stopping.Token) != ReceiptVerdict.NotFound)
                        {
                            return;
                        }

                        break;
                    }
                    catch (StoreUnavailableException unavailable)
                    {
                        // A store that is away says nothing about the message; that time does not count.
                        await Task.Delay(unavailable.RetryAfter > PauseMin ? unavailable.RetryAfter : PauseMin, timeProvider, _stopping.Token);
                    }
                }
            }

            CarrierMetrics.GaveUp(carrierName);
            LogUnmatched(carrierName, receipt.Id, HeldFor);
        }
        catch (OperationCanceledException)
        {
            // The process stops, and says how many are lost.
        }
#pragma warning disable CA1031 // A receipt that the engine chokes on must not be lost without a word.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(carrierName, receipt.Id, exception.GetType().Name);
        }
        finally
        {
            if (!_stopping.IsCancellationRequested)
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Carrier {Carrier} sent a receipt (id {Message}) that no message was found for within {HeldFor}.")]
    private partial void LogUnmatched(string carrier, MessageId? message, TimeSpan heldFor);

    [LoggerMessage(2, LogLevel.Error, "A receipt of carrier {Carrier} for {Message} could not be recorded ({Exception}).")]
    private partial void LogFailed(string carrier, MessageId? message, string exception);

    [LoggerMessage(3, LogLevel.Warning, "{Count} receipts were held for messages that were not known yet, and are lost: the process stops.")]
    private partial void LogLost(int count);
}
