using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>Judges a run by its journals alone: what was promised, and what was seen.</summary>
/// <remarks>
/// I1 accepted is never lost · I2 canceled is never sent · I3 "too late" is honest · I4 one effect under a carrier that honours keys · I5 one call
/// under one that does not · I6 one end (of those, a late receipt refines only the one that nobody knows), a path in the state machine · I7 never
/// early · I8 lateness is bounded · I9 a repeated create is the same create · I10 read your writes ·
/// I11 another organization's message does not exist · I12 every step is told once it is a fact, in order, under one event id.
/// </remarks>
public static class HistoryChecker
{
    /// <summary>Everything that was broken; empty: nothing.</summary>
    public static IReadOnlyList<Violation> Check(RunHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return [.. CheckStore(history), .. CheckClients(history), .. CarrierRules.Check(history), .. WebhookRules.Check(history)];
    }

    private static IEnumerable<Violation> CheckStore(RunHistory history)
    {
        var asked = history.Clients.OfType<ClientCall.Create>()
            .Where(create => create.Outcome != CallOutcome.Refused).Select(create => create.Request).ToHashSet();
        foreach (var message in history.Stored)
        {
            if (!asked.Contains(message.Request))
            {
                yield return new("I1", message.Id, $"stored, and nobody asked for it or it was refused (request {message.Request})");
            }

            foreach (var what in Path(message))
            {
                yield return new("I6", message.Id, what);
            }

            if (history.DrainedTo is { } drained && !Rests(message, drained))
            {
                yield return new("I1", message.Id, $"is still {message.Status}, call open: {message.CallOpen}, though everything due was worked off");
            }
        }
    }

    /// <summary>At its end, waiting for a time that has not come, or taken by a carrier that sends no receipts.</summary>
    private static bool Rests(StoredState message, DateTimeOffset drained) =>
        message.Status.IsEnd() || (!message.CallOpen && (message.WakeAt is { } wakeAt ? wakeAt > drained : message.Status == MessageStatus.Sent));

    private static IEnumerable<string> Path(StoredState message)
    {
        MessageStatus? status = null;
        for (var i = 0; i < message.Steps.Count; i++)
        {
            var step = message.Steps[i];
            if (step.Version != i + 1)
            {
                yield return $"step {i + 1} has version {step.Version}";
            }

            if (!Lifecycle.Allows(status, step.Cause, step.Status))
            {
                yield return $"{status} to {step.Status} because of {step.Cause} is no arrow of the state machine";
            }

            status = step.Status;
        }

        if (status != message.Status || message.Steps.Count != message.Version)
        {
            yield return $"is {message.Status} v{message.Version}, and its steps end with {status} v{message.Steps.Count}";
        }
    }

    private static IEnumerable<Violation> CheckClients(RunHistory history)
    {
        var stored = history.Stored.ToDictionary(message => message.Id);
        var creates = history.Clients.OfType<ClientCall.Create>().ToList();
        foreach (var create in creates)
        {
            foreach (var id in create.Ids.Where(id => !stored.ContainsKey(id)))
            {
                yield return new("I1", id, $"accepted (request {create.Request}) and lost");
            }

            if (create.Outcome == CallOutcome.Ok && create.Ids.Count != create.Count)
            {
                yield return new("I1", create.Request, $"asked for {create.Count} messages and got {create.Ids.Count}");
            }
        }

        foreach (var violation in CheckKeys(history, creates).Concat(RegisterRules.Check(history, stored)).Concat(CheckWalls(history, stored)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> CheckKeys(RunHistory history, List<ClientCall.Create> creates)
    {
        var byRequest = history.Stored.ToLookup(message => (message.Organization, message.Request));
        foreach (var use in creates.Where(create => create.Key is not null).GroupBy(create => (create.Organization, create.Key)))
        {
            var accepted = use.Where(create => create.Outcome == CallOutcome.Ok).ToList();
            if (accepted.Select(create => string.Join(' ', create.Ids)).Distinct().Count() > 1
                || accepted.Select(create => create.Request).Distinct().Count() > 1)
            {
                yield return new("I9", use.Key.Key!, "one key was answered with different messages");
            }

            var requests = use.Select(create => create.Request).ToHashSet();
            var made = requests.SelectMany(request => byRequest[(use.Key.Organization, request)]).ToList();
            if (made.Count > use.Max(create => create.Count))
            {
                yield return new("I9", use.Key.Key!, $"one key made {made.Count} messages: {string.Join(' ', made.Select(message => message.Id))}");
            }

            if (use.FirstOrDefault(create => create.KeyConflict && requests.Count == 1) is { } conflict)
            {
                yield return new("I9", use.Key.Key!, $"request {conflict.Request} was told that its key had another body, and there was none");
            }
        }
    }

    private static IEnumerable<Violation> CheckWalls(RunHistory history, Dictionary<string, StoredState> stored)
    {
        foreach (var call in history.Clients)
        {
            IEnumerable<string> shown = call switch
            {
                ClientCall.Read { Found: true } read => [read.Id],
                ClientCall.Cancel { Answer: not null and not CancelAnswer.NotFound } cancel => [cancel.Id],
                ClientCall.List list => list.Ids,
                ClientCall.Create create => create.Ids,
                _ => [],
            };
            foreach (var id in shown.Where(id => stored.TryGetValue(id, out var message) && message.Organization != call.Organization))
            {
                yield return new("I11", id, $"{call.Organization} was shown a message of {stored[id].Organization} by a {call.GetType().Name}");
            }
        }
    }
}
