using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>P2, P5, P7: what holds for every message that any order of commands can lead to.</summary>
public sealed class MessageProperties
{
    [Fact]
    public void No_command_makes_the_decider_throw_in_any_state() =>
        Repeatable.Check(RandomLife.Any, life => life.End(), count: 10_000);

    /// <remarks>
    /// This holds for every command: a cancel, a receipt and an archive find their own result; a wake-up finds an open call or nothing to wait for;
    /// an answer finds its call closed. So a second command, at the same instant or at any later one, makes no steps. A command that changed nothing
    /// changes nothing when repeated at the same instant, and has the same verdict; at another instant it may succeed (a wake-up that came early).
    /// </remarks>
    [Fact]
    public void A_command_repeated_right_after_itself_is_harmless() => EachTurn((_, order, decision) =>
    {
        foreach (var at in new[] { order.At, DateTimeOffset.MaxValue, DateTimeOffset.MinValue })
        {
            if (decision.Verdict != Verdict.Done && at != order.At)
            {
                continue;
            }

            var again = MessageDecider.Decide(decision.Next, order.Command, at);
            Assert.NotEqual(Verdict.Done, again.Verdict);
            Assert.Same(decision.Next, again.Next);
            Assert.Empty(again.Steps);
            Assert.True(decision.Verdict == Verdict.Done || again.Verdict == decision.Verdict);
        }
    });

    [Fact]
    public void Nothing_leaves_an_end_but_a_receipt_one_that_nobody_knows() => EachTurn((before, order, decision) =>
    {
        if (before.Status == MessageStatus.DeliveryUnconfirmed && order.Command is Command.ApplyReceipt { Receipt.Delivered: var delivered })
        {
            Assert.Equal(delivered ? MessageStatus.Delivered : MessageStatus.DeliveryFailed, decision.Next.Status);
            Assert.Equal((order.At, order.At), (decision.Next.CompletedAt, decision.Next.FinishedAt));
            Assert.NotNull(decision.Next.SentAt);
            Assert.Null(decision.Next.WakeAt);
        }
        else if (before.Status.IsEnd())
        {
            Assert.Equal(before.Status, decision.Next.Status);
            Assert.All(decision.Steps, step => Assert.Equal(StepCause.Archived, step.Cause));
            Assert.Equal(before.CompletedAt, decision.Next.CompletedAt);
            Assert.Null(decision.Next.WakeAt);
            Assert.False(decision.Next.CallOpen);
        }
    });

    [Fact]
    public void The_version_is_the_number_of_steps_and_each_step_adds_one() => EachTurn((before, _, decision) =>
    {
        Assert.Equal(before.Version + decision.Steps.Count, decision.Next.Version);
        Assert.Equal(
            Enumerable.Range(1, (int)decision.Next.Version).Select(number => (long)number), decision.Next.Timeline.Select(step => step.Version));
        Assert.Equal(decision.Next.Status, decision.Next.Timeline[^1].Status);
    });

    [Fact]
    public void A_history_is_a_path_over_the_arrows_of_the_table() => EachLife(life =>
    {
        MessageStatus? from = null;
        foreach (var step in life.End().Timeline)
        {
            if (step.Cause == StepCause.Archived)
            {
                Assert.Equal(from, step.Status);
            }
            else
            {
                Assert.Contains(new Transition(from, step.Cause, step.Status), Lifecycle.Transitions);
            }

            from = step.Status;
        }
    });

    [Fact]
    public void Each_version_can_be_seen_again_as_it_was() => EachLife(life =>
    {
        // A commit of two steps shows only the second; the version between is checked against the one rebuilt from the end.
        var seen = life.Live().Select(turn => turn.Decision.Next).Prepend(life.Accept()).DistinctBy(message => message.Version);
        var end = life.End();
        Assert.All(seen, message => AssertSame(message, end.AsOf(message.Version)));
        Assert.All(end.Timeline, step => Assert.Equal(step, end.AsOf(step.Version).Timeline[^1]));
        Assert.Same(end, end.AsOf(end.Version + 1));
    });

    /// <remarks>
    /// A canceled message may have been claimed: a cancel wins also in the pause after a definite "later", or a call that was not made. What it never
    /// has is a claim
    /// that was not answered so, or one after the cancel.
    /// </remarks>
    [Fact]
    public void A_canceled_message_has_no_call_that_may_have_had_an_effect() => EachLife(life =>
    {
        var end = life.End();
        if (end.Status != MessageStatus.Canceled)
        {
            return;
        }

        var moves = end.Timeline.Where(step => step.Cause != StepCause.Archived).Select(step => step.Cause).ToArray();
        Assert.Equal(StepCause.Canceled, moves[^1]);
        Assert.All(
            moves.Zip(moves.Skip(1)),
            pair => Assert.True(pair.First != StepCause.Claimed || pair.Second is StepCause.CarrierLater or StepCause.NotCalled));
        Assert.False(end.Tainted);
    });

    [Fact]
    public void A_message_that_expired_has_no_call_that_may_have_had_an_effect() => EachTurn((before, _, decision) =>
        Assert.False(decision.Next.Status == MessageStatus.Expired && (before.Tainted || before.CallOpen)));

    [Fact]
    public void A_tainted_message_never_goes_back_to_the_queue_and_never_ends_as_if_nothing_was_sent() => EachTurn((_, _, decision) =>
    {
        if (decision.Next.Tainted)
        {
            Assert.DoesNotContain(
                decision.Next.Status,
                new[] { MessageStatus.Scheduled, MessageStatus.Queued, MessageStatus.Canceled, MessageStatus.Expired, MessageStatus.SendingFailed });
            Assert.Contains(decision.Next.Timeline, step => step.Cause == StepCause.OutcomeUnknown);
        }
    });

    [Fact]
    public void The_carrier_is_called_exactly_once_for_each_claim_and_only_when_due_and_valid() => EachTurn((before, order, decision) =>
    {
        Assert.Equal(decision.Next.Timeline.Count(step => step.Cause == StepCause.Claimed), decision.Next.Claims);
        if (decision.CallsCarrier)
        {
            Assert.False(before.CallOpen);
            Assert.True(decision.Next.CallOpen);
            Assert.True(order.At >= before.WakeAt);
            Assert.False(before.Draft.ValidUntil <= order.At);
        }
        else
        {
            Assert.DoesNotContain(decision.Steps, step => step.Cause == StepCause.Claimed);
        }
    });

    [Fact]
    public void What_was_not_called_is_no_try() => EachTurn((before, order, decision) =>
    {
        Assert.Equal(
            decision.Next.Timeline.Sum(step => step.Cause switch { StepCause.Claimed => 1, StepCause.NotCalled => -1, _ => 0 }),
            decision.Next.Attempts);
        Assert.Equal(decision.Next.Attempts, decision.Next.Calls().Count());
        if (decision.Verdict == Verdict.Done && order.Command is Command.RecordAnswer { Answer: CarrierAnswer.NotCalled })
        {
            Assert.Equal((before.Attempts - 1, before.Claims, before.Tainted), (decision.Next.Attempts, decision.Next.Claims, decision.Next.Tainted));
        }
    });

    /// <remarks>Not even where an answer is recorded again after any number of calls that were not made.</remarks>
    [Fact]
    public void No_two_calls_of_a_message_have_the_same_claim() => EachLife(life =>
        Assert.Distinct(life.Live().Where(turn => turn.Decision.CallsCarrier).Select(turn => turn.Decision.Next.Claims)));

    [Fact]
    public void The_number_of_tries_ends_nothing_before_the_time_for_them_is_over_and_the_last_one_is_made_as_it_ends() =>
        EachTurn((before, order, decision) =>
        {
            if (order.Command is not Command.RecordAnswer { Rules: var rules, Answer: not CarrierAnswer.Unknown }
                || decision.Verdict != Verdict.Done || rules.AttemptsMax > 0)
            {
                return;
            }

            var end = before.FirstClaimedAt!.Value + (rules.RetryFor < DateTimeOffset.MaxValue - before.FirstClaimedAt.Value
                ? rules.RetryFor
                : DateTimeOffset.MaxValue - before.FirstClaimedAt.Value);
            Assert.Equal(
                decision.Steps[^1].Cause == StepCause.RetriesExhausted,
                order.At >= end && decision.Steps[0].Cause is StepCause.RetriesExhausted or StepCause.NotCalled);
            if (decision.Steps is [{ Cause: StepCause.CarrierLater or StepCause.NotCalled }] && !(before.Draft.SendAt > end))
            {
                Assert.InRange(decision.Next.WakeAt!.Value, DateTimeOffset.MinValue, end);
            }
        });

    [Fact]
    public void What_is_with_the_carrier_arrived_or_is_canceled_has_no_error_and_no_other_step_loses_one_that_is_not_over() =>
        EachTurn((before, _, decision) =>
        {
            if (decision.Next.Status is MessageStatus.Sent or MessageStatus.Delivered or MessageStatus.Canceled)
            {
                Assert.Null(decision.Next.Error);
            }
            else if (before.Error is not null && decision.Next.Status != MessageStatus.DeliveryFailed)
            {
                Assert.NotNull(decision.Next.Error);
            }

            Assert.All(decision.Steps, step => Assert.True(
                step.Error is null || step.Status == MessageStatus.Delivered || decision.Next.Error == step.Error
                || (step.Cause == StepCause.NotCalled && decision.Steps[^1].Cause == StepCause.RetriesExhausted)));
        });

    [Fact]
    public void A_carrier_without_idempotency_is_never_asked_again_after_an_unknown_outcome() => EachTurn((_, order, decision) =>
    {
        if (decision.Verdict == Verdict.Done
            && order.Command is Command.RecordAnswer { Answer: CarrierAnswer.Unknown, Carrier.HonoursIdempotencyKey: false })
        {
            Assert.Equal(MessageStatus.DeliveryUnconfirmed, decision.Next.Status);
        }
    });

    [Fact]
    public void After_an_unknown_outcome_only_the_carrier_that_was_called_is_called_again_and_only_if_it_goes_by_the_key() =>
        EachTurn((before, order, decision) =>
        {
            if (!decision.CallsCarrier)
            {
                return;
            }

            var carrier = ((Command.Wake)order.Command).Carrier;
            Assert.Equal(carrier.Name, decision.Next.LastCarrier);
            if (before.Tainted)
            {
                Assert.True(carrier.HonoursIdempotencyKey);
                var untilUnknown = before.Timeline.TakeWhile(step => step.Cause != StepCause.OutcomeUnknown);
                Assert.Equal(untilUnknown.Last(step => step.Cause == StepCause.Claimed).Carrier, carrier.Name);
            }
        });

    [Fact]
    public void Each_claim_names_its_carrier_and_no_other_step_does() => EachLife(life =>
        Assert.All(life.End().Timeline, step => Assert.Equal(step.Cause == StepCause.Claimed, step.Carrier is not null)));

    [Fact]
    public void A_message_that_is_not_at_its_end_waits_for_a_time_a_call_or_a_receipt() => EachTurn((_, _, decision) =>
    {
        var message = decision.Next;
        Assert.True(message.Status.IsEnd() || message.Status == MessageStatus.Sent || message.CallOpen || message.WakeAt is not null);
        Assert.True(!message.CallOpen || message.Status == MessageStatus.Sending);
    });

    /// <remarks>Were these lives too short or too tame, the properties above would hold of nothing.</remarks>
    [Fact]
    public void The_random_lives_walk_every_arrow()
    {
        var walked = new HashSet<Transition>();
        Repeatable.Check(RandomLife.Any, seed: 1, holds: life =>
        {
            MessageStatus? from = null;
            foreach (var step in life.End().Timeline)
            {
                walked.Add(new(from, step.Cause, step.Status));
                from = step.Status;
            }
        });

        // What an operator drops is decided by HeldMessages, and tested there.
        Assert.Empty(Lifecycle.Transitions.Where(arrow => arrow.Cause != StepCause.Dropped).Except(walked));
    }

    private static void EachLife(Action<RandomLife> holds) => Repeatable.Check(RandomLife.Any, holds);

    private static void EachTurn(Action<Message, Order, Decision> holds) => EachLife(life =>
    {
        foreach (var (before, order, decision) in life.Live())
        {
            holds(before, order, decision);
        }
    });

    /// <summary>Lists compare by identity in records, so the timeline is compared by itself.</summary>
    private static void AssertSame(Message expected, Message actual)
    {
        Assert.Equal(expected.Timeline, actual.Timeline);
        Assert.Equal(expected, actual with { Timeline = expected.Timeline });
    }
}
