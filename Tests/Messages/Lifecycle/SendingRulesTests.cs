using Belay.Messages;
using FsCheck.Fluent;

namespace Belay.Tests.Messages;

/// <summary>The pause after a call, seen as the time at which the message wakes again.</summary>
public sealed class SendingRulesTests
{
    private static readonly SendingRules Patient = new() { AttemptsMax = int.MaxValue, RetryFor = TimeSpan.FromDays(10_000) };
    private static readonly double JitterMax = Math.BitDecrement(1.0);

    [Fact]
    public void The_documented_defaults_hold()
    {
        var rules = new SendingRules();
        Assert.Equal(30, rules.AttemptsMax);
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
            var rules = Patient with { PauseBase = TimeSpan.FromMilliseconds(one.baseMs), PauseMax = TimeSpan.FromMilliseconds((long)one.baseMs * one.factor) };
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

    [Fact]
    public void A_pause_longer_than_all_time_ends_the_tries_and_throws_nothing()
    {
        var sending = Situations.Sending();
        var answer = Situations.AnswerTo(sending, new CarrierAnswer.Later(TimeSpan.MaxValue));
        Assert.Equal(MessageStatus.SendingFailed, sending.Then(answer).Status);
    }

    [Fact]
    public void Rules_without_any_bound_wait_until_the_end_of_time_and_throw_nothing()
    {
        var forever = Patient with { PauseBase = TimeSpan.MaxValue, PauseMax = TimeSpan.MaxValue, RetryFor = TimeSpan.MaxValue, ReceiptTimeout = TimeSpan.MaxValue };
        var sending = Message.Accept(Drafts.Make(), Drafts.Caller, Drafts.Start).Woken();
        Assert.Equal(DateTimeOffset.MaxValue, sending.Then(Situations.AnswerTo(sending, new CarrierAnswer.Later(), rules: forever, jitter: JitterMax)).WakeAt);
        Assert.Equal(DateTimeOffset.MaxValue, sending.Then(Situations.AnswerTo(sending, new CarrierAnswer.Accepted(), rules: forever)).WakeAt);
    }

    [Fact]
    public void The_last_try_is_as_late_as_the_time_for_retries_allows_and_not_a_tick_later()
    {
        var sending = Situations.Sending();
        var at = sending.DueAt.AddSeconds(10);
        var answer = Situations.AnswerTo(sending, new CarrierAnswer.Later(), rules: new SendingRules { RetryFor = TimeSpan.FromSeconds(10.5) });
        Assert.Equal(MessageStatus.Queued, sending.Then(answer, at).Status);
        Assert.Equal(MessageStatus.SendingFailed, sending.Then(answer, at.AddTicks(1)).Status);
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
        Assert.Equal(MessageStatus.Queued, second.Then(answer, overdue.LastAt().AddSeconds(9.5)).Status);
        Assert.Equal(MessageStatus.SendingFailed, second.Then(answer, overdue.LastAt().AddSeconds(9.5).AddTicks(1)).Status);
    }

    [Fact]
    public void The_last_call_is_the_one_that_the_rules_count()
    {
        var second = Situations.All["queued_for_retry"]().Woken();
        Assert.Equal(2, second.Attempts);
        var answer = Situations.AnswerTo(second, new CarrierAnswer.Later());
        Assert.Equal(MessageStatus.Queued, second.Then(answer with { Rules = new SendingRules { AttemptsMax = 3 } }).Status);
        Assert.Equal(MessageStatus.SendingFailed, second.Then(answer with { Rules = new SendingRules { AttemptsMax = 2 } }).Status);
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
