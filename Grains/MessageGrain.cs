using System.Globalization;
using Belay.Grains.Interfaces;
using Belay.Grains.Sending;
using Belay.Grains.Storage;
using Belay.Messages;
using Belay.Storage.Postgres.Writing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Belay.Grains;

/// <summary>A message as a grain: a thin shell that loads, has the core decide, and writes with compare-and-set.</summary>
/// <remarks>
/// The carrier is never called from here. A message whose time has come queues itself with its silo's <see cref="Dispatcher"/>, which asks it to be claimed when a
/// call is free, and brings the answer back: so a cancel that comes during the call is answered at once, and one that comes before the claim wins.
/// </remarks>
[GrainType("message")]
internal sealed class MessageGrain(
    [FromKeyedServices(MessageStorage.Name)] IGrainStorage storage,
    PostgresBatches batches,
    Dispatcher dispatcher,
    ICarrier carrier,
    ISiloStatusOracle silos,
    ClusterEngineOptions options,
    TimeProvider time) : Grain, IMessageGrain, IMessageWork, IRemindable
{
    /// <summary>What this activation knows of its row; null: nothing, or no longer.</summary>
    /// <remarks>Not an IPersistentState, which is read before anybody asks: the first thing that most messages hear is their own acceptance, which needs no reading.</remarks>
    private GrainState<StoredMessage>? _stored;

    /// <summary>Whole microseconds, which is what the store holds.</summary>
    private DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public async Task<ScheduleVerdict> ScheduleAsync(Draft draft, Actor actor)
    {
        if (_stored?.State?.Message is not null)
        {
            return new ScheduleVerdict.IdTaken();
        }

        // Not by the storage's write: the limit of what is pending is judged in the same statement, and its verdict is more than yes or no.
        // Where it throws, the message may be stored all the same; whoever asks next reads it.
        _stored = null;
        var verdict = await batches.ScheduleAsync(new ScheduleRequest([draft], actor), Now, ReminderOf, CancellationToken.None);
        if (verdict is ScheduleVerdict.Accepted { Messages: [var message] })
        {
            var version = message.Version.ToString(CultureInfo.InvariantCulture);
            _stored = new GrainState<StoredMessage>(new StoredMessage { Message = message }, version) { RecordExists = true };
            EngineMetrics.Count(message.Timeline);
            Attend(message);
        }

        return verdict;
    }

    public async Task<Message?> FindAsync(OrganizationId organization) => Of(organization, await ReadAsync());

    public async Task<CancelVerdict> CancelAsync(OrganizationId organization, Actor actor, CancelRule rule) =>
        Of(organization, await ReadAsync()) is { } message
            ? CancelVerdict.From(await DecideAsync(message, new Command.Cancel(actor, rule)))
            : new CancelVerdict.NotFound();

    public async Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt)
    {
        if (await ReadAsync() is not { } message)
        {
            return ReceiptVerdict.NotFound;
        }

        return (await DecideAsync(message, new Command.ApplyReceipt(receipt, carrierName))).Verdict switch
        {
            Verdict.Done => ReceiptVerdict.Recorded,
            Verdict.AlreadyDone => ReceiptVerdict.AlreadyKnown,
            _ => ReceiptVerdict.Ignored,
        };
    }

    public async Task ArchiveAsync(OrganizationId organization, Actor actor)
    {
        if (Of(organization, await ReadAsync()) is { } message)
        {
            await DecideAsync(message, new Command.Archive(actor));
        }
    }

    /// <remarks>An orphan (the row was removed by a cancel after it was loaded) finds nothing to do.</remarks>
    public Task ReceiveReminder(string reminderName, TickStatus status) => AttendAsync();

    public async Task AttendAsync()
    {
        if (await ReadAsync() is { } message)
        {
            Attend(message);
        }
    }

    public async Task<ClaimedCall?> ClaimAsync(string silo, long asking)
    {
        if (await ReadAsync() is not { } message || IsHeld)
        {
            return null;
        }

        var claimant = new Claimant(silo, asking);
        if (message.CallOpen)
        {
            CarrierAnswer? end = claimant.Judge(_stored?.State?.Claimant, IsGone, leaseEnded: Now >= LeaseEnd(message)) switch
            {
                OpenCall.NotMade => new CarrierAnswer.NotCalled(Errors.NotCalled),
                OpenCall.Lost => new CarrierAnswer.Unknown(Errors.CallLost),
                _ => null,
            };
            if (end is null)
            {
                return null;
            }

            message = (await DecideAsync(message, Answered(message.Claims, end))).Next;
        }

        var decision = await DecideAsync(message, new Command.Wake(carrier.Traits), claimant);
        return decision is { CallsCarrier: true, Next: var claimed }
            ? new ClaimedCall(claimed.Claims, new Submission(claimed.Draft, claimed.Attempts, claimed.DueAt))
            : null;
    }

    public async Task RecordAnswerAsync(int claim, CarrierAnswer answer)
    {
        if (await ReadAsync() is { } message)
        {
            await DecideAsync(message, Answered(claim, answer));
        }
    }

    private Command.RecordAnswer Answered(int claim, CarrierAnswer answer) =>
        new(claim, answer, carrier.Traits, options.Sending, Random.Shared.NextDouble());

    private static Message? Of(OrganizationId organization, Message? message) => message?.Draft.Organization == organization ? message : null;

    /// <summary>The message as this activation knows it; null: there is none. Then the activation is let go at once: ids are free to guess.</summary>
    private async ValueTask<Message?> ReadAsync()
    {
        if (_stored?.State?.Message is { ErasedAt: null, FinishedAt: { } finished } && finished + options.KeepFinishedFor <= Now)
        {
            // Its texts may have been erased since it was read.
            _stored = null;
        }

        if (IsHeld)
        {
            // An operator may have released it.
            _stored = null;
        }

        if (_stored is null)
        {
            var read = new GrainState<StoredMessage>();
            await storage.ReadStateAsync(MessageStorage.State, this.GetGrainId(), read);
            _stored = read;
            if (read.State?.Message is { } found)
            {
                Attend(found);
            }
        }

        if (_stored.State?.Message is { } message)
        {
            return message;
        }

        _stored = null;
        DeactivateOnIdle();
        return null;
    }

    private bool IsHeld => _stored?.State is { Held: true };

    private bool IsGone(string silo) => silos.GetApproximateSiloStatus(SiloAddress.FromParsableString(silo)) == SiloStatus.Dead;

    private async Task<Decision> DecideAsync(Message message, Command command, Claimant? claimant = null)
    {
        var decision = MessageDecider.Decide(message, command, Now);
        if (decision.Verdict == Verdict.Done)
        {
            await WriteAsync(decision.Next, message.Version, claimant);
            EngineMetrics.Count(decision.Steps);
            Attend(decision.Next);
        }

        return decision;
    }

    /// <summary>Writes the message, its reminder and its events in one commit. If that fails, what is stored is not known, and is read before anything else is decided.</summary>
    private async Task WriteAsync(Message message, long versionBefore, Claimant? claimant)
    {
        var stored = _stored!;
        _stored = null;
        stored.State = new StoredMessage
        {
            Message = message,
            VersionBefore = versionBefore,
            Reminder = ReminderOf(message),
            Claimant = message.CallOpen ? claimant ?? stored.State?.Claimant : null,
            Held = stored.State?.Held ?? false,
        };
        await storage.WriteStateAsync(MessageStorage.State, this.GetGrainId(), stored);
        _stored = stored;
    }

    private Reminder? ReminderOf(Message message) => MessageStorage.ReminderOf(message, this.GetGrainId());

    private DateTimeOffset LeaseEnd(Message message) => MessageStorage.LeaseEnd(message, options.CallLease);

    /// <summary>Queues the message for its time if that is near.</summary>
    private void Attend(Message message)
    {
        var at = message.CallOpen ? LeaseEnd(message) : message.WakeAt;
        if (at is null || IsHeld)
        {
            dispatcher.Forget(message.Id);
            return;
        }

        var pause = at.Value - Now;
        if (pause <= TimeSpan.Zero || (pause <= options.WatchWithin && !message.CallOpen))
        {
            dispatcher.Enqueue(this.AsReference<IMessageWork>(), message.Id, at.Value);
            DelayDeactivation(pause + TimeSpan.FromSeconds(5));
        }
    }

    private static class Errors
    {
        public static readonly MessageError NotCalled = new("not_called", "The carrier was not called: the store did not confirm in time that it might be.");
        public static readonly MessageError CallLost = new("call_lost", "The silo that called the carrier brings no answer any more.");
    }
}
