using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class MessageTests
{
    private static readonly DateTimeOffset Start = Drafts.Start;

    [Fact]
    public void A_message_for_later_is_scheduled_and_wakes_at_its_time()
    {
        var message = Situations.Scheduled();
        Assert.Equal((MessageStatus.Scheduled, 1L, 0), (message.Status, message.Version, message.Attempts));
        Assert.Equal(Start + Situations.Lead, message.WakeAt);
        Assert.Equal(Start + Situations.Lead, message.DueAt);
        Assert.Equal(new Step(1, MessageStatus.Scheduled, StepCause.Accepted, Start, Drafts.Caller, message.WakeAt), Assert.Single(message.Timeline));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1L)]
    [InlineData(0L)]
    public void A_message_without_a_later_time_is_queued_and_wakes_at_once(long? ticksFromNow)
    {
        var message = Message.Accept(Drafts.Make(ticksFromNow is { } ticks ? Start.AddTicks(ticks) : null), Drafts.Caller, Start);
        Assert.Equal(MessageStatus.Queued, message.Status);
        Assert.Equal(Start, message.WakeAt);
        Assert.Equal(Start, message.DueAt);
    }

    [Fact]
    public void A_tick_later_than_now_is_later() =>
        Assert.Equal(MessageStatus.Scheduled, Message.Accept(Drafts.Make(Start.AddTicks(1)), Drafts.Caller, Start).Status);

    [Fact]
    public void The_times_of_a_delivered_message_are_those_of_its_steps()
    {
        var sent = Situations.All["sent"]();
        var delivered = sent.Then(Situations.ReceiptOf(delivered: true), Start.AddHours(3));
        Assert.Null(sent.CompletedAt);
        Assert.Equal(sent.LastAt(), delivered.SentAt);
        Assert.Equal(Start.AddHours(3), delivered.DeliveredAt);
        Assert.Equal(Start.AddHours(3), delivered.CompletedAt);
        Assert.Null(delivered.CanceledAt);
    }

    [Fact]
    public void Archiving_later_moves_none_of_the_times()
    {
        var canceled = Situations.All["canceled"]();
        var archived = canceled.Then(new Command.Archive(Drafts.Caller), Start.AddDays(1));
        Assert.True(archived.Archived);
        Assert.Equal(canceled.CanceledAt, archived.CanceledAt);
        Assert.Equal(canceled.CompletedAt, archived.CompletedAt);
        Assert.NotNull(archived.CanceledAt);
    }

    [Fact]
    public void Archiving_during_a_call_leaves_the_call_open_and_its_answer_counts()
    {
        var archived = Situations.Sending().Then(new Command.Archive(Drafts.Caller));
        Assert.True(archived.CallOpen);
        Assert.Equal(MessageStatus.Sent, archived.Answered(new CarrierAnswer.Accepted("ref")).Status);
    }

    [Fact]
    public void Archiving_keeps_the_time_to_wake()
    {
        var archived = Situations.Scheduled().Then(new Command.Archive(Drafts.Caller));
        Assert.Equal(archived.DueAt, archived.WakeAt);
        Assert.Equal(MessageStatus.Sending, archived.Woken().Status);
    }

    [Fact]
    public void The_carriers_reference_comes_with_its_answer_or_with_its_receipt()
    {
        Assert.Equal("ref", Situations.All["sent"]().CarrierReference);
        Assert.Equal("ref", Situations.All["delivered"]().CarrierReference);
        Assert.Null(Situations.Sending().CarrierReference);
    }

    [Theory]
    [InlineData("queued_for_retry", "trouble")]
    [InlineData("sending_waiting", "trouble")]
    [InlineData("sending_failed", "trouble")]
    [InlineData("delivery_failed", "trouble")]
    [InlineData("delivery_unconfirmed", "trouble")]
    [InlineData("unconfirmed_after_sent", "no_receipt")]
    [InlineData("queued_for_call", "left_alone")]
    [InlineData("sending_waiting_for_call", "left_alone")]
    [InlineData("expired", "expired")]
    [InlineData("scheduled", null)]
    [InlineData("canceled", null)]
    [InlineData("delivered", null)]
    public void What_went_wrong_is_kept(string state, string? code) => Assert.Equal(code, Situations.All[state]().Error?.Code);

    [Theory]
    [InlineData("queued_for_retry")]
    [InlineData("queued_for_call")]
    [InlineData("sending_waiting")]
    [InlineData("sending_waiting_for_call")]
    public void An_error_that_is_over_stands_in_the_timeline_alone(string state)
    {
        var waiting = Situations.All[state]();
        Assert.NotNull(waiting.Error);
        var claimed = waiting.Woken();
        Assert.Equal(waiting.Error, claimed.Error);
        var sent = claimed.Answered(new CarrierAnswer.Accepted());
        Assert.Null(sent.Error);
        Assert.Contains(sent.Timeline, step => step.Error == waiting.Error);
        Assert.Null(sent.Then(Situations.ReceiptOf(delivered: true)).Error);
        Assert.Equal("no_receipt", sent.Woken().Error?.Code);
        if (waiting.Status == MessageStatus.Queued)
        {
            Assert.Null(waiting.Then(new Command.Cancel(Drafts.Caller, CancelRule.Pending)).Error);
        }
    }

    [Theory]
    [InlineData("queued_for_retry", MessageStatus.SendingFailed, "trouble")]
    [InlineData("sending_waiting", MessageStatus.DeliveryUnconfirmed, "trouble")]
    [InlineData("sending_waiting_for_call", MessageStatus.DeliveryUnconfirmed, "trouble")]
    [InlineData("queued_for_call", MessageStatus.SendingFailed, "left_alone")]
    public void A_message_that_ends_while_the_carrier_is_left_alone_says_what_its_last_call_met(string state, MessageStatus end, string code)
    {
        var waiting = Situations.All[state]();
        var rules = Situations.Rules with { RetryFor = TimeSpan.FromHours(1) };
        var over = waiting.FirstClaimedAt + rules.RetryFor;
        var claimed = waiting.Then(new Command.Wake(Situations.Full), over);

        var ended = claimed.Then(Situations.AnswerTo(claimed, Situations.NotCalled, rules: rules), over);

        Assert.Equal((end, code), (ended.Status, ended.Error?.Code));
    }

    [Theory]
    [InlineData("delivery_unconfirmed")]
    [InlineData("unconfirmed_after_sent")]
    public void A_late_receipt_says_what_became_of_the_message_and_what_was_thought_before_is_history(string state)
    {
        var unconfirmed = Situations.All[state]();
        var archived = unconfirmed.Then(new Command.Archive(Drafts.Caller));
        Assert.Equal(unconfirmed.Error, archived.Error);
        foreach (var before in new[] { unconfirmed, archived })
        {
            var delivered = before.Then(Situations.ReceiptOf(delivered: true));
            Assert.Equal((MessageStatus.Delivered, null, "ref"), (delivered.Status, delivered.Error, delivered.CarrierReference));
            Assert.Equal(
                (delivered.LastAt(), delivered.LastAt(), delivered.LastAt()), (delivered.DeliveredAt, delivered.CompletedAt, delivered.FinishedAt));
            Assert.Equal(before.SentAt ?? before.FirstClaimedAt, delivered.SentAt);
            var failed = before.Then(Situations.ReceiptOf(delivered: false));
            Assert.Equal((MessageStatus.DeliveryFailed, "trouble"), (failed.Status, failed.Error?.Code));
            Assert.Null(before.Then(new Command.ApplyReceipt(new Receipt(before.Id, null, Delivered: false), "test")).Error);
        }
    }

    [Fact]
    public void The_times_and_the_carrier_of_calls_are_of_those_that_were_made()
    {
        var waiting = Situations.Sending().Answered(Situations.NotCalled);
        Assert.Equal((null, null), (waiting.FirstCalledAt, waiting.LastCarrier));
        Assert.NotNull(waiting.FirstClaimedAt);
        var called = waiting.Woken(Situations.Elsewhere);
        Assert.Equal((called.LastAt(), "elsewhere", 1, 2), (called.FirstCalledAt, called.LastCarrier, called.Attempts, called.Claims));
        var later = called.Answered(new CarrierAnswer.Later(), Situations.Elsewhere).Woken().Answered(Situations.NotCalled);
        Assert.Equal((called.LastAt(), "elsewhere", 1, 3), (later.FirstCalledAt, later.LastCarrier, later.Attempts, later.Claims));
    }

    [Fact]
    public void An_answer_that_is_recorded_again_is_not_taken_for_the_answer_to_a_later_call_with_the_same_number()
    {
        var first = Situations.Sending();
        var second = first.Answered(Situations.NotCalled).Woken();
        Assert.Equal((1, 1), (first.Attempts, second.Attempts));
        Assert.Equal(
            Verdict.NotExpected, MessageDecider.Decide(second, Situations.AnswerTo(first, new CarrierAnswer.Accepted()), second.LastAt()).Verdict);
    }

    [Fact]
    public void A_missing_receipt_and_spent_tries_are_named()
    {
        Assert.Equal("no_receipt", Situations.All["sent"]().Woken().Error?.Code);
        var sending = Situations.Sending();
        var spent = Situations.AnswerTo(sending, new CarrierAnswer.Later(), rules: new SendingRules { AttemptsMax = 1 });
        Assert.Equal("retries_exhausted", sending.Then(spent).Error?.Code);
        Assert.Equal("trouble", sending.Then(spent with { Answer = new CarrierAnswer.Later(Error: Situations.Trouble) }).Error?.Code);
    }

    [Fact]
    public void A_message_that_ends_because_the_carrier_changed_says_so()
    {
        Assert.Equal("carrier_changed", Situations.SendingWaitingElsewhere().Woken().Error?.Code);
        Assert.Equal("carrier_changed", Situations.SendingWaiting().Woken(Situations.NoIdempotency).Error?.Code);
        Assert.Equal("carrier_changed", Situations.SendingElsewhere().Answered(new CarrierAnswer.Unknown(Situations.Trouble)).Error?.Code);
        Assert.Equal("trouble", Situations.Sending().Answered(new CarrierAnswer.Unknown(Situations.Trouble), Situations.NoIdempotency).Error?.Code);
    }

    [Fact]
    public void An_answer_is_that_of_the_carrier_that_was_called_whichever_is_set_now() =>
        Assert.Equal(
            Actor.Carrier("elsewhere"), Situations.SendingElsewhere().Answered(new CarrierAnswer.Unknown(Situations.Trouble)).Timeline[^1].Actor);

    /// <remarks>A claim stored without a name proves nothing of who saw the key.</remarks>
    [Fact]
    public void A_claim_that_names_no_carrier_counts_as_one_of_another_carrier()
    {
        var waiting = WithoutCarriers(Situations.SendingWaiting());
        Assert.Equal(MessageStatus.DeliveryUnconfirmed, waiting.Woken().Status);
        var unknown = WithoutCarriers(Situations.Sending()).Answered(new CarrierAnswer.Unknown(Situations.Trouble));
        Assert.Equal((MessageStatus.DeliveryUnconfirmed, Actor.Carrier("test")), (unknown.Status, unknown.Timeline[^1].Actor));

        static Message WithoutCarriers(Message message) =>
            message with { Timeline = [.. message.Timeline.Select(step => step with { Carrier = null })] };
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void There_is_no_message_before_its_first_step(long version) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Situations.Scheduled().AsOf(version));

    [Fact]
    public void A_message_has_the_number_of_its_place_in_the_batch()
    {
        var message = Message.Accept(Drafts.Make(ordinal: 3), Drafts.Caller, Start);
        Assert.Equal(message.Draft.Batch.Value + 3, message.Number);
    }

    /// <remarks>A store keeps these numbers, so none may ever change its meaning.</remarks>
    [Fact]
    public void Stored_numbers_never_change()
    {
        Assert.Equal(
            "Scheduled=0 Queued=1 Sending=2 Sent=3 Canceled=4 Expired=5 SendingFailed=6 DeliveryUnconfirmed=7 Delivered=8 DeliveryFailed=9",
            Numbers<MessageStatus>());
        Assert.Equal(
            "Accepted=0 Due=1 Claimed=2 CarrierAccepted=3 CarrierLater=4 CarrierRefused=5 OutcomeUnknown=6 RetriesExhausted=7 Canceled=8 "
            + "ValidityEnded=9 "
            + "ReceiptDelivered=10 ReceiptFailed=11 ReceiptMissing=12 Archived=13 NotCalled=14 Dropped=15",
            Numbers<StepCause>());
        Assert.Equal("None=0 Telnyx=1 Courier=2 AgentMessage=3 VoltMx=4", Numbers<Dialect>());
        Assert.Equal("Sms=0 Mms=1 Voice=2 User=3", Numbers<Channel>());

        static string Numbers<T>()
            where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value)}"));
    }

    [Fact]
    public void Sets_of_statuses_hold_what_they_say()
    {
        foreach (var status in Enum.GetValues<MessageStatus>())
        {
            Assert.Equal([status], Enum.GetValues<MessageStatus>().Where(other => status.ToSet().Holds(other)));
            Assert.Equal(status.ToString(), Enum.GetName(status.ToSet()));
            Assert.True(MessageStatuses.All.Holds(status));
            Assert.False(MessageStatuses.None.Holds(status));
            Assert.Equal(status is MessageStatus.Scheduled or MessageStatus.Queued, status.IsPending());
            Assert.Equal(status > MessageStatus.Sent, status.IsEnd());
        }
    }
}
