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

    [Fact]
    public void A_text_that_not_every_store_gives_back_is_refused_wherever_it_stands()
    {
        // In code: an attribute could not hold half of a surrogate pair either.
        Assert.All(["\0", "before \0 after", "\uD83D", "\uDE00\uD83D"], AssertRefusedWherever);
    }

    private static void AssertRefusedWherever(string bad)
    {
        var draft = Drafts.Make();
        Draft[] all =
        [
            draft with { From = bad }, draft with { To = bad }, draft with { Text = bad }, draft with { Subject = bad }, draft with { Extra = bad },
            draft with { Media = [bad] }, draft with { Tags = ["ok", bad] },
            draft with { Labels = new Dictionary<string, string> { [bad] = "" } },
            draft with { Labels = new Dictionary<string, string> { ["ok"] = bad } },
            draft with { Webhook = new WebhookTarget(MessageStatuses.All, bad) },
            draft with { Webhook = new WebhookTarget(MessageStatuses.All, null, bad) },
        ];
        Assert.All(all, one => AssertRefused(one));
        Assert.Throws<InvalidOperationException>((Request([draft]) with { Actor = new Actor("key_1", bad) }).ThrowIfInvalid);
        Assert.Throws<InvalidOperationException>(
            (Request(
                [draft]) with { Idempotency = new IdempotencyUse(new IdempotencyKey(Drafts.Organization, "scope", bad), "print") }).ThrowIfInvalid);
    }

    [Fact]
    public void Any_other_text_passes() =>
        Request([Drafts.Make() with { Text = "\u0001\n\u202E 😀 é \uFFFD \uFFFF", Tags = ["", "\"'%_"] }]).ThrowIfInvalid();

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
