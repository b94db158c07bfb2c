using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>What is due is handed to the carrier first, and claimed when the carrier has answered.</summary>
internal sealed class ClaimAfterCall : Bug
{
    public override IMessageActors Around(World world, Life life, IMessageActors actors) => new Seam(world, life, actors);

    private sealed class Seam(World world, Life life, IMessageActors actors) : ActorsSeam(actors)
    {
        private readonly ICarrier _carrier = world.Carrier.For(life);

        public override async Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant)
        {
            var wake = new Command.Wake(_carrier.Traits);
            if (await life.Store.Messages.FindAsync(id, CancellationToken.None) is { Message: var message }
                && MessageDecider.Decide(message, wake, world.Clock.GetUtcNow()) is { CallsCarrier: true, Next: var next })
            {
                var answer = await AskAsync(new Submission(next.Draft, next.Attempts, next.DueAt));
                if (await base.ClaimAsync(id, claimant) is { } call)
                {
                    await RecordAnswerAsync(id, call.Claim, answer);
                }

                return null;
            }

            // What expires or waits for a receipt in vain is moved as ever.
            return await base.ClaimAsync(id, claimant);
        }

        private async Task<CarrierAnswer> AskAsync(Submission submission)
        {
            try
            {
                return await _carrier.SubmitAsync(submission, CancellationToken.None);
            }
            catch (HttpRequestException)
            {
                return new CarrierAnswer.Unknown(new MessageError("carrier_failed", "The line broke."));
            }
        }
    }
}

/// <summary>An unknown outcome is taken for "not sent", and tried again.</summary>
internal sealed class RetryOnUnknown : Bug
{
    public override ICarrier Around(ICarrier carrier) => new Line(carrier);

    private sealed class Line(ICarrier carrier) : ICarrier
    {
        public CarrierTraits Traits => carrier.Traits;

        public async Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
        {
            try
            {
                var answer = await carrier.SubmitAsync(submission, cancellationToken);
                return answer is CarrierAnswer.Unknown ? new CarrierAnswer.Later() : answer;
            }
            catch (HttpRequestException)
            {
                return new CarrierAnswer.Later();
            }
        }
    }
}

/// <summary>A poller beside the timer takes what it saw due, without asking whether the timer has taken it.</summary>
internal sealed class TimerAndPollerBothFire : Bug
{
    public override IMessageStore Around(World world, Life life, IMessageStore messages) => new Seam(world, life, messages);

    private sealed class Seam(World world, Life life, IMessageStore messages) : MessagesSeam(messages)
    {
        public override async Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken)
        {
            var found = await base.FindDueAsync(dueBy, max, cancellationToken);
            foreach (var due in found.Where(due => due.WakeAt <= world.Clock.GetUtcNow()))
            {
                if (await FindAsync(due.Id, cancellationToken) is { Message: var message } && message.Status.IsPending())
                {
                    var submission = new Submission(message.Draft, message.Attempts + 1, message.DueAt);
                    life.Tasks.Start(() => world.Carrier.For(life).SubmitAsync(submission, CancellationToken.None));
                }
            }

            return found;
        }
    }
}

/// <summary>What has been with the carrier for ten seconds is taken for forgotten and queued again, though its call is still open.</summary>
internal sealed class RescueOfARowInFlight : Bug
{
    public override IMessageStore Around(World world, Life life, IMessageStore messages) => new Seam(world, life, messages);

    private sealed class Seam(World world, Life life, IMessageStore messages) : MessagesSeam(messages)
    {
        public override async Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken)
        {
            await life.Store.Writer.DoOwnAsync(
                (session, now) =>
                {
                    foreach (var message in OpenCalls(session).Where(message => message.Timeline[^1].At < now - TimeSpan.FromSeconds(10)))
                    {
                        // As if the carrier had said "later".
                        var later = new CarrierAnswer.Later(TimeSpan.Zero);
                        var record = new Command.RecordAnswer(message.Claims, later, world.Carrier.Traits, world.Options.Sending, Jitter: 0);
                        session.TryUpdate(message, MessageDecider.Decide(message, record, now));
                    }

                    return true;
                },
                WriteKind.Other);
            return await base.FindDueAsync(dueBy, max, cancellationToken);
        }

        private static List<Message> OpenCalls(WriteSession session)
        {
            using var select = session.Connection.CreateCommand();
            select.CommandText = "SELECT id FROM message WHERE call_open = 1";
            using var rows = select.ExecuteReader();
            List<MessageId> ids = [];
            while (rows.Read())
            {
                ids.Add(new MessageId(new Guid((byte[])rows[0], bigEndian: true)));
            }

            return [.. ids.Select(id => session.Find(id)).OfType<Message>()];
        }
    }
}

/// <summary>The wheel of time only turns forward: where the clock is set back, it waits until the clock is where it was.</summary>
internal sealed class BackwardClockStalls : Bug
{
    public override IMessageActors Around(World world, Life life, IMessageActors actors) => new Seam(world, actors);

    private sealed class Seam(World world, IMessageActors actors) : ActorsSeam(actors)
    {
        private DateTimeOffset _turnedTo = DateTimeOffset.MinValue;

        public override Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant)
        {
            var now = world.Clock.GetUtcNow();
            if (now < _turnedTo)
            {
                return Task.FromResult<ClaimedCall?>(null);
            }

            _turnedTo = now;
            return base.ClaimAsync(id, claimant);
        }
    }
}

/// <summary>A request to claim is numbered when it arrives, not when it is made: one that was given up long ago passes for the newest.</summary>
internal sealed class StaleClaimantIsBelieved : Bug
{
    public override IMessageActors Around(World world, Life life, IMessageActors actors) => new Seam(actors);

    private sealed class Seam(IMessageActors actors) : ActorsSeam(actors)
    {
        private long _arrived;

        public override Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant) => base.ClaimAsync(id, claimant with { Request = ++_arrived });
    }
}

/// <summary>The way to the actors, with room for a mistake around it.</summary>
internal abstract class ActorsSeam(IMessageActors actors) : IMessageActors
{
    public Task AttendAsync(MessageId id) => actors.AttendAsync(id);

    public virtual Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant) => actors.ClaimAsync(id, claimant);

    public virtual Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer) => actors.RecordAnswerAsync(id, claim, answer);
}

/// <summary>The store as the engine reaches it, with room for a mistake around it.</summary>
internal abstract class MessagesSeam(IMessageStore messages) : IMessageStore
{
    public Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken) =>
        messages.AcceptAsync(request, now, cancellationToken);

    public virtual Task<StoredMessage?> FindAsync(MessageId id, CancellationToken cancellationToken) => messages.FindAsync(id, cancellationToken);

    public Task<bool> TryWriteAsync(Message before, Decision decision, Claimant? claimant, CancellationToken cancellationToken) =>
        messages.TryWriteAsync(before, decision, claimant, cancellationToken);

    public virtual Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken) =>
        messages.FindDueAsync(dueBy, max, cancellationToken);

    public Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken) => messages.FindClaimedAsync(cancellationToken);

    public Task<Erased> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        messages.EraseFinishedAsync(until, now, cancellationToken);
}
