using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>What the journal of a webhook receiver may and must hold (I12).</summary>
internal static class WebhookRules
{
    public static IEnumerable<Violation> Check(RunHistory history)
    {
        var received = history.Webhooks.OrderBy(hook => hook.At).ToLookup(hook => hook.MessageId);
        var stored = history.Stored.Select(message => message.Id).ToHashSet();
        foreach (var orphans in received.Where(hooks => !stored.Contains(hooks.Key)))
        {
            yield return new("I12", orphans.Key, "a webhook told of a message that the store does not have");
        }

        foreach (var message in history.Stored)
        {
            foreach (var what in CheckOne(message, [.. received[message.Id]], history.DrainedTo is not null))
            {
                yield return new("I12", message.Id, what);
            }
        }
    }

    private static IEnumerable<string> CheckOne(StoredState message, List<WebhookEntry> received, bool drained)
    {
        // Only what changed the status: a call that is made again, or an archiving, is none of the receiver's business.
        var told = message.Steps.Where((step, at) => message.WebhookOn.Holds(step.Status) && (at == 0 || message.Steps[at - 1].Status != step.Status))
            .ToList();
        foreach (var hook in received)
        {
            if (!told.Exists(
                step => step.Status == hook.Status && (hook.Version is null || step.Version == hook.Version) && !(step.CommittedAt > hook.At)))
            {
                yield return $"a webhook told of v{hook.Version} {hook.Status}, which was no fact then";
            }
        }

        if (received.GroupBy(hook => hook.EventId).Any(tries => tries.Select(hook => (hook.Version, hook.Status)).Distinct().Count() > 1))
        {
            yield return "one event id told of different steps";
        }

        var events = received.DistinctBy(hook => hook.EventId).ToList();
        if (received.Where(hook => hook.Version is not null)
            .GroupBy(hook => hook.Version).Any(tries => tries.Select(hook => hook.EventId).Distinct().Count() > 1)
            || !IsOneEnd([.. events.Select(hook => hook.Status).Where(status => status.IsEnd())]))
        {
            yield return "one step was told under several event ids, or there were two ends";
        }

        if (events.Select(hook => hook.Version ?? 0)
            .Zip(events.Skip(1).Select(hook => hook.Version ?? long.MaxValue)).Any(pair => pair.First > pair.Second))
        {
            yield return "its webhooks came out of order";
        }

        if (drained && told.Find(step =>
            !received.Exists(hook => hook.Took && hook.Status == step.Status && (hook.Version ?? step.Version) == step.Version)) is { } missed)
        {
            yield return $"no webhook told of v{missed.Version} {missed.Status}";
        }
    }

    /// <summary>One end; that nobody knows may be followed by what a late receipt says.</summary>
    private static bool IsOneEnd(IReadOnlyList<MessageStatus> ends) =>
        ends is [] or [_] or [MessageStatus.DeliveryUnconfirmed, MessageStatus.Delivered or MessageStatus.DeliveryFailed];
}
