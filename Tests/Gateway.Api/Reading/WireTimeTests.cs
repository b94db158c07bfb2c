using System.Globalization;
using Belay.Gateway.Api.Requests.Times;
using NodaTime;

namespace Belay.Tests.Gateway.Api.Reading;

public sealed class WireTimeTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Theory]
    [InlineData("2026-01-15T09:00:00Z", "2026-01-15T09:00:00.0000000Z")]
    [InlineData("2026-01-15t09:00:00z", "2026-01-15T09:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00Z", "2026-01-15T09:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00-05:00", "2026-01-15T14:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00-00:00", "2026-01-15T09:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00+0530", "2026-01-15T03:30:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00+14", "2026-01-14T19:00:00.0000000Z")]
    [InlineData("2026-01-15T09:00:00.5Z", "2026-01-15T09:00:00.5000000Z")]
    [InlineData("2026-01-15T09:00:00,123456789Z", "2026-01-15T09:00:00.1234567Z")]
    [InlineData("2028-02-29T23:59:59Z", "2028-02-29T23:59:59.0000000Z")]
    public void An_instant_is_read_with_its_offset(string text, string expected)
    {
        var (at, fault) = WireTime.Read(text);

        Assert.Null(fault);
        Assert.Equal(expected, at.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("", "is empty")]
    [InlineData(" ", "is empty")]
    [InlineData("tomorrow", "is not a time")]
    [InlineData("2026", "is a number")]
    [InlineData("1768467600000", "is a number")]
    [InlineData("2026-01", "is not a time")]
    [InlineData("2026-1-5", "is not a time")]
    [InlineData("2026-01-15", "has no time of day")]
    [InlineData("2026-02-29T09:00Z", "names a day that does not exist")]
    [InlineData("2026-13-01", "names a day that does not exist")]
    [InlineData("2026-01-15T09:00:00", "has no offset: add Z, or one such as +01:00")]
    [InlineData("2026-01-15T09:00", "has no offset: add Z, or one such as +01:00")]
    [InlineData("2026-01-15 09:00:00Z", "has a blank where T belongs")]
    [InlineData("2026-01-15T09Z", "is not a time")]
    [InlineData("2026-01-15T24:00:00Z", "names a time of day that does not exist")]
    [InlineData("2026-01-15T09:60:00Z", "names a time of day that does not exist")]
    [InlineData("2026-01-15T23:59:60Z", "names a time of day that does not exist")]
    [InlineData("2026-01-15T09:00:00.Z", "is not a time")]
    [InlineData("2026-01-15T09:00:00+15:00", "has an offset that does not exist")]
    [InlineData("2026-01-15T09:00:00+14:01", "has an offset that does not exist")]
    [InlineData("2026-01-15T09:00:00+05:60", "has an offset that does not exist")]
    [InlineData("2026-01-15T09:00:00 Z", "is not a time")]
    [InlineData("2026-01-15T09:00:00Z ", "is not a time")]
    [InlineData("2026-01-15T09:00:00Z\n", "is not a time")]
    [InlineData("2026-01-15T09:00:00-05:00[America/New_York]", "is not a time")]
    [InlineData("20260115T090000Z", "is not a time")]
    [InlineData("٢٠٢٦-01-15T09:00:00Z", "is not a time")]
    [InlineData("0001-01-01T00:00:00+14:00", "lies beyond the calendar")]
    [InlineData("9999-12-31T23:59:59-14:00", "lies beyond the calendar")]
    public void What_does_not_name_exactly_one_instant_is_refused_with_what_is_missing(string? text, string fault) =>
        Assert.StartsWith(fault, WireTime.Read(text).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1630512466", 1_630_512_466_000L)]
    [InlineData("9999999999", 9_999_999_999_000L)]
    [InlineData("1630512466717", 1_630_512_466_717L)]
    [InlineData("2021-09-01T16:07:46.717Z", 1_630_512_466_717L)]
    public void Ten_digits_are_seconds_and_thirteen_milliseconds_where_numbers_are_taken(string text, long milliseconds) =>
        Assert.Equal(TimeReading.Of(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)), WireTime.Read(text, TimeForms.Epoch));

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e12")]
    [InlineData("86400000")]
    [InlineData("16305124667")]
    [InlineData("163051246671")]
    [InlineData("0630512466")]
    [InlineData("0000000000000")]
    [InlineData("1630512466717000")]
    [InlineData("9999999999999999999999")]
    [InlineData("")]
    public void A_number_of_another_length_is_no_time(string text) => Assert.NotNull(WireTime.Read(text, TimeForms.Epoch).Fault);

    [Theory]
    [InlineData("2026-11-29", "2026-11-28T23:00:00Z")]
    [InlineData("2026-07-01T09:00", "2026-07-01T07:00:00Z")]
    [InlineData("2026-07-01T09:00:00.5", "2026-07-01T07:00:00.5Z")]
    [InlineData("2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z")]
    [InlineData("2026-07-01T09:00-05:00", "2026-07-01T14:00:00Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30:00Z")]
    public void A_time_of_a_place_is_what_its_clocks_show_the_first_of_two_and_moved_on_over_a_gap(string text, string expected)
    {
        var (at, fault) = WireTime.Read(text, TimeForms.Local, Berlin);

        Assert.Null(fault);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), at);
    }

    [Fact]
    public void A_day_begins_when_its_clocks_begin_it() =>
        Assert.Equal(
            new DateTimeOffset(2018, 11, 4, 3, 0, 0, TimeSpan.Zero),
            WireTime.Read("2018-11-04", TimeForms.Local, DateTimeZoneProviders.Tzdb["America/Sao_Paulo"]).At);

    [Fact]
    public void Without_a_zone_a_day_is_that_of_UTC_and_a_time_of_a_place_is_none()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero), WireTime.Read("2026-11-29", TimeForms.Local).At);
        Assert.Equal(WireTime.NoOffset, WireTime.Read("2026-11-29T09:00", TimeForms.Local).Fault);
    }

    [Theory]
    [InlineData("0001-01-01", "Asia/Tokyo")]
    [InlineData("0001-01-01T00:00", "Asia/Tokyo")]
    [InlineData("9999-12-31T23:59", "America/Los_Angeles")]
    public void The_ends_of_the_calendar_are_no_surprise(string text, string zone) =>
        Assert.NotNull(WireTime.Read(text, TimeForms.Local, DateTimeZoneProviders.Tzdb[zone]).Fault);
}
