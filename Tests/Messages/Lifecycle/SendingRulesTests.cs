using Belay.Messages;
using FsCheck.Fluent;

namespace Belay.Tests.Messages;

/// <summary>The pause after a call, seen as the time at which the message wakes again.</summary>
public sealed class SendingRulesTests
{
    private static readonly SendingRules Patient = new() { RetryFor = TimeSpan.FromDays(10_000) };
    private static readonly double JitterMax = Math.BitDecrement(1.0);

    [Fact]
    public void The_documented_defaults_hold()
    {
        var rules = new SendingRules();
        Assert.Equal(0, rules.AttemptsMax);
        Assert.Equal(
            (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(4), TimeSpan.FromHours(72)),
            (rules.PauseBase, rules.PauseMax, rules.RetryFor, rules.ReceiptTimeout));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(10, 512)]
    [InlineData(11, 600)]
    [InlineData(12, 600)]
    [InlineData(41, 600)]
    [InlineData(1_000, 600)]
    [InlineData(int.MaxValue - 1, 600)]
    public void The_pause_doubles_with_each_call_up_to_its_maximum(int attempt, double fullSeconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(fullSeconds / 2), Pause(attempt, jitter: 0));
        Assert.Equal(TimeSpan.FromSeconds(fullSeconds * 0.75), Pause(attempt, jitter: 0.5));
        Assert.InRange(Pause(attempt, JitterMax), TimeSpan.FromSeconds(fullSeconds * 0.999), TimeSpan.FromSeconds(fullSeconds));
    }

    [Fact]
    public void A_pause_is_never_below_half_or_above_all_of_what_the_doubling_gives()
    {
        var cases =
            from attempt in Gen.Choose(1, 2_000)
            from baseMs in Gen.Choose(1, 3_600_000)
            from factor in Gen.Choose(1, 1_000)
            from jitter in Gen.Choose(0, 999_999)
            select (attempt, baseMs, factor, jitter);
        Repeatable.Check(cases.ToArbitrary(), one =>
        {
            var rules = Patient with
            {
                PauseBase = TimeSpan.FromMilliseconds(one.baseMs),
                PauseMax = TimeSpan.FromMilliseconds((long)one.baseMs * one.factor),
            };
            var full = rules.PauseBase.Ticks;
            for (var call = 1; call < one.attempt && full < rules.PauseMax.Ticks; call++)
            {
                full *= 2;
            }

            full = Math.Min(full, rules.PauseMax.Ticks);
            var pause = Pause(one.attempt, one.jitter / 1_000_000.0, rules);
            Assert.InRange(pause.Ticks, (full / 2) - 1, full);
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(2, 2)]
    [InlineData(86_400, 86_400)]
    public void A_carrier_may_ask_for_a_longer_pause_and_not_for_a_shorter_one(double askedSeconds, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Pause(2, jitter: 0, asked: TimeSpan.FromSeconds(askedSeconds)));

    [Theory]
    [InlineData(14_400)]
    [InlineData(86_400)]
    [InlineData(double.MaxValue)]
    public void A_pause_that_leads_beyond_the_time_for_retries_ends_with_it_and_only_the_answer_then_ends_the_message(double askedSeconds)
    {
        var sending = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start).Woken();
        var asked = askedSeconds < 1e9 ? TimeSpan.FromSeconds(askedSeconds) : TimeSpan.MaxValue;
        var queued = sending.Answered(new CarrierAnswer.Later(asked));
        Assert.Equal((MessageStatus.Queued, sending.LastAt() + Situations.Rules.RetryFor), (queued.Status, queued.WakeAt!.Value));
        Assert.Equal(MessageStatus.Sent, queued.Woken().Answered(new CarrierAnswer.Accepted()).Status);
        Assert.Equal(MessageStatus.SendingFailed, queued.Woken().Answered(new CarrierAnswer.Later(asked)).Status);
    }

    /// <remarks>With the pauses of a trial, and the carrier away for all the time.</remarks>
    [Theory]
    [InlineData("later")]
    [InlineData("not_working")]
    [InlineData("not_called")]
    [InlineData("unknown")]
    public void A_message_is_tried_for_as_long_as_the_rules_say_however_often_that_is(string kind)
    {
        CarrierAnswer answer = kind switch
        {
            "later" => new CarrierAnswer.Later(),
            "not_working" => new CarrierAnswer.NotWorking(Situations.Trouble),
            "not_called" => Situations.NotCalled,
            _ => new CarrierAnswer.Unknown(Situations.Trouble),
        };
        var rules = new SendingRules
        {
            PauseBase = TimeSpan.FromMilliseconds(10),
            PauseMax = TimeSpan.FromSeconds(6),
            RetryFor = TimeSpan.FromSeconds(144),
        };
        var message = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start);
        while (!message.Status.IsEnd())
        {
            message = message.Woken();
            message = message.Then(Situations.AnswerTo(message, answer, rules: rules), message.LastAt());
        }

        Assert.Equal(kind == "unknown" ? MessageStatus.DeliveryUnconfirmed : MessageStatus.SendingFailed, message.Status);
        Assert.Equal(message.FirstClaimedAt + rules.RetryFor, message.CompletedAt);
        Assert.InRange(message.Claims, 31, SendingRules.FastTriesMax + SendingRules.SlowTriesMax);
        Assert.Equal(kind == "not_called" ? 0 : message.Claims, message.Attempts);
    }

    /// <remarks>An open circuit asks for seconds, and may be open for hours.</remarks>
    [Fact]
    public void An_outage_in_which_the_carrier_is_not_called_writes_few_steps()
    {
        var message = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start);
        while (!message.Status.IsEnd())
        {
            message = message.Woken();
            message = message.Then(
                Situations.AnswerTo(message, new CarrierAnswer.NotCalled(Situations.Trouble, TimeSpan.FromSeconds(5))), message.LastAt());
        }

        Assert.Equal(message.FirstClaimedAt + Situations.Rules.RetryFor, message.CompletedAt);
        Assert.InRange(message.Timeline.Count, 20, 150);
    }

    [Fact]
    public void The_pause_after_a_call_that_was_not_made_is_what_it_asks_for_and_grows_until_a_call_is_made()
    {
        var message = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start).Woken();
        Assert.Equal(
            [5, 5, 5, 5, 8, 16], Enumerable.Range(0, 6).Select(_ => Next(new CarrierAnswer.NotCalled(Situations.Trouble, TimeSpan.FromSeconds(5)))));
        Assert.Equal(0.5, Next(new CarrierAnswer.Later()));
        Assert.Equal(0.5, Next(Situations.NotCalled));
        Assert.Equal(1, Next(Situations.NotCalled));
        Assert.Equal(1, Next(new CarrierAnswer.Later()));

        double Next(CarrierAnswer answer)
        {
            var waiting = message.Then(Situations.AnswerTo(message, answer), message.LastAt());
            message = waiting.Woken();
            return (waiting.WakeAt!.Value - waiting.LastAt()).TotalSeconds;
        }
    }

    [Fact]
    public void A_call_that_was_not_made_is_taken_back_also_where_the_time_is_over()
    {
        var sending = Situations.Sending();
        var ended = sending.Then(Situations.AnswerTo(sending, Situations.NotCalled, rules: new SendingRules { RetryFor = TimeSpan.FromSeconds(1) }));
        Assert.Equal((MessageStatus.SendingFailed, 0, "left_alone"), (ended.Status, ended.Attempts, ended.Error?.Code));
        Assert.Equal([StepCause.NotCalled, StepCause.RetriesExhausted], ended.Timeline.TakeLast(2).Select(step => step.Cause));
    }

    /// <remarks>Each try is two entries of the timeline, which is written whole with each step.</remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void However_short_the_pauses_are_the_tries_of_a_message_are_some_hundreds(bool called)
    {
        var rules = new SendingRules { PauseBase = TimeSpan.FromMilliseconds(1), PauseMax = TimeSpan.FromMilliseconds(1) };
        var message = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start);
        while (!message.Status.IsEnd())
        {
            message = message.Woken();
            message = message.Then(
                Situations.AnswerTo(message, called ? new CarrierAnswer.Later() : Situations.NotCalled, rules: rules), message.LastAt());
        }

        Assert.Equal(message.FirstClaimedAt + rules.RetryFor, message.CompletedAt);
        Assert.InRange(message.Claims, SendingRules.FastTriesMax, SendingRules.FastTriesMax + SendingRules.SlowTriesMax + 1);
    }

    [Fact]
    public void Rules_without_any_bound_wait_until_the_end_of_time_and_throw_nothing()
    {
        var forever = Patient with
        {
            PauseBase = TimeSpan.MaxValue,
            PauseMax = TimeSpan.MaxValue,
            RetryFor = TimeSpan.MaxValue,
            ReceiptTimeout = TimeSpan.MaxValue,
        };
        var sending = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start).Woken();
        Assert.Equal(
            DateTimeOffset.MaxValue, sending.Then(Situations.AnswerTo(sending, new CarrierAnswer.Later(), rules: forever, jitter: JitterMax)).WakeAt);
        Assert.Equal(DateTimeOffset.MaxValue, sending.Then(Situations.AnswerTo(sending, new CarrierAnswer.Accepted(), rules: forever)).WakeAt);
    }

    [Fact]
    public void An_answer_ends_a_message_when_the_time_for_retries_is_over_and_not_a_tick_before()
    {
        var sending = Situations.Sending();
        var end = sending.LastAt().AddSeconds(10.5);
        var answer = Situations.AnswerTo(sending, new CarrierAnswer.Later(), rules: new SendingRules { RetryFor = TimeSpan.FromSeconds(10.5) });
        Assert.Equal(
            (MessageStatus.Queued, end), (sending.Then(answer, end.AddTicks(-1)).Status, sending.Then(answer, end.AddTicks(-1)).WakeAt!.Value));
        Assert.Equal(MessageStatus.SendingFailed, sending.Then(answer, end).Status);
    }

    /// <remarks>Stores keep whole microseconds: an end between two of them would be looked at too early, and once more for nothing.</remarks>
    [Fact]
    public void The_time_for_retries_ends_at_a_whole_microsecond()
    {
        var sending = Situations.Sending();
        var answer = Situations.AnswerTo(
            sending,
            new CarrierAnswer.Later(TimeSpan.FromHours(1)),
            rules: new SendingRules { RetryFor = TimeSpan.FromSeconds(10).Add(TimeSpan.FromTicks(7)) });
        Assert.Equal(sending.LastAt().AddSeconds(10), sending.Then(answer).WakeAt);
    }

    /// <remarks>Else an outage of ours that is longer than that would fail all that came due in it at its first "later".</remarks>
    [Fact]
    public void The_time_for_retries_counts_from_the_first_claim_and_not_from_the_due_time()
    {
        var scheduled = Message.Accept(Drafts.Make(Drafts.Start + Situations.Lead), Drafts.Caller, Drafts.Start);
        var overdue = scheduled.Then(new Command.Wake(Situations.Full), scheduled.DueAt.AddDays(1));
        var rules = new SendingRules { RetryFor = TimeSpan.FromSeconds(10.5) };
        var queued = overdue.Then(Situations.AnswerTo(overdue, new CarrierAnswer.Later(), rules: rules), overdue.LastAt().AddSeconds(1));
        Assert.Equal(MessageStatus.Queued, queued.Status);

        var second = queued.Then(new Command.Wake(Situations.Full), overdue.LastAt().AddSeconds(9));
        var answer = Situations.AnswerTo(second, new CarrierAnswer.Later(), rules: rules);
        Assert.Equal(MessageStatus.Queued, second.Then(answer, overdue.LastAt().AddSeconds(10.5).AddTicks(-1)).Status);
        Assert.Equal(MessageStatus.SendingFailed, second.Then(answer, overdue.LastAt().AddSeconds(10.5)).Status);
    }

    [Fact]
    public void The_last_call_is_the_one_that_the_rules_count()
    {
        var second = Situations.All["queued_for_retry"]().Woken();
        Assert.Equal(2, second.Attempts);
        var answer = Situations.AnswerTo(second, new CarrierAnswer.Later());
        Assert.Equal(MessageStatus.Queued, second.Then(answer with { Rules = new SendingRules { AttemptsMax = 3 } }).Status);
        Assert.Equal(MessageStatus.SendingFailed, second.Then(answer with { Rules = new SendingRules { AttemptsMax = 2 } }).Status);
        Assert.Equal(
            MessageStatus.Queued, second.Then(answer with { Rules = new SendingRules { AttemptsMax = 2 }, Answer = Situations.NotCalled }).Status);
    }

    [Fact]
    public void A_pause_ends_when_the_validity_ends_so_that_the_message_expires_on_time()
    {
        var sending = Situations.Sending();
        var queued = sending.Answered(new CarrierAnswer.Later(TimeSpan.FromHours(3)));
        Assert.Equal(sending.Draft.ValidUntil, queued.WakeAt);
        Assert.Equal(MessageStatus.Expired, queued.Woken().Status);
    }

    [Fact]
    public void A_receipt_is_waited_for_from_the_carriers_acceptance()
    {
        var sending = Situations.Sending();
        var sent = sending.Then(Situations.AnswerTo(sending, new CarrierAnswer.Accepted()), sending.DueAt.AddMinutes(7));
        Assert.Equal(sending.DueAt.AddMinutes(7) + new SendingRules().ReceiptTimeout, sent.WakeAt);
        Assert.Null(Situations.All["sent_without_receipts"]().WakeAt);
    }

    private static TimeSpan Pause(int attempt, double jitter, SendingRules? rules = null, TimeSpan? asked = null)
    {
        var sending = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start).Woken() with { Attempts = attempt };
        var answer = Situations.AnswerTo(sending, new CarrierAnswer.Later(asked), rules: rules ?? Patient, jitter: jitter);
        return sending.Then(answer, Drafts.Start).WakeAt!.Value - Drafts.Start;
    }
}
