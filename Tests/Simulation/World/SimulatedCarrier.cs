using Belay.Messages;

namespace Belay.Tests.Simulation;

/// <summary>The carrier of a world: it outlives every process, keeps its own journal, and does to callers what carriers do.</summary>
internal sealed class SimulatedCarrier(World world, CarrierTraits traits)
{
    private static readonly MessageError Trouble = new("trouble", "The carrier had trouble.");

    private readonly List<OpenCall> _open = [];
    private readonly List<(Receipt Receipt, bool Early)> _receipts = [];
    private readonly HashSet<MessageId> _effected = [];
    private readonly Dictionary<MessageId, int> _calls = [];

    public CarrierTraits Traits => traits;

    public List<CarrierEntry> Journal { get; } = [];

    public bool HasOpenCalls => _open.Count > 0;

    public bool HasReceipts => _receipts.Count > 0;

    /// <summary>The carrier as a process reaches it.</summary>
    public ICarrier For(Life life) => new Line(this, life);

    /// <summary>Answers one call that is still open.</summary>
    public void AnswerOne() => _open[world.Chance.Next(_open.Count)].Answer();

    /// <summary>Reports what became of one message; what cannot be taken is reported again later.</summary>
    public async Task ReportOneAsync(Life life)
    {
        var at = world.Chance.Next(_receipts.Count);
        var (receipt, early) = _receipts[at];
        _receipts.RemoveAt(at);
        if (early)
        {
            world.Hit(Mark.ReceiptEarly);
        }

        try
        {
            await life.Seam.ReportAsync(traits.Name, receipt, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            _receipts.Add((receipt, false));
        }
    }

    /// <summary>A report on a message that nobody knows, or from a carrier that confuses its customers.</summary>
    public void ReportNonsense()
    {
        world.Hit(Mark.ReceiptForUnknownId);
        _receipts.Add((new Receipt(world.NewId(), null, Delivered: true), false));
    }

    /// <summary>The caller is gone: nobody waits for the answers.</summary>
    public void HangUp(Life life)
    {
        if (_open.RemoveAll(call => call.Caller == life) > 0)
        {
            world.Hit(Mark.CrashWithOpenCall);
        }
    }

    private async Task<CarrierAnswer> TakeAsync(Life life, Submission submission)
    {
        var id = submission.Draft.Id;
        if (world.Chance.Next(12) == 0)
        {
            // A guard around the carrier keeps the call back: the carrier hears nothing of it.
            world.Hit(Mark.CarrierNotCalled);
            return new CarrierAnswer.NotCalled(Trouble, world.Chance.Next(2) == 0 ? null : TimeSpan.FromSeconds(world.Chance.Next(1, 60)));
        }

        var nth = _calls[id] = _calls.GetValueOrDefault(id) + 1;
        if (life.InFlight.Count >= world.Options.DispatchConcurrency)
        {
            world.Break("I13", id.ToString(), $"{life.InFlight.Count + 1} calls are open at once");
        }

        var known = traits.HonoursIdempotencyKey && _effected.Contains(id);
        var (answer, effect) = Choose(known);
        if (nth > 1)
        {
            world.Hit(Mark.CalledAgain);
        }

        if (effect)
        {
            _effected.Add(id);
            ExpectReceipts(id, answer);
        }

        var entry = Journal.Count;
        Journal.Add(new(
            world.Tick(), world.ClaimedAt(id, nth), id.ToString(), submission.IdempotencyKey, traits.HonoursIdempotencyKey,
            effect, CarrierSaid.Nothing));
        life.InFlight.Add(id);
        if (world.Chance.Next(5) < 3)
        {
            world.Hit(Mark.CarrierAnswersLate);
            var call = new OpenCall(this, life);
            _open.Add(call);
            await call.Answered;
        }

        life.InFlight.Remove(id);
        Journal[entry] = Journal[entry] with
        {
            Said = answer switch
            {
                CarrierAnswer.Accepted => CarrierSaid.Accepted,
                CarrierAnswer.Later => CarrierSaid.Later,
                CarrierAnswer.Refused => CarrierSaid.Refused,
                _ => CarrierSaid.Nothing,
            },
        };
        return answer ?? throw new HttpRequestException("The line broke.");
    }

    /// <summary>What a call is answered with (null: it throws), and whether a person gets a text by it.</summary>
    private (CarrierAnswer? Answer, bool Effect) Choose(bool known)
    {
        var chance = world.Chance;
        var kind = chance.Next(100);
        switch (kind)
        {
            case < 52:
                world.Hit(known ? Mark.CarrierKnowsTheKey : Mark.CarrierAccepts);
                return (new CarrierAnswer.Accepted(chance.Next(3) == 0 ? null : "ref-" + world.Tick()), !known);
            case < 70:
                world.Hit(Mark.CarrierSaysLater);
                return (new CarrierAnswer.Later(
                    chance.Next(3) switch { 0 => null, 1 => TimeSpan.FromSeconds(chance.Next(1, 20)), _ => TimeSpan.FromMinutes(2) },
                    Trouble), false);
            case < 77 when !known:
                world.Hit(Mark.CarrierRefuses);
                return (new CarrierAnswer.Refused(Trouble), false);
            case < 84:
                world.Hit(Mark.CarrierThrows);
                return (null, !known && chance.Next(2) == 0);
            case < 92:
                world.Hit(Mark.CarrierUnknownWithEffect);
                return (new CarrierAnswer.Unknown(Trouble), !known);
            default:
                world.Hit(Mark.CarrierUnknownWithoutEffect);
                return (new CarrierAnswer.Unknown(Trouble), false);
        }
    }

    private void ExpectReceipts(MessageId id, CarrierAnswer? answer)
    {
        var chance = world.Chance;
        if (!traits.SendsReceipts || chance.Next(5) == 0)
        {
            return;
        }

        var byReference = answer is CarrierAnswer.Accepted { Reference: not null } && chance.Next(3) == 0;
        var receipt = byReference
            ? new Receipt(null, ((CarrierAnswer.Accepted)answer!).Reference, chance.Next(4) > 0)
            : new Receipt(id, null, chance.Next(4) > 0, Error: Trouble);
        if (byReference)
        {
            world.Hit(Mark.ReceiptByReference);
        }

        _receipts.Add((receipt, true));
        if (chance.Next(4) == 0)
        {
            world.Hit(Mark.ReceiptTwice);
            _receipts.Add((receipt, false));
        }

        if (chance.Next(5) == 0)
        {
            world.Hit(Mark.ReceiptContradicts);
            _receipts.Add((receipt with { Delivered = !receipt.Delivered }, false));
        }
    }

    private sealed class OpenCall(SimulatedCarrier carrier, Life caller)
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Life Caller => caller;

        public Task Answered => _answered.Task;

        public void Answer()
        {
            carrier._open.Remove(this);
            _answered.SetResult();
        }
    }

    private sealed class Line(SimulatedCarrier carrier, Life life) : ICarrier
    {
        public CarrierTraits Traits => carrier.Traits;

        public Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken) => carrier.TakeAsync(life, submission);
    }
}
