using System.Globalization;

namespace Belay.Tests.Support;

/// <summary>
/// All that was written down of a run, by those who were not part of it: the clients, the carrier, the receiver of webhooks, and the store at the
/// end.
/// </summary>
public sealed record RunHistory
{
    /// <summary>What clients did.</summary>
    public required IReadOnlyList<ClientCall> Clients { get; init; }

    /// <summary>What the carrier saw.</summary>
    public required IReadOnlyList<CarrierEntry> Carrier { get; init; }

    /// <summary>What the receiver of webhooks saw.</summary>
    public required IReadOnlyList<WebhookEntry> Webhooks { get; init; }

    /// <summary>What the store holds at the end.</summary>
    public required IReadOnlyList<StoredState> Stored { get; init; }

    /// <summary>
    /// After its last fault the run went on until all that was due by this instant had been worked off, receipts and webhooks included; null: it was
    /// cut off, and nothing is said of ends.
    /// </summary>
    public DateTimeOffset? DrainedTo { get; init; }

    /// <summary>Most lateness of a message's first call, outages not counted; null: not checked (the clock was set, or nobody measured).</summary>
    public TimeSpan? LatenessMax { get; init; }

    /// <summary>When nothing could be sent, by the wall clock: from the fault to the end of its recovery bound.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Outages { get; init; } = [];

    /// <summary>Everything that was written down of one message, in its order, for a person to read.</summary>
    public string Describe(string id)
    {
        var stored = Stored.FirstOrDefault(message => message.Id == id);
        IEnumerable<(long At, string Text)> lines =
        [
            .. Clients.SelectMany(call => Lines(call, id, stored)),
            .. Carrier.Where(call => call.Id == id)
                .Select(call => (call.At, $"carrier called, says {call.Said}{(call.Effect ? ", has its effect" : "")}, clock {Time(call.Clock)}")),
            .. Webhooks.Where(hook => hook.MessageId == id)
                .Select(hook => (hook.At, $"webhook {hook.EventId}: v{hook.Version} {hook.Status}, {(hook.Took ? "taken" : "refused")}")),
            .. stored?.Steps.Where(step => step.CommittedAt is not null).Select(step =>
                (step.CommittedAt!.Value, $"store v{step.Version} {step.Status} ({step.Cause}), clock {Time(step.Clock)}")) ?? [],
        ];
        IEnumerable<string> end = stored is null
            ? ["  the store has no such message"]
            : [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  stored: {stored.Status} v{stored.Version}, due {Time(stored.DueAt)}, call open: {stored.CallOpen}, "
                    + $"wakes {Time(stored.WakeAt)}"),
                .. stored.Steps.Where(step => step.CommittedAt is null)
                    .Select(step => $"    v{step.Version} {step.Status} ({step.Cause}) at {Time(step.Clock)}"),
            ];
        return string.Join(
            Environment.NewLine,
            lines.OrderBy(line => line.At).Select(line => string.Create(CultureInfo.InvariantCulture, $"  {line.At,6}  {line.Text}")).Concat(end));
    }

    private static IEnumerable<(long At, string Text)> Lines(ClientCall call, string id, StoredState? stored)
    {
        var what = call switch
        {
            ClientCall.Create create when create.Ids.Contains(id) || (stored is not null && create.Request == stored.Request) =>
                $"create {create.Request}, key {create.Key ?? "none"}",
            ClientCall.Cancel cancel when cancel.Id == id => $"cancel: {cancel.Answer}",
            ClientCall.Read read when read.Id == id => $"read: {(read.Found ? $"v{read.Version} {read.Status}" : "not found")}",
            _ => null,
        };
        if (what is not null)
        {
            yield return (call.Invoked, $"{call.Organization} begins {what}");
            yield return (call.Answered ?? call.Invoked, $"{call.Organization} knows {call.Outcome} of {what}");
        }
    }

    private static string Time(DateTimeOffset? at) => at?.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "never";
}
