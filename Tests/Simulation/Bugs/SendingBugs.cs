using Belay.Engine.Embedded.Sqlite;
using Belay.Engine.Embedded.Writing;
using Belay.Messages;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>What is due is handed to the carrier first, and claimed when the carrier has answered.</summary>
internal sealed class ClaimAfterCall : Bug
{
    private readonly HashSet<MessageId> _calling = [];

    public override WriteSession Open(World world, Life life, Database database) => new Session(this, world, life, database.OpenForWriting());

    public override IDueWork Around(World world, Life life, IDueWork dispatcher)
    {
        _calling.Clear();
        return new Work(this, world, life, dispatcher);
    }

    /// <summary>Does not offer a second time what is being called.</summary>
    private sealed class Session(ClaimAfterCall bug, World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override List<Message> FindDue(DateTimeOffset now, int max) =>
            [.. base.FindDue(now, max + bug._calling.Count).Where(message => !bug._calling.Contains(message.Id)).Take(max)];

        public override DateTimeOffset? NextWake() => FindDue(DateTimeOffset.MaxValue, 1) is [var next] ? next.WakeAt : null;
    }

    private sealed class Work(ClaimAfterCall bug, World world, Life life, IDueWork dispatcher) : DueWork(dispatcher)
    {
        private readonly ICarrier _carrier = world.Carrier.For(life);

        public override int Execute(WriteSession session, DateTimeOffset now)
        {
            foreach (var message in session.FindDue(now, 16).Where(message => message.Status != MessageStatus.Sent && !(message.Draft.ValidUntil <= now)))
            {
                bug._calling.Add(message.Id);
                life.Tasks.Start(() => CallAsync(message));
            }

            // What expires or waits for a receipt in vain is moved as ever.
            return base.Execute(session, now);
        }

        private async Task CallAsync(Message message)
        {
            var answer = await _carrier.SubmitAsync(new Submission(message.Draft, message.Attempts + 1, message.DueAt), CancellationToken.None);
            await life.Engine.Writer.DoOwnAsync(
                (session, now) =>
                {
                    var stored = session.Find(message.Id)!;
                    var claim = MessageDecider.Decide(stored, new Command.Wake(world.Carrier.Traits), now);
                    if (claim.CallsCarrier && session.TryUpdate(stored, claim))
                    {
                        var record = new Command.RecordAnswer(claim.Next.Claims, answer, world.Carrier.Traits, world.Options.Sending, Jitter: 0);
                        session.TryUpdate(claim.Next, MessageDecider.Decide(claim.Next, record, now));
                    }

                    return true;
                },
                WriteKind.Answer);
            bug._calling.Remove(message.Id);
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
    public override IDueWork Around(World world, Life life, IDueWork dispatcher) => new Work(world, life, dispatcher);

    private sealed class Work(World world, Life life, IDueWork dispatcher) : DueWork(dispatcher)
    {
        private List<Message> _seen = [];

        public override int Execute(WriteSession session, DateTimeOffset now)
        {
            _seen = session.FindDue(now, 1);
            return base.Execute(session, now);
        }

        public override void Committed(bool touchedEvents)
        {
            base.Committed(touchedEvents);
            foreach (var message in _seen.Where(message => message.Status.IsPending()))
            {
                life.Tasks.Start(() => world.Carrier.For(life).SubmitAsync(new Submission(message.Draft, message.Attempts + 1, message.DueAt), CancellationToken.None));
            }

            _seen = [];
        }
    }
}

/// <summary>What has been with the carrier for ten seconds is taken for forgotten and queued again, though its call is still open.</summary>
internal sealed class RescueOfARowInFlight : Bug
{
    public override IDueWork Around(World world, Life life, IDueWork dispatcher) => new Work(world, dispatcher);

    private sealed class Work(World world, IDueWork dispatcher) : DueWork(dispatcher)
    {
        public override int Execute(WriteSession session, DateTimeOffset now)
        {
            Requeue.All(session, session.FindOpenCalls().Where(message => message.Timeline[^1].At < now - TimeSpan.FromSeconds(10)), world);
            return base.Execute(session, now);
        }
    }
}

/// <summary>The wheel of time only turns forward: where the clock is set back, it waits until the clock is where it was.</summary>
internal sealed class BackwardClockStalls : Bug
{
    public override IDueWork Around(World world, Life life, IDueWork dispatcher) => new Work(dispatcher);

    private sealed class Work(IDueWork dispatcher) : DueWork(dispatcher)
    {
        private DateTimeOffset _turnedTo = DateTimeOffset.MinValue;
        private bool _stalls;

        public override bool HasRoom => base.HasRoom && !_stalls;

        public override bool Wants(DateTimeOffset now)
        {
            _stalls = now < _turnedTo;
            _turnedTo = _stalls ? _turnedTo : now;
            return !_stalls && base.Wants(now);
        }
    }
}

/// <summary>The dispatcher, with room for a mistake around it.</summary>
internal abstract class DueWork(IDueWork dispatcher) : IDueWork
{
    public DateTimeOffset NextAt
    {
        get => dispatcher.NextAt;
        set => dispatcher.NextAt = value;
    }

    public virtual bool HasRoom => dispatcher.HasRoom;

    public virtual bool Wants(DateTimeOffset now) => dispatcher.Wants(now);

    public virtual int Execute(WriteSession session, DateTimeOffset now) => dispatcher.Execute(session, now);

    public virtual void Committed(bool touchedEvents) => dispatcher.Committed(touchedEvents);

    public void RolledBack() => dispatcher.RolledBack();
}
