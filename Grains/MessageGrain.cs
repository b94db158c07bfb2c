using Belay.Grains.Interfaces;
using Belay.Grains.Sending;
using Belay.Grains.Storage;
using Belay.Messages;
using Belay.Storage.Postgres.Writing;

namespace Belay.Grains;

/// <summary>A message as a grain: a thin shell that loads, has the core decide, and writes with compare-and-set.</summary>
/// <remarks>
/// The carrier is never called from here. A message whose time has come queues itself with its silo's <see cref="Dispatcher"/>, which asks it to be claimed when a
/// call is free, and brings the answer back: so a cancel that comes during the call is answered at once, and one that comes before the claim wins.
/// </remarks>
[GrainType("message")]
[CollectionAgeLimit(Minutes = 2)]
internal sealed class MessageGrain(
    [PersistentState("message", MessageStorage.Name)] IPersistentState<StoredMessage> stored,
    PostgresBatches batches,
    Dispatcher dispatcher,
    ICarrier carrier,
    ISiloStatusOracle silos,
    ClusterEngineOptions options,
    TimeProvider time) : Grain, IMessageGrain, IMessageWork, IRemindable
{
    private IGrainTimer? _timer;

    private Message? Current => stored.State.Message;

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
        if (Current is not null)
        {
            return new ScheduleVerdict.IdTaken();
        }

        // Not by WriteStateAsync: the limit of what is pending is judged in the same statement, and its verdict is more than yes or no.
        try
        {
            var verdict = await batches.ScheduleAsync(new ScheduleRequest([draft], actor), Now, ReminderOf, CancellationToken.None);
            await stored.ReadStateAsync();
            Attend();
            return verdict;
        }
        catch
        {
            // It may be stored all the same. An activation that does not know it would keep whoever looks for overdue messages from it.
            DeactivateOnIdle();
            throw;
        }
    }

    public Task<Message?> FindAsync(OrganizationId organization) => Task.FromResult(Of(organization));

    public async Task<CancelVerdict> CancelAsync(OrganizationId organization, Actor actor, CancelRule rule) =>
        Of(organization) is { } message
            ? CancelVerdict.From(await DecideAsync(message, new Command.Cancel(actor, rule)))
            : new CancelVerdict.NotFound();

    public async Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt)
    {
        if (Current is not { } message)
        {
            DeactivateOnIdle();
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
        if (Of(organization) is { } message)
        {
            await DecideAsync(message, new Command.Archive(actor));
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // An orphan (the row was removed by a cancel after it was loaded) finds nothing to do.
        Attend();
        return Task.CompletedTask;
    }

    public Task AttendAsync()
    {
        if (Current is null)
        {
            // Who asks has seen a row: the next activation reads it.
            DeactivateOnIdle();
        }

        Attend();
        return Task.CompletedTask;
    }

    public async Task<Submission?> ClaimAsync(string silo, long asking)
    {
        if (Current is not { } message)
        {
            DeactivateOnIdle();
            return null;
        }

        var claimant = new Claimant(silo, asking);
        if (message.CallOpen)
        {
            CarrierAnswer? end = claimant.Judge(stored.State.Claimant, IsGone, leaseEnded: Now >= LeaseEnd(message)) switch
            {
                OpenCall.NotMade => new CarrierAnswer.Later(Error: Errors.NotCalled),
                OpenCall.Lost => new CarrierAnswer.Unknown(Errors.CallLost),
                _ => null,
            };
            if (end is null)
            {
                return null;
            }

            message = (await DecideAsync(message, Answered(message.Attempts, end))).Next;
        }

        var decision = await DecideAsync(message, new Command.Wake(carrier.Traits), claimant);
        return decision.CallsCarrier ? new Submission(decision.Next.Draft, decision.Next.Attempts, decision.Next.DueAt) : null;
    }

    public async Task RecordAnswerAsync(int attempt, CarrierAnswer answer)
    {
        if (Current is { } message)
        {
            await DecideAsync(message, Answered(attempt, answer));
        }
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Attend();
        return Task.CompletedTask;
    }

    private Command.RecordAnswer Answered(int attempt, CarrierAnswer answer) =>
        new(attempt, answer, carrier.Traits, options.Sending, Random.Shared.NextDouble());

    /// <summary>The message, if it is the organization's. An activation that holds nothing is let go at once: ids are free to guess.</summary>
    private Message? Of(OrganizationId organization)
    {
        if (Current is null)
        {
            DeactivateOnIdle();
        }

        return Current is { } message && message.Draft.Organization == organization ? message : null;
    }

    private bool IsGone(string silo) => silos.GetApproximateSiloStatus(SiloAddress.FromParsableString(silo)) == SiloStatus.Dead;

    private async Task<Decision> DecideAsync(Message message, Command command, Claimant? claimant = null)
    {
        var decision = MessageDecider.Decide(message, command, Now);
        if (decision.Verdict == Verdict.Done)
        {
            await WriteAsync(decision.Next, message.Version, claimant);
            Attend();
        }

        return decision;
    }

    /// <summary>Writes the message, its reminder and its events in one commit. If that fails, what is stored is not known: this activation ends, and the next one reads it.</summary>
    private async Task WriteAsync(Message message, long versionBefore, Claimant? claimant)
    {
        var before = stored.State;
        stored.State = new StoredMessage
        {
            Message = message, VersionBefore = versionBefore, Reminder = ReminderOf(message), Claimant = message.CallOpen ? claimant ?? before.Claimant : null,
        };
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            stored.State = before;
            DeactivateOnIdle();
            throw;
        }
    }

    private Reminder? ReminderOf(Message message) => MessageStorage.ReminderOf(message, this.GetGrainId(), options.CallLease);

    private DateTimeOffset LeaseEnd(Message message) => MessageStorage.LeaseEnd(message, options.CallLease);

    /// <summary>Queues the message if its time has come, and watches it by a timer if that is near.</summary>
    private void Attend()
    {
        _timer?.Dispose();
        _timer = null;
        if (Current is not { } message)
        {
            return;
        }

        var at = message.CallOpen ? LeaseEnd(message) : message.WakeAt;
        if (at is null)
        {
            return;
        }

        var pause = at.Value - Now;
        if (pause <= TimeSpan.Zero)
        {
            dispatcher.Enqueue(this.AsReference<IMessageWork>(), message.Id, at.Value);
        }
        else if (pause <= options.WatchWithin && !message.CallOpen)
        {
            // Whole milliseconds are what timers count in; a tick before the time only comes again.
            _timer = this.RegisterGrainTimer(
                _ => AttendAsync(),
                new GrainTimerCreationOptions { DueTime = TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
            DelayDeactivation(pause + TimeSpan.FromSeconds(5));
        }
    }

    private static class Errors
    {
        public static readonly MessageError NotCalled = new("not_called", "The carrier was not called: the store did not confirm in time that it might be.");
        public static readonly MessageError CallLost = new("call_lost", "The silo that called the carrier brings no answer any more.");
    }
}
