using Belay.Carriers;
using Belay.Messages;

namespace Belay.Tests.Carriers.Kannel;

public sealed class KannelReceiptTests
{
    private const string Token = "receipt-token-0123456789";

    private readonly MessageId _id = Samples.Draft().Id;

    [Theory]
    [InlineData("1", true)]
    [InlineData("2", false)]
    [InlineData("16", false)]
    public void A_final_report_is_a_receipt(string type, bool delivered)
    {
        Assert.True(KannelReceipt.TryRead(_id, type, "1777888800", "", out var receipt));

        Assert.Equal(
            (_id, null, delivered, DateTimeOffset.FromUnixTimeSeconds(1_777_888_800)),
            (receipt!.Id, receipt.Reference, receipt.Delivered, receipt.At));
        Assert.Equal(delivered, receipt.Error is null);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("8")]
    [InlineData("12")]
    [InlineData("32")]
    public void Accepted_or_buffered_by_the_SMSC_is_no_delivery(string type)
    {
        Assert.True(KannelReceipt.TryRead(_id, type, null, null, out var receipt));
        Assert.Null(receipt);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3")]
    [InlineData("64")]
    [InlineData("%d")]
    [InlineData("delivered")]
    public void Anything_else_is_no_report(string? type) => Assert.False(KannelReceipt.TryRead(_id, type, null, null, out _));

    [Theory]
    [InlineData(
        "2", "id:4711 sub:001 dlvrd:000 submit date:2605041200 done date:2605041201 stat:UNDELIV err:042 text:stat:SECRET",
        "The SMSC could not deliver the message (UNDELIV, 042).")]
    [InlineData("16", "NACK/0x0000000b/Invalid Destination Address", "The SMSC refused the message (0x0000000b).")]
    [InlineData("2", "no codes in here: +14155550199", "The SMSC could not deliver the message.")]
    [InlineData("16", "NACK/4155550199/", "The SMSC refused the message.")]
    [InlineData("2", "text:Hello stat:SECRET err:4155", "The SMSC could not deliver the message.")]
    [InlineData("2", "err:", "The SMSC could not deliver the message.")]
    [InlineData("2", null, "The SMSC could not deliver the message.")]
    public void Only_codes_are_taken_of_the_SMSCs_words(string type, string? answer, string title)
    {
        Assert.True(KannelReceipt.TryRead(_id, type, null, answer, out var receipt));
        Assert.Equal(title, receipt!.Error!.Title);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999999999")]
    public void A_time_that_is_none_is_left_out(string at)
    {
        Assert.True(KannelReceipt.TryRead(_id, "1", at, null, out var receipt));
        Assert.Null(receipt!.At);
    }

    [Fact]
    public void The_signature_holds_for_one_message_and_one_token_only()
    {
        var options = new KannelCarrierOptions { ReceiptUrl = "https://belay.example/r", ReceiptToken = Token };
        var signature = KannelReceipt.AddressFor(_id, options).Split("signature=")[1].Split('&')[0];

        Assert.True(KannelReceipt.IsSigned(_id, signature, Token));
        Assert.False(KannelReceipt.IsSigned(Samples.Draft(n: 2).Id, signature, Token));
        Assert.False(KannelReceipt.IsSigned(_id, signature, "another-token-0123456789"));
        Assert.False(KannelReceipt.IsSigned(_id, signature[..^1], Token));
        Assert.False(KannelReceipt.IsSigned(_id, null, Token));
        Assert.False(KannelReceipt.IsSigned(_id, signature, null));
        Assert.False(KannelReceipt.IsSigned(_id, signature, ""));
        Assert.DoesNotContain(Token, KannelReceipt.AddressFor(_id, options), StringComparison.Ordinal);
    }
}
