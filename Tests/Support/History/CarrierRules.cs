using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>What the carrier's journal may hold (I2, I4, I5, I7, I8).</summary>
internal static class CarrierRules
{
    public static IEnumerable<Violation> Check(RunHistory history)
    {
        var stored = history.Stored.ToDictionary(message => message.Id);
        var canceled = history.Clients.OfType<ClientCall.Cancel>()
            .Where(cancel => cancel.Answer is CancelAnswer.Canceled or CancelAnswer.AlreadyCanceled)
            .GroupBy(cancel => cancel.Id).ToDictionary(cancels => cancels.Key, cancels => cancels.Min(cancel => cancel.Answered!.Value));
        foreach (var calls in history.Carrier.OrderBy(call => call.At).GroupBy(call => call.Id))
        {
            IEnumerable<Violation> found =
            [
                .. CheckCalls([.. calls]),
                .. CheckCanceled([.. calls], canceled.TryGetValue(calls.Key, out var answered) ? answered : null),
                .. stored.TryGetValue(calls.Key, out var message)
                    ? CheckAgainstStore(history, message, [.. calls])
                    : [new("I1", calls.Key, "the carrier was called for a message that the store does not have")],
            ];
            foreach (var violation in found)
            {
                yield return violation;
            }
        }

        var called = history.Carrier.Select(call => call.Id).ToHashSet();
        foreach (var message in history.Stored.Where(
            message => message.Status is MessageStatus.Sent or MessageStatus.Delivered && !called.Contains(message.Id)))
        {
            yield return new("I1", message.Id, $"is {message.Status}, and the carrier was never called");
        }
    }

    private static IEnumerable<Violation> CheckCalls(List<CarrierEntry> calls)
    {
        var id = calls[0].Id;
        var effects = calls.Count(call => call.Effect);
        if (effects > 1)
        {
            yield return new(calls.TrueForAll(call => call.HonoursKey) ? "I4" : "I5", id, $"{effects} effects by {calls.Count} calls");
        }

        if (calls.Select(call => call.Key).Distinct().Count() > 1)
        {
            yield return new("I4", id, "its calls carry different keys");
        }

        if (calls.SkipLast(1).Any(call => !call.HonoursKey && call.Said != CarrierSaid.Later))
        {
            yield return new(
                "I5", id, $"called {calls.Count} times, and a call before the last was not answered \"later\" by a carrier that knows no keys");
        }
    }

    private static IEnumerable<Violation> CheckCanceled(List<CarrierEntry> calls, long? answered)
    {
        if (answered is { } at && calls.Exists(call => call.At > at || call.Effect))
        {
            yield return new("I2", calls[0].Id, "its cancel was answered, and it was sent");
        }
    }

    private static IEnumerable<Violation> CheckAgainstStore(RunHistory history, StoredState message, List<CarrierEntry> calls)
    {
        if (!message.AtOnce && calls.Exists(call => call.Clock < message.DueAt))
        {
            yield return new("I7", message.Id, $"called at {calls.Min(call => call.Clock):O}, before it was due at {message.DueAt:O}");
        }

        var moves = message.Steps.Where(step => step.Cause != StepCause.Archived).ToList();
        var claims =
            moves.Where((step, at) => step.Cause == StepCause.Claimed && moves.ElementAtOrDefault(at + 1)?.Cause != StepCause.NotCalled).ToList();
        for (var i = 0; i < calls.Count; i++)
        {
            if (i >= claims.Count || claims[i].CommittedAt > calls[i].At)
            {
                yield return new("I3", message.Id, $"call {i + 1} of the carrier came before its claim was durable");
            }
        }

        if (calls.Exists(call => call.Effect) && message.Status is MessageStatus.Canceled or MessageStatus.Expired
            or MessageStatus.SendingFailed or MessageStatus.Scheduled or MessageStatus.Queued)
        {
            yield return new("I5", message.Id, $"it had its effect, and is told to be {message.Status}");
        }

        if (history.LatenessMax is { } max)
        {
            var late = calls[0].Clock - message.DueAt - Outage(history, message.DueAt, calls[0].Clock);
            if (late > max)
            {
                yield return new("I8", message.Id, $"its first call was {late} late, outages not counted");
            }
        }
    }

    private static TimeSpan Outage(RunHistory history, DateTimeOffset from, DateTimeOffset to) =>
        history.Outages.Select(outage => (From: outage.From > from ? outage.From : from, To: outage.To < to ? outage.To : to))
            .Where(outage => outage.To > outage.From)
            .Aggregate(TimeSpan.Zero, (sum, outage) => sum + (outage.To - outage.From));
}
