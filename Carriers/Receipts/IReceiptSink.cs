using Belay.Messages;

namespace Belay.Carriers;

/// <summary>A receipt, and the carrier that gives it.</summary>
/// <param name="CarrierName">The carrier's <see cref="CarrierTraits.Name"/>.</param>
/// <param name="Receipt">The report.</param>
public sealed record CarrierReceipt(string CarrierName, Receipt Receipt);

/// <summary>Where a carrier puts the delivery receipts that it has to give.</summary>
public interface IReceiptSink
{
    /// <summary>Puts one receipt; waits while the sink is full, so that none is dropped.</summary>
    ValueTask WriteAsync(CarrierReceipt receipt, CancellationToken cancellationToken);
}
