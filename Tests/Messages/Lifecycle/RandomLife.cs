using Belay.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Belay.Tests.Messages;

/// <summary>What happens next in a random life: which command, and when. It becomes a command only when it meets a message.</summary>
internal enum Turn
{
    Cancel,
    CancelScheduled,
    CancelWithLead,
    Wake,
    Answer,
    StaleAnswer,
    Receipt,
    Archive,
}

/// <summary>When a turn comes.</summary>
internal enum Moment
{
    AtOnce,
    Soon,
    OnTime,
    ATickEarly,
    AsValidityEnds,
    AMinuteBeforeDue,
    MuchLater,
    ClockStepsBack,
    EndOfTime,
    BeginningOfTime,
}

/// <summary>One turn of a random life; <paramref name="Choice"/> picks the details.</summary>
internal sealed record Happening(Turn Turn, Moment Moment, int Choice);

/// <summary>A draft by its times, and what happens to it.</summary>
/// <param name="LeadMinutes">Minutes from acceptance to the send time; 0: no send time.</param>
/// <param name="ValidMinutes">Minutes from acceptance to the end of validity; 0: no end. May lie before the send time: the core must bear it.</param>
/// <param name="Happenings">In their order.</param>
internal sealed record RandomLife(int LeadMinutes, int ValidMinutes, Happening[] Happenings)
{
    private static readonly CarrierTraits[] Carriers =
    [
        Situations.Full, Situations.Full, Situations.NoIdempotency, Situations.NoReceipts,
        new("bare", HonoursIdempotencyKey: false, SendsReceipts: false),
    ];

    /// <summary>The carrier changes now and then between calls; more often, and few messages would live on after an unknown outcome.</summary>
    private static readonly CarrierTraits[] NextCarriers =
    [
        Situations.Full, Situations.Full, Situations.Full, Situations.Full, Situations.NoReceipts, Situations.NoReceipts,
        Situations.NoIdempotency, Situations.Elsewhere,
    ];

    private static readonly SendingRules[] Rules =
    [
        new(), new(), new(),
        new() { AttemptsMax = 3 },
        new() { AttemptsMax = 1, RetryFor = TimeSpan.Zero },
        new()
        {
            AttemptsMax = int.MaxValue,
            PauseBase = TimeSpan.MaxValue,
            PauseMax = TimeSpan.MaxValue,
            RetryFor = TimeSpan.MaxValue,
            ReceiptTimeout = TimeSpan.MaxValue,
        },
    ];

    private static readonly TimeSpan?[] Asked =
        [
            null, null, null, TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromHours(3), TimeSpan.FromDays(400), TimeSpan.MaxValue,
            TimeSpan.MinValue,
        ];

    private static readonly double[] Jitters = [0, 0.5, 0.25, Math.BitDecrement(1.0)];

    /// <summary>Lives that shrink to the fewest happenings that still show a failure.</summary>
    public static Arbitrary<RandomLife> Any { get; } = Arb.From(
        from lead in Gen.Elements(0, 0, 1, 2, 60, 1_440)
        from valid in Gen.Elements(0, 0, 1, 30, 61, 90, 1_500)
        from happenings in Gen.Resize(Gen.ArrayOf(AnyHappening()), 30)
        select new RandomLife(lead, valid, happenings),
        life => Enumerable.Range(0, life.Happenings.Length)
            .Select(gone => life with { Happenings = [.. life.Happenings.Where((_, at) => at != gone)] }));

    /// <summary>The message as it is accepted.</summary>
    public Message Accept() => Message.Accept(
        Drafts.Make(
            LeadMinutes == 0 ? null : Drafts.Start.AddMinutes(LeadMinutes),
            ValidMinutes == 0 ? null : Drafts.Start.AddMinutes(ValidMinutes)),
        Drafts.Caller,
        Drafts.Start);

    /// <summary>Lives it: every message on the way with the order it met and what was decided.</summary>
    public IEnumerable<(Message Before, Order Order, Decision Decision)> Live()
    {
        var message = Accept();
        var now = Drafts.Start;
        foreach (var happening in Happenings)
        {
            var order = new Order(CommandFor(happening, message), Instant(happening.Moment, message, now));
            var decision = MessageDecider.Decide(message, order.Command, order.At);
            yield return (message, order, decision);
            message = decision.Next;

            // Nobody comes back from the ends of time; the clock of the life goes on from where it was.
            now = happening.Moment is Moment.EndOfTime or Moment.BeginningOfTime ? now : order.At;
        }
    }

    /// <summary>The message at the end of the life.</summary>
    public Message End() => Live().Select(turn => turn.Decision.Next).LastOrDefault(Accept());

    /// <summary>For FsCheck's report.</summary>
    public override string ToString() =>
        $"lead {LeadMinutes} min, valid {ValidMinutes} min: {string.Join("; ", Happenings.Select(one => $"{one.Turn} {one.Moment} {one.Choice}"))}";

    private static Gen<Happening> AnyHappening() =>
        from turn in Gen.Frequency((2, Gen.Constant(Turn.Cancel)), (1, Gen.Constant(Turn.CancelScheduled)), (1, Gen.Constant(Turn.CancelWithLead)),
            (10, Gen.Constant(Turn.Wake)), (10, Gen.Constant(Turn.Answer)), (1, Gen.Constant(Turn.StaleAnswer)), (2, Gen.Constant(Turn.Receipt)),
            (1, Gen.Constant(Turn.Archive)))
        from moment in Gen.Frequency(
            (4, Gen.Constant(Moment.AtOnce)), (4, Gen.Constant(Moment.Soon)), (16, Gen.Constant(Moment.OnTime)), (2, Gen.Constant(Moment.ATickEarly)),
            (2, Gen.Constant(Moment.AsValidityEnds)), (1, Gen.Constant(Moment.AMinuteBeforeDue)), (1, Gen.Constant(Moment.MuchLater)),
            (1, Gen.Constant(Moment.ClockStepsBack)),
            (1, Gen.Elements(Moment.EndOfTime, Moment.BeginningOfTime)))
        from choice in Gen.Choose(0, 999_999)
        select new Happening(turn, moment, choice);

    private static DateTimeOffset Instant(Moment moment, Message message, DateTimeOffset now) => moment switch
    {
        Moment.AtOnce => now,
        Moment.Soon => Clamp(now, TimeSpan.FromSeconds(1)),
        Moment.OnTime => message.WakeAt > now ? message.WakeAt.Value : now,
        Moment.ATickEarly => Clamp(message.WakeAt ?? now, -TimeSpan.FromTicks(1)),
        Moment.AsValidityEnds => message.Draft.ValidUntil ?? now,
        Moment.AMinuteBeforeDue => message.DueAt - TimeSpan.FromMinutes(1),
        Moment.MuchLater => Clamp(now, TimeSpan.FromDays(5)),
        Moment.ClockStepsBack => Clamp(now, -TimeSpan.FromHours(1)),
        Moment.EndOfTime => DateTimeOffset.MaxValue,
        _ => DateTimeOffset.MinValue,
    };

    private static DateTimeOffset Clamp(DateTimeOffset at, TimeSpan by) =>
        by > DateTimeOffset.MaxValue - at ? DateTimeOffset.MaxValue
        : by < DateTimeOffset.MinValue - at ? DateTimeOffset.MinValue
        : at + by;

    private static Command CommandFor(Happening happening, Message message)
    {
        var choice = happening.Choice;
        return happening.Turn switch
        {
            Turn.Cancel => new Command.Cancel(Drafts.Caller, CancelRule.Pending),
            Turn.CancelScheduled => new Command.Cancel(Drafts.Caller, CancelRule.Scheduled),
            Turn.CancelWithLead => new Command.Cancel(Drafts.Caller, CancelRule.Scheduled with { MoreThanBeforeDue = TimeSpan.FromSeconds(60) }),
            Turn.Wake => new Command.Wake(Pick(NextCarriers, choice)),
            Turn.Answer => AnswerFor(choice, message.Claims),
            Turn.StaleAnswer => AnswerFor(choice, message.Claims - 1),
            Turn.Receipt => Situations.ReceiptOf(choice % 2 == 0),
            _ => new Command.Archive(Drafts.Caller),
        };
    }

    private static Command.RecordAnswer AnswerFor(int choice, int claim)
    {
        CarrierAnswer answer = (choice % 12) switch
        {
            0 => new CarrierAnswer.Accepted("ref"),
            1 => new CarrierAnswer.Accepted(),
            2 => new CarrierAnswer.Refused(Situations.Trouble),
            3 or 4 or 5 => new CarrierAnswer.Unknown(Situations.Trouble),
            6 => new CarrierAnswer.NotCalled(Situations.Trouble, Pick(Asked, choice / 10)),
            7 => new CarrierAnswer.NotWorking(Situations.Trouble, Pick(Asked, choice / 10)),
            _ => new CarrierAnswer.Later(Pick(Asked, choice / 10)),
        };
        return new(claim, answer, Pick(Carriers, choice / 100), Pick(Rules, choice / 1_000), Pick(Jitters, choice / 10_000));
    }

    private static T Pick<T>(T[] choices, int number) => choices[number % choices.Length];
}
