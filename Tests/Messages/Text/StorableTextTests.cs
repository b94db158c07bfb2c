using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class StorableTextTests
{
    /// <summary>In code: an attribute could not hold half of a surrogate pair either.</summary>
    private static readonly (string? Said, string? Kept)[] Words =
    [
        (null, null),
        ("", ""),
        ("as 😀 it is", "as 😀 it is"),
        ("a\0b\0", "a\uFFFDb\uFFFD"),
        ("\uD83D", "\uFFFD"),
        ("\uDE00\uD83D", "\uFFFD\uFFFD"),
        ("\uD83D\uD83D\uDE00", "\uFFFD😀"),
    ];

    [Fact]
    public void A_carriers_words_are_kept_but_for_what_no_store_can_keep() => Assert.All(Words, pair =>
    {
        Assert.Equal(pair.Kept, StorableText.Clean(pair.Said));
        Assert.Equal(pair.Said == pair.Kept, StorableText.IsStorable(pair.Said));
        Assert.True(StorableText.IsStorable(pair.Kept));
    });

    [Fact]
    public void The_decision_on_an_answer_can_always_be_stored()
    {
        var sending = Situations.All["sending"]();
        var traits = new CarrierTraits("test", HonoursIdempotencyKey: false, SendsReceipts: true);

        var accepted = MessageDecider.Decide(
            sending, new Command.RecordAnswer(sending.Claims, new CarrierAnswer.Accepted("r\0"), traits, new SendingRules(), 0), Drafts.Start);
        var refused = MessageDecider.Decide(
            sending,
            new Command.RecordAnswer(sending.Claims, new CarrierAnswer.Refused(new MessageError("\0", "\uD83D")), traits, new SendingRules(), 0),
            Drafts.Start);

        Assert.Equal("r\uFFFD", accepted.Next.CarrierReference);
        Assert.Equal(new MessageError("\uFFFD", "\uFFFD"), refused.Next.Error);
    }
}
