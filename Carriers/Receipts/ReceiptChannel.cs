using System.Threading.Channels;

namespace Belay.Carriers;

/// <summary>
/// The way from a carrier's receipts to the engine, inside one process. It holds a bounded number; who writes to a full one waits, and nothing is
/// dropped.
/// </summary>
/// <remarks>
/// It lives in memory: what it holds when the process ends is gone, and the messages concerned end as <c>delivery_unconfirmed</c> in time.
/// </remarks>
public sealed class ReceiptChannel : IReceiptSink
{
    /// <summary>How many receipts it holds unless told otherwise.</summary>
    public const int CapacityDefault = 1_024;

    private readonly Channel<CarrierReceipt> _channel;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">How many receipts it holds, at least 1.</param>
    public ReceiptChannel(int capacity = CapacityDefault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _channel = Channel.CreateBounded<CarrierReceipt>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(CarrierReceipt receipt, CancellationToken cancellationToken) =>
        _channel.Writer.WriteAsync(receipt, cancellationToken);

    /// <summary>Takes a receipt if one is there.</summary>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CarrierReceipt? receipt) => _channel.Reader.TryRead(out receipt);

    /// <summary>Takes receipts as they come, in the order in which they were written; ends only by its token.</summary>
    public IAsyncEnumerable<CarrierReceipt> ReadAllAsync(CancellationToken cancellationToken) => _channel.Reader.ReadAllAsync(cancellationToken);
}
