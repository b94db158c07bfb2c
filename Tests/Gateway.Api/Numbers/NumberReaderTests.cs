using Belay.Gateway.Api;
using Belay.Gateway.Api.Numbers;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Numbers;

public sealed class NumberReaderTests
{
    [Theory]
    [InlineData("+12025550123", "+12025550123")]
    [InlineData(" +12025550123\n", "+12025550123")]
    [InlineData("\u202A+12025550123\u202C", "+12025550123")]
    [InlineData("+1 (202) 555-0123", "+12025550123")]
    [InlineData("+1.202.555.0123", "+12025550123")]
    [InlineData("+1\u00A0202\u2011555\u20110123", "+12025550123")]
    [InlineData("＋１２０２５５５０１２３", "+12025550123")]
    [InlineData("+١٢٠٢٥٥٥٠١٢٣", "+12025550123")]
    [InlineData("tel:+1-202-555-0123", "+12025550123")]
    [InlineData("TEL:+12025550123", "+12025550123")]
    [InlineData("+39 06 698 12345", "+390669812345")]
    [InlineData("+15005550002", "+15005550002")]
    [InlineData("12345", "12345")]
    [InlineData("123", "123")]
    [InlineData("123456", "123456")]
    [InlineData(" 12345 ", "12345")]
    public void What_has_one_reading_is_read(string text, string number) =>
        Assert.Equal(new NumberReading(number, null), In(null).ReadNumberOrShortCode(text));

    [Theory]
    [InlineData("5550100")]
    [InlineData("55501000")]
    [InlineData("555-0100")]
    [InlineData("(555) 0100")]
    [InlineData("12-34")]
    [InlineData("123 45")]
    [InlineData("tel:12345")]
    [InlineData("2025550123")]
    [InlineData("12025550123")]
    [InlineData("0012025550123")]
    [InlineData("12")]
    public void What_says_nothing_of_its_country_needs_it(string text)
    {
        Assert.Equal(new NumberReading(null, NumberReader.NeedsCountry), In(null).ReadNumberOrShortCode(text));
        Assert.Equal(NumberReader.NeedsCountry, In(null).ReadSender(text).Fault);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+")]
    [InlineData("+ ")]
    [InlineData("+0123456789")]
    [InlineData("+0 123 456 789")]
    [InlineData("+12")]
    [InlineData("+12345")]
    [InlineData("+1234567890123456")]
    [InlineData("++12025550123")]
    [InlineData("+1202+5550123")]
    [InlineData("12025550123+")]
    [InlineData("+1202555012a")]
    [InlineData("+1 800 FLOWERS")]
    [InlineData("+12025550123;ext=5")]
    [InlineData("+1 202 555 0123 x5")]
    [InlineData("tel:+12025550123;phone-context=+1")]
    [InlineData("sip:+12025550123")]
    [InlineData("+1202\u00005550123")]
    [InlineData("+999 12 34 56 78")]
    [InlineData("-")]
    public void What_is_no_number_is_refused_in_other_words(string? text)
    {
        var reading = In(null).ReadNumberOrShortCode(text);

        Assert.Null(reading.Text);
        Assert.StartsWith("must be a phone number", reading.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+44 (0)20 7946 0018")]
    [InlineData("+44 020 7946 0018")]
    public void A_zero_for_calls_within_the_country_is_not_taken_for_a_digit_of_the_number(string text) =>
        Assert.Contains("must not have a 0", In(null).ReadNumberOrShortCode(text).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("US", "(202) 555-0123", "+12025550123")]
    [InlineData("us", "2025550123", "+12025550123")]
    [InlineData("US", "1 202 555 0123", "+12025550123")]
    [InlineData("US", "011 49 30 123456", "+4930123456")]
    [InlineData("DE", "030 123456", "+4930123456")]
    [InlineData("DE", "0012025550123", "+12025550123")]
    [InlineData("DE", "0049 30 123456", "+4930123456")]
    [InlineData("AT", "00436641234567", "+436641234567")]
    [InlineData("GB", "0044 20 7946 0018", "+442079460018")]
    [InlineData("US", "011 1 202 555 0123", "+12025550123")]
    [InlineData("DE", "tel:030-123456", "+4930123456")]
    [InlineData("IS", "5550100", "+3545550100")]
    [InlineData("IS", "555-0100", "+3545550100")]
    [InlineData("AD", "312345", "+376312345")]
    [InlineData("US", "12345", "12345")]
    [InlineData("US", "+4930123456", "+4930123456")]
    public void With_a_default_country_its_numbers_are_read(string country, string text, string number) =>
        Assert.Equal(new NumberReading(number, null), In(country).ReadNumberOrShortCode(text));

    [Theory]
    [InlineData("US", "5550100")]
    [InlineData("US", "(555) 0100")]
    [InlineData("US", "0012025550123")]
    [InlineData("DE", "15005550199")]
    [InlineData("DE", "30 123456")]
    [InlineData("DE", "0")]
    public void A_part_of_a_number_or_another_countrys_is_not_guessed_at(string country, string text) =>
        Assert.Equal(new NumberReading(null, NumberReader.NeedsCountry), In(country).ReadNumberOrShortCode(text));

    [Theory]
    [InlineData("Acme", "Acme")]
    [InlineData(" Acme 24 ", "Acme 24")]
    [InlineData("+1 202 555 0123", "+12025550123")]
    [InlineData("12345", "12345")]
    public void A_sender_may_be_a_name(string text, string sender) => Assert.Equal(sender, In(null).ReadSender(text).Text);

    [Fact]
    public void Only_a_number_is_read_where_no_short_code_may_be() => Assert.Equal(NumberReader.NeedsCountry, In(null).ReadNumber("12345").Fault);

    [Theory]
    [InlineData("+1 (202) 555-0123", "+12025550123")]
    [InlineData(" user-7 ", "user-7")]
    [InlineData("5550100", "5550100")]
    [InlineData("7", "7")]
    public void A_filter_has_the_form_that_is_stored_or_stays_as_it_is(string text, string filter) =>
        Assert.Equal(filter, In(null).ReadFilter(text).Text);

    [Theory]
    [InlineData("USA")]
    [InlineData("1")]
    [InlineData("ZZ")]
    [InlineData("XX")]
    public void A_country_that_is_none_stops_the_start(string country) =>
        Assert.Contains("Belay:DefaultCountry", Assert.Throws<SettingException>(() => In(country)).Message, StringComparison.Ordinal);

    private static NumberReader In(string? country) => NumberReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Belay:DefaultCountry"] = country }).Build());
}
