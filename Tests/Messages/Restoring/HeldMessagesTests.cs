using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>P2, P5: an operator's drop ends a message now, in the operator's name, for a reason that is true.</summary>
public sealed class HeldMessagesTests
{
    private static readonly MessageStatus[] Open = [MessageStatus.Scheduled, MessageStatus.Queued, MessageStatus.Sending];

    [Fact]
    public void Every_message_that_may_still_leave_is_ended_by_the_operator_at_this_instant()
    {
        var messages = Situations.All.Select(situation => (situation.Key, Message: situation.Value()))
            .Where(one => Open.Contains(one.Message.Status)).ToList();
        Assert.Contains(messages, one => one.Message.WakeAt > Now(one.Message));
        foreach (var (name, message) in messages)
        {
            var now = Now(message);
            var decision = HeldMessages.Drop(message, now);

            var (status, cause, code) = message.Status == MessageStatus.Sending
                ? (MessageStatus.DeliveryUnconfirmed, StepCause.Dropped, "dropped")
                : (MessageStatus.Canceled, StepCause.Canceled, null);
            var step = Assert.Single(decision.Steps);
            Assert.Equal((name, Verdict.Done, message.Version + 1), (name, decision.Verdict, step.Version));
            Assert.Equal((name, status, cause, now, "review", null), (name, step.Status, step.Cause, step.At, step.Actor.Name, step.WakeAt));
            Assert.Equal((name, status, code), (name, decision.Next.Status, decision.Next.Error?.Code));
            Assert.Equal((null, false), (decision.Next.WakeAt, decision.Next.CallOpen));
        }
    }

    [Fact]
    public void What_has_left_or_ended_is_not_dropped()
    {
        foreach (var (name, message) in Situations.All.Select(situation => (situation.Key, situation.Value()))
            .Where(one => !Open.Contains(one.Item2.Status)))
        {
            var decision = HeldMessages.Drop(message, Now(message));

            Assert.NotEqual((name, Verdict.Done), (name, decision.Verdict));
            Assert.Same(message, decision.Next);
        }
    }

    /// <summary>An instant after all that happened, and before any next try.</summary>
    private static DateTimeOffset Now(Message message) => message.Timeline[^1].At + TimeSpan.FromTicks(10);
}
