using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+18445550001", true)]
    [InlineData("+1234567", true)]
    [InlineData("+123456", false)]
    [InlineData("+12", false)]
    [InlineData("+123456789012345", true)]
    [InlineData("+1", false)]
    [InlineData("+1234567890123456", false)]
    [InlineData("+02345", false)]
    [InlineData("18445550001", false)]
    [InlineData("++1844555000", false)]
    [InlineData("+1844 5550001", false)]
    [InlineData("+1844-555-0001", false)]
    [InlineData("+1844555000a", false)]
    [InlineData("+1844555000\n", false)]
    [InlineData("+1٢٣٤٥٦", false)]
    [InlineData("＋18445550001", false)]
    [InlineData("", false)]
    [InlineData("+", false)]
    [InlineData(null, false)]
    public void E164_is_a_plus_and_7_to_15_digits(string? text, bool valid) => Assert.Equal(valid, PhoneNumber.IsE164(text));

    [Theory]
    [InlineData("123", true)]
    [InlineData("123456", true)]
    [InlineData("1234567", false)]
    [InlineData("12345678", false)]
    [InlineData("000", true)]
    [InlineData("12", false)]
    [InlineData("123456789", false)]
    [InlineData("12a", false)]
    [InlineData("+123", false)]
    [InlineData("12 3", false)]
    [InlineData("١٢٣", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_short_code_is_3_to_6_digits(string? text, bool valid) => Assert.Equal(valid, PhoneNumber.IsShortCode(text));

    [Theory]
    [InlineData("A", true)]
    [InlineData("Acme Clinic", true)]
    [InlineData("a-_&. 1", true)]
    [InlineData("Acme Clinics", false)]
    [InlineData("12345", false)]
    [InlineData("-_&. ", false)]
    [InlineData("Acme!", false)]
    [InlineData("Ácme", false)]
    [InlineData("Acme\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_alphanumeric_sender_has_a_letter_and_at_most_11_characters(string? text, bool valid) =>
        Assert.Equal(valid, PhoneNumber.IsAlphanumericSender(text));
}
