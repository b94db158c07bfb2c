using System.Globalization;
using Belay.Gateway.Api.Courier.Delays;

namespace Belay.Tests.Gateway.Api.Courier.Delays;

public sealed class DelayTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 30, TimeSpan.Zero);

    [Theory]
    [InlineData(1L, 1)]
    [InlineData(60_000L, 1)]
    [InlineData(60_001L, 2)]
    [InlineData(90_000L, 2)]
    [InlineData(3_600_000L, 60)]
    [InlineData(31_536_000_000L, 365 * 24 * 60)]
    public void A_duration_is_rounded_up_to_whole_minutes(long milliseconds, int minutes) =>
        Assert.Equal(new SendTime.At(Now.AddMinutes(minutes)), new Delay(milliseconds, null, null).Resolve(null, Now));

    [Fact]
    public void No_duration_is_no_delay() => Assert.IsType<SendTime.Now>(new Delay(0, null, null).Resolve(null, Now));

    [Fact]
    public void A_time_is_kept_to_the_tick() =>
        Assert.Equal(
            new SendTime.At(new DateTimeOffset(2026, 5, 5, 14, 0, 0, 1, TimeSpan.Zero)),
            new Delay(null, "2026-05-05T09:00:00.001-05:00", null).Resolve(null, Now));

    [Theory]
    [InlineData("2026-05-04T12:00:30Z")]
    [InlineData("2026-05-04")]
    [InlineData("2020-01-01T00:00:00Z")]
    public void A_time_that_has_passed_is_now(string until) => Assert.IsType<SendTime.Now>(new Delay(null, until, null).Resolve(null, Now));

    [Theory]
    [InlineData("America/Los_Angeles", "Europe/Berlin", "2026-05-04T16:00:00Z")]
    [InlineData(null, "Europe/Berlin", "now")]
    [InlineData(null, null, "now")]
    [InlineData(null, "Asia/Tokyo", "2026-05-05T00:00:00Z")]
    public void Opening_hours_go_by_the_zone_of_the_delay_then_of_the_recipient_then_UTC(string? zone, string? recipientZone, string expected)
    {
        var time = new Delay(null, "Mo-Fr 09:00-17:00", zone).Resolve(recipientZone, Now);

        Assert.Equal(
            DateTimeOffset.TryParse(expected, CultureInfo.InvariantCulture, out var instant) ? new SendTime.At(instant) : new SendTime.Now(), time);
    }

    [Theory]
    [InlineData("2026-11-29", "America/Los_Angeles", null, "2026-11-29T08:00:00Z")]
    [InlineData("2026-11-29", "America/Los_Angeles", "Asia/Tokyo", "2026-11-29T08:00:00Z")]
    [InlineData("2026-11-29", null, "Asia/Tokyo", "2026-11-28T15:00:00Z")]
    [InlineData("2026-11-29", null, null, "2026-11-29T00:00:00Z")]
    [InlineData("2026-05-05T09:00:00", "America/Los_Angeles", null, "2026-05-05T16:00:00Z")]
    [InlineData("2026-05-05T09:00", null, "America/Los_Angeles", "2026-05-05T16:00:00Z")]
    [InlineData("2026-05-05T09:00Z", "America/Los_Angeles", null, "2026-05-05T09:00:00Z")]
    [InlineData("2026-05-05T09:00Z", null, "Nowhere", "2026-05-05T09:00:00Z")]
    [InlineData("2026-11-01T01:30", "America/Los_Angeles", null, "2026-11-01T08:30:00Z")]
    [InlineData("2027-03-14T02:30", "America/Los_Angeles", null, "2027-03-14T10:30:00Z")]
    [InlineData("1777982400", null, null, "2026-05-05T12:00:00Z")]
    [InlineData("1777982400000", "Asia/Tokyo", null, "2026-05-05T12:00:00Z")]
    public void A_day_and_a_time_without_an_offset_are_those_of_the_named_zone(string until, string? zone, string? recipientZone, string expected) =>
        Assert.Equal(
            new SendTime.At(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture)), new Delay(null, until, zone).Resolve(recipientZone, Now));

    [Fact]
    public void A_time_that_has_neither_offset_nor_zone_is_refused_with_both_ways_out() =>
        Assert.Equal(
            new SendTime.Refused("'delay.until' has no offset: add Z, or one such as +01:00, or give 'delay.timezone'."),
            new Delay(null, "2026-05-05T09:00:00", null).Resolve(null, Now));

    [Theory]
    [InlineData(60_000L, "2026-05-05T09:00:00Z", null)]
    [InlineData(null, null, null)]
    [InlineData(null, null, "America/Los_Angeles")]
    [InlineData(-1L, null, null)]
    [InlineData(31_536_000_001L, null, null)]
    [InlineData(long.MaxValue, null, null)]
    [InlineData(null, "2027-05-04T12:00:31Z", null)]
    [InlineData(null, "2026-05-05T09:00:00", null)]
    [InlineData(null, "2026-05-05T09:00:00", "Mars/Olympus")]
    [InlineData(null, "2026-05-05T09:00:00Z", "Mars/Olympus")]
    [InlineData(null, "2026-05-05", "Mars/Olympus")]
    [InlineData(60_000L, null, "Mars/Olympus")]
    [InlineData(null, "2026-02-30", null)]
    [InlineData(null, "tomorrow", null)]
    [InlineData(null, "", null)]
    [InlineData(null, "Mo-Fr 09:00-17:00", "Mars/Olympus")]
    [InlineData(null, "Mo-Fr 09:00-17:00", "PST8")]
    [InlineData(null, "Mo-Fr 09:00-17:00", "")]
    [InlineData(null, "Jan-Mar 09:00-17:00", null)]
    [InlineData(null, "177798240000", null)]
    [InlineData(null, "177798240", null)]
    public void What_is_not_understood_is_refused_and_never_sent_now(long? duration, string? until, string? zone) =>
        Assert.IsType<SendTime.Refused>(new Delay(duration, until, zone).Resolve(null, Now));

    [Fact]
    public void An_unknown_zone_of_the_recipient_is_refused_too() =>
        Assert.All(
            (string[])["Mo-Fr 09:00-17:00", "2026-11-29", "2026-11-29T09:00"],
            until => Assert.IsType<SendTime.Refused>(new Delay(null, until, null).Resolve("Nowhere", Now)));
}
