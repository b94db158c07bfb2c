using System.Diagnostics;
using Belay.Messages;
using Belay.Tests.Faults.Gateways;
using Belay.Tests.Faults.Recorders;
using Belay.Tests.Faults.Runs;

namespace Belay.Tests.Faults.Findings;

/// <summary>All that was written down of a run.</summary>
internal sealed record Evidence(
    RunHistory History,
    IReadOnlyList<ClientLine> Clients,
    IReadOnlyList<CarrierLine> Calls,
    IReadOnlyList<Message> Messages,
    IReadOnlyList<Fault> Faults,
    string Integrity,
    long ResidentMax)
{
    /// <summary>How far the wall clock may have been slewed against the monotonic one within a run.</summary>
    private static readonly TimeSpan SlewMax = TimeSpan.FromMilliseconds(5);

    /// <summary>Reads the journals and the store.</summary>
    /// <param name="scene">The scene, its gateway ended.</param>
    /// <param name="settings">What it was made with.</param>
    /// <param name="drainedTo">All that was due by then had been worked off.</param>
    public static Evidence Gather(Scene scene, SceneSettings settings, DateTimeOffset drainedTo)
    {
        var clients = Journal.Read<ClientLine>(scene.JournalPath("client"));
        var calls = Journal.Read<CarrierLine>(scene.JournalPath("carrier"));
        var hooks = Journal.Read<WebhookLine>(scene.JournalPath("receiver"));
        var messages = StoreFile.ReadAll(scene.Gateway.DataDirectory);
        var events = messages
            .SelectMany(message => message.Timeline, (message, step) => (Id: WebhookEvent.IdOf(message.Id, step.Version), step))
            .ToDictionary(pair => pair.Id.ToString(), pair => pair.step);
        var anchor = Anchor();
        var history = new RunHistory
        {
            Clients = [.. clients.Select(ToCall)],
            Carrier = [.. calls.Select(call => new CarrierEntry(call.At, call.Clock, call.Id, call.Key, call.HonoursKey, call.Effect, call.Said))],
            Webhooks = [.. hooks.Select(hook => ToEntry(hook, events))],
            Stored = [.. messages.Select(message => StoredState.From(
                message, message.Draft.Text.Split(' ')[0], version => Earliest(message.Timeline[(int)version - 1].At, anchor)))],
            DrainedTo = drainedTo,
        };
        return new(history, clients, calls, messages, scene.Faults, StoreFile.CheckIntegrity(scene.Gateway.DataDirectory), scene.Gateway.ResidentMax);
    }

    /// <summary>A step was not durable before the clock that it shows; on the monotonic clock, with the slew in its favour.</summary>
    private static long Earliest(DateTimeOffset clock, (DateTimeOffset Clock, long At) anchor)
    {
        var ago = anchor.Clock - clock + SlewMax;
        return anchor.At - (long)(ago.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>
    /// One instant on both clocks: of some readings the one between whose halves the least time passed, for a thread may stand still there.
    /// </summary>
    private static (DateTimeOffset Clock, long At) Anchor() =>
        Enumerable.Range(0, 100).Select(_ => (Before: Stopwatch.GetTimestamp(), Clock: TimeProvider.System.GetUtcNow(), At: Stopwatch.GetTimestamp()))
            .OrderBy(reading => reading.At - reading.Before).Select(reading => (reading.Clock, reading.At)).First();

    private static WebhookEntry ToEntry(WebhookLine hook, Dictionary<string, Step> events) =>
        events.TryGetValue(hook.EventId, out var step) && "message." + Word(step.Status) == hook.Type
            // 410 is an answer too: no more of it.
            ? new(hook.At, hook.EventId, hook.MessageId, step.Version, step.Status, Took: hook.Status is 200 or 410)
            : new(hook.At, hook.EventId, hook.MessageId, long.MaxValue, MessageStatus.Scheduled, Took: false);

    private static string Word(MessageStatus status) => Gateway.Api.AgentMessage.AgentMessageMapping.ToWord(status);

    /// <summary>A line of the journal as the checker knows it.</summary>
    public static ClientCall ToCall(ClientLine line)
    {
        var outcome = line.Status switch
        {
            >= 200 and < 300 => CallOutcome.Ok,
            null or >= 500 => CallOutcome.Unknown,
            404 or 409 when line.Verb != ClientVerb.Create => CallOutcome.Ok,
            _ => CallOutcome.Refused,
        };
        return line.Verb switch
        {
            ClientVerb.Create => new ClientCall.Create
            {
                Invoked = line.Invoked, Answered = line.Answered, Outcome = outcome, Organization = line.Organization,
                Request = line.Request!, Key = line.Key, Ids = outcome == CallOutcome.Ok ? [line.Id!] : [],
            },
            ClientVerb.Cancel => new ClientCall.Cancel
            {
                Invoked = line.Invoked, Answered = line.Answered, Outcome = outcome, Organization = line.Organization, Id = line.Id!,
                Answer = outcome != CallOutcome.Ok ? null : line.Status switch
                {
                    409 => CancelAnswer.TooLate,
                    404 => CancelAnswer.NotFound,
                    // The dialect has one answer for both; a repeat may be told of what the first try did.
                    _ => line.Try == 1 ? CancelAnswer.Canceled : CancelAnswer.AlreadyCanceled,
                },
            },
            _ => new ClientCall.Read
            {
                Invoked = line.Invoked, Answered = line.Answered, Outcome = outcome, Organization = line.Organization,
                Id = line.Id!, Found = line.Status == 200,
                Status = line.Word is null ? null : Enum.GetValues<MessageStatus>().First(status => Word(status) == line.Word),
            },
        };
    }
}
