using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>Each message as a register: what one answer told, a later one may not take back (I2, I3, I10).</summary>
internal static class RegisterRules
{
    public static IEnumerable<Violation> Check(RunHistory history, IReadOnlyDictionary<string, StoredState> stored) =>
        history.Clients
            .SelectMany(call => call switch
            {
                ClientCall.Create create => create.Ids.Select(id => (Id: id, Call: call)),
                ClientCall.Cancel cancel => [(cancel.Id, call)],
                ClientCall.Read read => [(read.Id, call)],
                _ => [],
            })
            .GroupBy(pair => pair.Id, pair => pair.Call)
            .Where(calls => stored.ContainsKey(calls.Key))
            .SelectMany(calls => CheckOne(stored[calls.Key], [.. calls.Where(call => call.Organization == stored[calls.Key].Organization)]));

    private static IEnumerable<Violation> CheckOne(StoredState message, List<ClientCall> calls)
    {
        foreach (var read in calls.OfType<ClientCall.Read>().Where(read => read.Outcome == CallOutcome.Ok))
        {
            foreach (var what in CheckRead(message, read, calls))
            {
                yield return new("I10", message.Id, what);
            }
        }

        foreach (var cancel in calls.OfType<ClientCall.Cancel>().Where(cancel => cancel.Outcome == CallOutcome.Ok))
        {
            if (cancel.Answer is CancelAnswer.Canceled or CancelAnswer.AlreadyCanceled && message.Status != MessageStatus.Canceled)
            {
                yield return new("I2", message.Id, $"a cancel was answered {cancel.Answer}, and the message is {message.Status}");
            }

            if (cancel.Answer == CancelAnswer.TooLate && !message.Steps.Any(step => IsTooLate(step) && !(step.CommittedAt > cancel.Answered)))
            {
                yield return new("I3", message.Id, "a cancel was answered \"too late\", and there was no claim");
            }

            if (cancel.Answer == CancelAnswer.NotFound && AcceptedBefore(calls, cancel.Invoked))
            {
                yield return new("I10", message.Id, "a cancel did not find an accepted message");
            }
        }

        if (calls.OfType<ClientCall.Cancel>().Count(cancel => cancel.Answer == CancelAnswer.Canceled) > 1)
        {
            yield return new("I3", message.Id, "two cancels were each told that they did it");
        }
    }

    private static IEnumerable<string> CheckRead(StoredState message, ClientCall.Read read, List<ClientCall> calls)
    {
        if (!read.Found)
        {
            if (AcceptedBefore(calls, read.Invoked))
            {
                yield return "a read did not find an accepted message";
            }

            yield break;
        }

        var seen = calls.OfType<ClientCall.Read>().Where(earlier => earlier.Answered < read.Invoked).Max(earlier => earlier.Version);
        if (read.Version < seen)
        {
            yield return $"a read showed v{read.Version} after v{seen} was shown";
        }

        if (read.Status != MessageStatus.Canceled
            && calls.OfType<ClientCall.Cancel>()
                .Any(cancel => cancel.Answer is CancelAnswer.Canceled or CancelAnswer.AlreadyCanceled && cancel.Answered < read.Invoked))
        {
            yield return $"a read showed {read.Status} after an answered cancel";
        }

        if (read.Version is { } version && (version > message.Steps.Count || message.Steps[(int)version - 1].Status != read.Status))
        {
            yield return $"a read showed v{version} {read.Status}, which is not in the history";
        }
    }

    private static bool IsTooLate(StoredStep step) => step.Cause == StepCause.Claimed || step.Status.IsEnd();

    private static bool AcceptedBefore(List<ClientCall> calls, long at) => calls.OfType<ClientCall.Create>().Any(create => create.Answered < at);
}
