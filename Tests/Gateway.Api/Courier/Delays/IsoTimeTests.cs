using System.Globalization;
using Belay.Gateway.Api.Courier.Delays;

namespace Belay.Tests.Gateway.Api.Courier.Delays;

public sealed class IsoTimeTests
{
    [Theory]
    [InlineData("2026-01-15", "2026-01-15T00:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00Z", "2026-01-15T09:00:00.0000000Z")]
    [InlineData("2026-01-15t09:00:00z", "2026-01-15T09:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00Z", "2026-01-15T09:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00-05:00", "2026-01-15T14:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00+0530", "2026-01-15T03:30:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00+14", "2026-01-14T19:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00.5Z", "2026-01-15T09:00:00.5000000Z")]
    [InlineData("2026-01-15T09:00:00,123456789Z", "2026-01-15T09:00:00.1234567Z")]
    [InlineData("2028-02-29T23:59:59Z", "2028-02-29T23:59:59.0000000Z")]
    public void An_instant_is_read_with_its_offset(string text, string expected)
    {
        Assert.True(IsoTime.TryParse(text, out var instant));
        Assert.Equal(expected, instant.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("2026")]
    [InlineData("2026-01")]
    [InlineData("2026-1-5")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-01-15T09:00:00")]
    [InlineData("2026-01-15 09:00:00Z")]
    [InlineData("2026-01-15T09Z")]
    [InlineData("2026-01-15T24:00:00Z")]
    [InlineData("2026-01-15T09:60:00Z")]
    [InlineData("2026-01-15T23:59:60Z")]
    [InlineData("2026-01-15T09:00:00.Z")]
    [InlineData("2026-01-15T09:00:00+15:00")]
    [InlineData("2026-01-15T09:00:00+14:01")]
    [InlineData("2026-01-15T09:00:00+05:60")]
    [InlineData("2026-01-15T09:00:00 Z")]
    [InlineData("2026-01-15T09:00:00Z ")]
    [InlineData("2026-01-15T09:00:00Z\n")]
    [InlineData("2026-01-15T09:00:00[America/New_York]")]
    [InlineData("20260115T090000Z")]
    [InlineData("٢٠٢٦-01-15T09:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("1768467600000")]
    public void Anything_that_does_not_name_exactly_one_instant_is_refused(string text) => Assert.False(IsoTime.TryParse(text, out _));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1630512466717", 1_630_512_466_717L)]
    [InlineData("2021-09-01T16:07:46.717Z", 1_630_512_466_717L)]
    public void Milliseconds_since_the_epoch_are_read_where_Courier_takes_both(string text, long milliseconds)
    {
        Assert.True(EpochOrIsoTime.TryParse(text, out var instant));
        Assert.Equal(milliseconds, instant.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e12")]
    [InlineData("999999999999999")]
    [InlineData("9999999999999999999999")]
    [InlineData("")]
    public void Other_numbers_are_no_instants(string text) => Assert.False(EpochOrIsoTime.TryParse(text, out _));
}
