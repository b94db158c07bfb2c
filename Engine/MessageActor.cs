using Belay.Engine.Sending;
using Belay.Messages;

namespace Belay.Engine;

/// <summary>
/// A message that owns its state machine: it reads its row, has the core decide, and writes with compare-and-set. Its calls run one at a time.
/// </summary>
/// <remarks>
/// The carrier is never called from here. A message whose time is near waits in the <see cref="Dispatcher"/>, which has it claimed when it is due and
/// a call is free, and brings the answer back: so a cancel that comes during the call is answered at once, and one that comes before the claim wins.
/// </remarks>
/// <param name="id">The message.</param>
/// <param name="host">What it stands on.</param>
/// <param name="dispatcher">The dispatcher of this process.</param>
/// <param name="stay">Called with how long this actor should stay in memory; null: nothing is near, so it can go.</param>
public sealed class MessageActor(MessageId id, EngineHost host, Dispatcher dispatcher, Action<TimeSpan?> stay)
{
    /// <summary>What this actor knows of its row; null: nothing, or no longer.</summary>
    private StoredMessage? _stored;

    /// <summary>Whether it knows that from this very turn, and not from one before.</summary>
    private bool _isFresh;

    private DateTimeOffset Now => host.Now;

    /// <summary>The message as it is stored, if it is the organization's; null otherwise.</summary>
    /// <remarks>Not as this actor remembers it: a second actor of the message may have moved it since, and told its caller so.</remarks>
    public async Task<Message?> FindAsync(OrganizationId organization)
    {
        var known = await ReadAsync();
        return Of(organization, known is null || _isFresh ? known : await ReadAnewAsync());
    }

    /// <summary>Cancels it.</summary>
    public async Task<CancelVerdict> CancelAsync(OrganizationId organization, Actor actor, CancelRule rule) =>
        Of(organization, await ReadAsync()) is { } message
            ? CancelVerdict.From(await DecideAsync(message, new Command.Cancel(actor, rule)))
            : new CancelVerdict.NotFound();

    /// <summary>Takes a carrier's report.</summary>
    public async Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt) =>
        await ReadAsync() is { } message
            ? (await DecideAsync(message, new Command.ApplyReceipt(receipt, carrierName))).ToReceiptVerdict()
            : ReceiptVerdict.NotFound;

    /// <summary>Puts it out of sight, if it is the organization's.</summary>
    public async Task ArchiveAsync(OrganizationId organization, Actor actor)
    {
        if (Of(organization, await ReadAsync()) is { } message)
        {
            await DecideAsync(message, new Command.Archive(actor));
        }
    }

    /// <summary>Has it look at its time.</summary>
    public async Task AttendAsync()
    {
        if (await ReadAsync() is { } message)
        {
            Attend(message);
        }
    }

    /// <summary>See <see cref="IMessageActors.ClaimAsync"/>.</summary>
    public async Task<ClaimedCall?> ClaimAsync(Claimant claimant)
    {
        if (await ReadAsync() is not { } message || IsHeld)
        {
            return null;
        }

        if (message.CallOpen && !_isFresh)
        {
            // Whose call it is must not be judged by what is past.
            if (await ReadAnewAsync() is not { } anew || IsHeld)
            {
                return null;
            }

            message = anew;
        }

        if (message.CallOpen)
        {
            CarrierAnswer? end = claimant.Judge(_stored?.Claimant, host.Claimants.IsGone, leaseEnded: Now >= LeaseEnd(message)) switch
            {
                OpenCall.NotMade => new CarrierAnswer.NotCalled(Errors.NotCalled),
                OpenCall.Lost => new CarrierAnswer.Unknown(Errors.CallLost),
                _ => null,
            };
            if (end is null)
            {
                return null;
            }

            var claim = message.Claims;
            SendingEvents.Log.Losing(id, claim);
            message = (await DecideAsync(message, Answered(claim, end))).Next;
            SendingEvents.Log.Lost(id, claim);
        }

        var decision = await DecideAsync(message, new Command.Wake(host.Carrier.Traits), claimant);
        if (decision.Verdict == Verdict.NotYet)
        {
            // Its time was put off, or the clock was set back, since the dispatcher heard of it.
            Attend(decision.Next);
        }

        return decision is { CallsCarrier: true, Next: var claimed }
            ? new ClaimedCall(claimed.Claims, new Submission(claimed.Draft, claimed.Attempts, claimed.DueAt))
            : null;
    }

    /// <summary>See <see cref="IMessageActors.RecordAnswerAsync"/>.</summary>
    public async Task RecordAnswerAsync(int claim, CarrierAnswer answer)
    {
        if (await ReadAsync() is { } message)
        {
            await DecideAsync(message, Answered(claim, answer));
        }
    }

    private Command.RecordAnswer Answered(int claim, CarrierAnswer answer) =>
        new(claim, answer, host.Carrier.Traits, host.Options.Sending, host.Chance.NextDouble());

    private static Message? Of(OrganizationId organization, Message? message) => message?.Draft.Organization == organization ? message : null;

    /// <summary>The message as this actor knows it; null: there is none. Then nothing is kept: ids are free to guess.</summary>
    private async ValueTask<Message?> ReadAsync()
    {
        var isErasable = _stored?.Message is { ErasedAt: null, FinishedAt: { } finished } && finished + host.Options.KeepFinishedFor <= Now;
        if (isErasable || IsHeld)
        {
            // Its texts may have been erased since it was read, or an operator may have released it.
            _stored = null;
        }

        _isFresh = _stored is null;
        if (_stored is null)
        {
            _stored = await host.Store.FindAsync(id, CancellationToken.None);
            if (_stored?.Message is { } found)
            {
                Attend(found);
            }
            else
            {
                stay(null);
            }
        }

        return _stored?.Message;
    }

    private ValueTask<Message?> ReadAnewAsync()
    {
        _stored = null;
        return ReadAsync();
    }

    private bool IsHeld => _stored is { IsHeld: true };

    private async Task<Decision> DecideAsync(Message message, Command command, Claimant? claimant = null)
    {
        while (true)
        {
            var decision = MessageDecider.Decide(message, command, Now);
            if (decision.Verdict != Verdict.Done)
            {
                if (_isFresh)
                {
                    return decision;
                }

                // Nothing is written that would tell whether it is so: a second actor of this message may have moved it since.
                if (await ReadAnewAsync() is not { } stands)
                {
                    return decision;
                }

                message = stands;
                continue;
            }

            // If the write fails, what is stored is not known, and is read before anything else is decided.
            var stored = _stored!;
            _stored = null;
            var claimedBy = decision.Next.CallOpen ? claimant ?? stored.Claimant : null;
            if (await host.Store.TryWriteAsync(message, decision, claimedBy, CancellationToken.None))
            {
                _isFresh = true;
                _stored = new StoredMessage(decision.Next, claimedBy, stored.IsHeld && decision.Next.Status <= MessageStatus.Sending);
                EngineMetrics.Count(decision.Steps);
                Attend(decision.Next);
                return decision;
            }

            // Another writer was first: a second actor of this message, or an operator. What is stored now is decided on anew.
            if (await ReadAsync() is not { } now || (IsHeld && command is Command.Wake) || now.Version == message.Version)
            {
                return new Decision(message, Verdict.NotExpected, []);
            }

            message = now;
        }
    }

    private DateTimeOffset LeaseEnd(Message message) => host.Options.CallLease is { } lease
        ? message.Timeline.Last(step => step.Cause == StepCause.Claimed).At + lease
        : DateTimeOffset.MaxValue;

    /// <summary>Has the dispatcher know when the message is due, if that is near.</summary>
    private void Attend(Message message)
    {
        var at = message.CallOpen ? LeaseEnd(message) : message.WakeAt;
        if (at is null || IsHeld)
        {
            dispatcher.Forget(id);
            stay(null);
            return;
        }

        var pause = at.Value - Now;
        if (message.CallOpen && pause > TimeSpan.Zero)
        {
            stay(pause < host.Options.WatchWithin ? pause : host.Options.WatchWithin);
        }
        else if (pause <= host.Options.WatchWithin)
        {
            dispatcher.Enqueue(id, at.Value);

            // The dispatcher asks for it again when it is soon due.
            stay(pause > 2 * host.Options.ReadyAhead ? null : pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
        }
        else
        {
            dispatcher.Forget(id);
            stay(null);
        }
    }

    private static class Errors
    {
        public static readonly MessageError NotCalled = new(
            "not_called", "The carrier was not called: the store did not confirm in time that it might be.");
        public static readonly MessageError CallLost = new("call_lost", "The process that called the carrier brings no answer any more.");
    }
}
