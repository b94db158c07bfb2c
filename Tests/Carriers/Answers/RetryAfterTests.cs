using Belay.Carriers;

namespace Belay.Tests.Carriers.Answers;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("7", 7.0)]
    [InlineData(" 7 ", 7.0)]
    [InlineData("+7", 7.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("0.0001", 0.001)]
    [InlineData("2592000", 2_592_000.0)]
    [InlineData("Mon, 04 May 2026 12:01:30 GMT", 90.0)]
    [InlineData("Monday, 04-May-26 12:01:30 GMT", 90.0)]
    [InlineData("Mon May  4 12:01:30 2026", 90.0)]
    [InlineData("2026-05-04T12:01:30Z", 90.0)]
    [InlineData("2026-05-04T14:01:30.250+02:00", 90.25)]
    public void It_is_seconds_or_a_time_in_any_form(string value, double seconds) => Assert.Equal(seconds, RetryAfter.Read(value, Now)?.TotalSeconds);

    [Theory]
    [InlineData("-1")]
    [InlineData("-99999999999999999999")]
    [InlineData("Mon, 04 May 2026 11:00:00 GMT")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void What_is_past_is_no_pause(string value) => Assert.Equal(TimeSpan.Zero, RetryAfter.Read(value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("7 seconds")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("7, 8")]
    [InlineData("2026-05-04T12:01:30")]
    [InlineData("2026-05-04")]
    public void What_has_no_one_meaning_is_none(string? value) => Assert.Null(RetryAfter.Read(value, Now));

    [Theory]
    [InlineData("2592001")]
    [InlineData("2147483648")]
    [InlineData("1777896000")]
    [InlineData("99999999999999999999")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void A_pause_that_nobody_can_mean_is_not_believed_so_that_the_message_is_tried_and_not_given_up(string value) =>
        Assert.Null(RetryAfter.Read(value, Now));

    [Fact]
    public void Of_several_the_longest_counts()
    {
        using var response = new HttpResponseMessage();
        Assert.Null(RetryAfter.Read(response, Now));

        response.Headers.TryAddWithoutValidation("Retry-After", ["3", "soon", "8", "5"]);

        Assert.Equal(TimeSpan.FromSeconds(8), RetryAfter.Read(response, Now));
    }
}
