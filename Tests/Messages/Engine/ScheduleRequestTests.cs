using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class ScheduleRequestTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(BatchId.MessagesMax)]
    public void A_request_within_its_rules_passes(int count) => Request(Many(count)).ThrowIfInvalid();

    [Theory]
    [InlineData(0)]
    [InlineData(BatchId.MessagesMax + 1)]
    public void Too_few_and_too_many_drafts_are_refused(int count) => AssertRefused(Many(count));

    [Fact]
    public void Ordinals_count_from_0_without_gaps_and_in_order()
    {
        AssertRefused(Drafts.Make(ordinal: 1));
        AssertRefused(Drafts.Make(), Drafts.Make(ordinal: 2));
        AssertRefused(Drafts.Make(), Drafts.Make());
        AssertRefused(Drafts.Make(ordinal: 1), Drafts.Make());
    }

    [Fact]
    public void A_request_has_one_batch_and_one_organization()
    {
        AssertRefused(Drafts.Make(), Drafts.Make(ordinal: 1) with { Batch = new BatchId(1) });
        AssertRefused(Drafts.Make(), Drafts.Make(ordinal: 1) with { Organization = OrganizationId.Parse("other") });
    }

    [Theory]
    [InlineData("scheduled", typeof(CancelVerdict.Canceled))]
    [InlineData("canceled", typeof(CancelVerdict.AlreadyCanceled))]
    [InlineData("sending", typeof(CancelVerdict.TooLate))]
    [InlineData("delivered", typeof(CancelVerdict.TooLate))]
    [InlineData("queued", typeof(CancelVerdict.OutsideRule))]
    public void A_cancel_is_answered_in_the_seams_words_and_with_the_message(string state, Type verdict)
    {
        var message = Situations.All[state]();
        var decision = MessageDecider.Decide(message, new Command.Cancel(Drafts.Caller, CancelRule.Scheduled), Drafts.Start);
        var answer = CancelVerdict.From(decision);
        Assert.IsType(verdict, answer);
        Assert.Same(decision.Next, answer.GetType().GetProperty("Message")!.GetValue(answer));
    }

    private static Draft[] Many(int count) => [.. Enumerable.Range(0, count).Select(ordinal => Drafts.Make(ordinal: ordinal))];

    private static ScheduleRequest Request(Draft[] drafts) => new(drafts, Drafts.Caller);

    private static void AssertRefused(params Draft[] drafts) => Assert.Throws<InvalidOperationException>(Request(drafts).ThrowIfInvalid);
}
