using Belay.Carriers;

namespace Belay.Tests.Carriers;

/// <summary>One parser for the text of every setting. What can be read in two ways is not read.</summary>
public sealed class SettingTextTests
{
    [Theory]
    [InlineData("72h", 259_200_000)]
    [InlineData("90s", 90_000)]
    [InlineData("15m", 900_000)]
    [InlineData("15 min", 900_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("500ms", 500)]
    [InlineData("0.5s", 500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1d 12h", 129_600_000)]
    [InlineData(" 10s ", 10_000)]
    [InlineData("PT72H", 259_200_000)]
    [InlineData("P3D", 259_200_000)]
    [InlineData("P1W", 604_800_000)]
    [InlineData("P1DT1H1M1.5S", 90_061_500)]
    [InlineData("pt15m", 900_000)]
    [InlineData("00:01:30", 90_000)]
    [InlineData("23:59:59", 86_399_000)]
    [InlineData("00:00:00.25", 250)]
    [InlineData("3.00:00:00", 259_200_000)]
    [InlineData("0s", 0)]
    public void A_span_of_time_is_read(string text, long milliseconds)
    {
        Assert.True(SettingText.TrySpan(text, out var span, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), span);
    }

    [Theory]
    [InlineData("72:00:00", "hours go up to 23 in the form hh:mm:ss; write 72h or 3.00:00:00")]
    [InlineData("24:00:00", "hours go up to 23 in the form hh:mm:ss; write 72h or 3.00:00:00")]
    [InlineData("72", "a number needs its unit, such as 72h or 90s")]
    [InlineData("0", "a number needs its unit, such as 72h or 90s")]
    [InlineData("-5", "a number needs its unit, such as 72h or 90s")]
    [InlineData("00:30", null)]
    [InlineData("72:00", null)]
    [InlineData("00:60:00", null)]
    [InlineData("-1h", null)]
    [InlineData("1M", null)]
    [InlineData("P1M", null)]
    [InlineData("P1Y", null)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("P1DT", null)]
    [InlineData("1,5h", null)]
    [InlineData("1h 1d", null)]
    [InlineData("h", null)]
    [InlineData("", null)]
    [InlineData("three days", null)]
    [InlineData("١h", null)]
    [InlineData("999999999999999d", null)]
    [InlineData("999999999d", null)]
    [InlineData("1h\n2m", null)]
    public void What_is_no_span_of_time_or_has_two_readings_is_refused(string text, string? hint)
    {
        Assert.False(SettingText.TrySpan(text, out _, out var said));
        Assert.Equal(hint, said);
    }

    [Theory]
    [InlineData("1000000", true)]
    [InlineData(" 7 ", true)]
    [InlineData("-1", true)]
    [InlineData("1,000,000", false)]
    [InlineData("1.000.000", false)]
    [InlineData("1_000_000", false)]
    [InlineData("1 000 000", false)]
    [InlineData("1'000", false)]
    [InlineData("+5", false)]
    [InlineData("1e6", false)]
    [InlineData("0x10", false)]
    [InlineData("10k", false)]
    [InlineData("٧", false)]
    public void A_whole_number_is_digits_alone(string text, bool read) => Assert.Equal(read, SettingText.TryWhole(text, out _));

    [Theory]
    [InlineData("10", 10)]
    [InlineData("10s", 10)]
    [InlineData("1m", 60)]
    [InlineData("0.5", 0.5)]
    [InlineData("500ms", 0.5)]
    [InlineData("PT10S", 10)]
    public void Seconds_are_a_number_or_a_span_with_its_unit(string text, double seconds)
    {
        Assert.True(SettingText.TrySeconds(text, out var read));
        Assert.Equal(seconds, read);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("soon")]
    public void What_is_no_number_of_seconds_is_refused(string text) => Assert.False(SettingText.TrySeconds(text, out _));
}
