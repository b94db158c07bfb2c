using System.Diagnostics;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier;

/// <summary>A message's timeline as Courier's history: one entry per thing that Courier has a word for.</summary>
internal static class CourierHistory
{
    private const string Delivering = "DELIVERING";

    /// <summary>All entries, oldest first.</summary>
    public static IEnumerable<HistoryEntry> Of(Message message)
    {
        var calls = message.Calls().Select(call => call.Version).ToHashSet();
        var attempt = 0;
        foreach (var step in message.Timeline.Where(step => step.Cause != StepCause.Claimed || calls.Contains(step.Version)))
        {
            attempt += step.Cause == StepCause.Claimed ? 1 : 0;
            foreach (var type in TypesOf(step, message))
            {
                var after = message.AsOf(step.Version);
                yield return new HistoryEntry
                {
                    Type = type,
                    Ts = step.At.ToUnixTimeMilliseconds(),
                    Until = type == CourierStatus.Delayed ? message.DueAt.ToUnixTimeMilliseconds() : null,
                    Channel = attempt > 0 ? CourierMapping.ToChannel(message.Draft.Channel).Key : null,
                    Provider = CourierMapping.CarrierOf(step),
                    Attempt = type == Delivering ? attempt : null,
                    Reason = type == CourierStatus.Undeliverable || type == CourierStatus.Unroutable ? CourierStatus.ReasonOf(after) : null,
                    Error = type == CourierStatus.Undeliverable || type == CourierStatus.Unroutable ? CourierStatus.ErrorOf(after) : null,
                };
            }
        }
    }

    private static IEnumerable<string> TypesOf(Step step, Message message) => step.Cause switch
    {
        StepCause.Accepted => step.Status == MessageStatus.Scheduled ? [CourierStatus.Enqueued, CourierStatus.Delayed] : [CourierStatus.Enqueued],
        StepCause.Claimed => [Delivering],
        StepCause.CarrierAccepted => [CourierStatus.Sent],
        StepCause.ReceiptDelivered => [CourierStatus.Delivered],
        StepCause.Canceled => [CourierStatus.Canceled],
        StepCause.CarrierRefused or StepCause.RetriesExhausted or StepCause.ValidityEnded or StepCause.ReceiptFailed or StepCause.OutcomeUnknown
            or StepCause.Dropped =>
            step.Status.IsEnd() ? [CourierStatus.Of(message.AsOf(step.Version))] : [],

        // A turn that came, a retry, a call that was not made, a receipt that did not come and the archive have no word at Courier.
        StepCause.Due or StepCause.CarrierLater or StepCause.NotCalled or StepCause.ReceiptMissing or StepCause.Archived => [],
        _ => throw new UnreachableException($"Courier's history has no rule for {step.Cause}."),
    };
}
