using Belay.Gateway.Api.Courier.Delays;
using Belay.Gateway.Api.Requests.Times;
using NodaTime;

namespace Belay.Tests.Gateway.Api.Courier.Delays;

public sealed class OpeningHoursTests
{
    private const string LosAngeles = "America/Los_Angeles";
    private const string NewYork = "America/New_York";
    private const string Berlin = "Europe/Berlin";

    // 2026-05-04 is a Monday.
    [Theory]
    [InlineData("Mo-Fr 09:00-17:00", LosAngeles, "2026-05-07T19:00:00Z", "2026-05-07T19:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", LosAngeles, "2026-05-09T19:00:00Z", "2026-05-11T16:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", "UTC", "2026-05-04T09:00:00Z", "2026-05-04T09:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", "UTC", "2026-05-04T08:59:59.9999999Z", "2026-05-04T09:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", "UTC", "2026-05-04T16:59:59.9999999Z", "2026-05-04T16:59:59.9999999Z")]
    [InlineData("Mo-Fr 09:00-17:00", "UTC", "2026-05-04T17:00:00Z", "2026-05-05T09:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", "UTC", "2026-05-08T17:00:00Z", "2026-05-11T09:00:00Z")]
    [InlineData("Mo-Fr 09:00-12:00,14:00-18:00", "UTC", "2026-05-04T12:00:00Z", "2026-05-04T14:00:00Z")]
    [InlineData("Mo-Fr 14:00-18:00,09:00-12:00", "UTC", "2026-05-04T08:00:00Z", "2026-05-04T09:00:00Z")]
    [InlineData("Sa-Su 00:00-23:59", "UTC", "2026-05-04T12:00:00Z", "2026-05-09T00:00:00Z")]
    [InlineData("Sa-Su 00:00-23:59", "UTC", "2026-05-09T23:59:00Z", "2026-05-10T00:00:00Z")]
    [InlineData("Mo 09:00-17:00", "UTC", "2026-05-04T17:00:00Z", "2026-05-11T09:00:00Z")]
    [InlineData("Mo,We,Fr-Sa 10:00-11:00", "UTC", "2026-05-06T11:00:00Z", "2026-05-08T10:00:00Z")]
    [InlineData("Sa-Mo 10:00-11:00", "UTC", "2026-05-05T00:00:00Z", "2026-05-09T10:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00; Sa 10:00-14:00", "UTC", "2026-05-08T18:00:00Z", "2026-05-09T10:00:00Z")]
    [InlineData("Mo-Su 09:00-17:00; We off", "UTC", "2026-05-05T17:00:00Z", "2026-05-07T09:00:00Z")]
    [InlineData("Mo-Su 09:00-17:00; We closed", "UTC", "2026-05-05T17:00:00Z", "2026-05-07T09:00:00Z")]
    [InlineData("09:00-17:00", "UTC", "2026-05-09T20:00:00Z", "2026-05-10T09:00:00Z")]
    [InlineData("9:00-17:00", "UTC", "2026-05-09T20:00:00Z", "2026-05-10T09:00:00Z")]
    [InlineData("We", "UTC", "2026-05-04T12:00:00Z", "2026-05-06T00:00:00Z")]
    [InlineData("24/7", "UTC", "2026-05-04T12:34:56Z", "2026-05-04T12:34:56Z")]
    [InlineData("00:00-24:00", "UTC", "2026-05-04T23:59:59.5Z", "2026-05-04T23:59:59.5Z")]
    [InlineData("Fr 22:00-06:00", "UTC", "2026-05-09T03:00:00Z", "2026-05-09T03:00:00Z")]
    [InlineData("Fr 22:00-06:00", "UTC", "2026-05-09T06:00:00Z", "2026-05-15T22:00:00Z")]
    [InlineData("Su 22:00-06:00", "UTC", "2026-05-11T05:59:00Z", "2026-05-11T05:59:00Z")]
    [InlineData("mo-fr 09:00 - 17:00", "UTC", "2026-05-09T12:00:00Z", "2026-05-11T09:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", "Asia/Kathmandu", "2026-05-09T12:00:00Z", "2026-05-11T03:15:00Z")]
    public void A_message_leaves_now_inside_a_window_and_else_at_the_next_opening(string hours, string zone, string now, string expected) =>
        Check(hours, zone, now, expected);

    [Theory]
    // New York leaves out 02:00 to 03:00 on 2026-03-08, and Berlin on 2026-03-29.
    [InlineData("Su 02:30-05:00", NewYork, "2026-03-08T00:00:00Z", "2026-03-08T07:00:00Z")]
    [InlineData("Su 02:15-02:45", NewYork, "2026-03-08T06:00:00Z", "2026-03-15T06:15:00Z")]
    [InlineData("Su 01:00-02:30", NewYork, "2026-03-08T06:59:59Z", "2026-03-08T06:59:59Z")]
    [InlineData("Su 01:00-02:30", NewYork, "2026-03-08T07:00:00Z", "2026-03-15T05:00:00Z")]
    [InlineData("Su 03:00-04:00", NewYork, "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z")]
    [InlineData("Su 02:00-03:00", Berlin, "2026-03-28T12:00:00Z", "2026-04-05T00:00:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", Berlin, "2026-03-28T12:00:00Z", "2026-03-30T07:00:00Z")]
    // Cairo skips midnight itself: 2026-04-24 begins at 01:00.
    [InlineData("Fr 00:00-00:30", "Africa/Cairo", "2026-04-23T12:00:00Z", "2026-04-30T21:00:00Z")]
    [InlineData("Fr 00:00-08:00", "Africa/Cairo", "2026-04-23T12:00:00Z", "2026-04-23T22:00:00Z")]
    public void A_window_in_the_hour_that_a_clock_change_leaves_out_opens_when_the_clock_jumps_or_a_week_later(
        string hours, string zone, string now, string expected) => Check(hours, zone, now, expected);

    [Theory]
    // New York has 01:00 to 02:00 twice on 2026-11-01, from 05:00Z and from 06:00Z.
    [InlineData("Su 01:15-01:45", NewYork, "2026-11-01T04:00:00Z", "2026-11-01T05:15:00Z")]
    [InlineData("Su 01:15-01:45", NewYork, "2026-11-01T05:45:00Z", "2026-11-01T06:15:00Z")]
    [InlineData("Su 01:15-01:45", NewYork, "2026-11-01T06:30:00Z", "2026-11-01T06:30:00Z")]
    [InlineData("Su 01:15-01:45", NewYork, "2026-11-01T06:45:00Z", "2026-11-08T06:15:00Z")]
    [InlineData("Su 00:00-01:30", NewYork, "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z")]
    [InlineData("Su 01:30-03:00", NewYork, "2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z")]
    [InlineData("Mo-Fr 09:00-17:00", NewYork, "2026-10-31T12:00:00Z", "2026-11-02T14:00:00Z")]
    // Lord Howe Island moves its clock by half an hour: 01:30 to 02:00 comes twice on 2026-04-05.
    [InlineData("Su 01:30-01:40", "Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T15:00:00Z")]
    public void A_window_in_the_hour_that_a_clock_change_repeats_is_open_twice(string hours, string zone, string now, string expected) =>
        Check(hours, zone, now, expected);

    [Fact]
    public void A_day_that_a_zone_skipped_has_no_windows() =>
        // Samoa had no Friday, 30 December 2011.
        Check("Fr 09:00-17:00", "Pacific/Apia", "2011-12-29T12:00:00Z", "2012-01-05T19:00:00Z");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(";")]
    [InlineData("tomorrow")]
    [InlineData("soon")]
    [InlineData("09:00")]
    [InlineData("9-17")]
    [InlineData("Mo-Fr 9am-5pm")]
    [InlineData("Mo-Fr 09:00-25:00")]
    [InlineData("Mo-Fr 09:60-17:00")]
    [InlineData("Mo-Fr 09:00-09:00")]
    [InlineData("Mo-Fr 24:00-06:00")]
    [InlineData("Mo-Fr 09:00-24:30")]
    [InlineData("Mo-Fr 09:00-17:00,")]
    [InlineData("Mo-Fr 09:00-17:00;")]
    [InlineData("Mo-Fr 09:00-17:00+")]
    [InlineData("Mo-Xx 09:00-17:00")]
    [InlineData("Mo-We-Fr 09:00-17:00")]
    [InlineData("Monday 09:00-17:00")]
    [InlineData("Mo-Fr sunrise-sunset")]
    [InlineData("PH off")]
    [InlineData("Mo-Fr,PH 09:00-17:00")]
    [InlineData("Mo-Fr 09:00-17:00; PH off")]
    [InlineData("Jan 09:00-17:00")]
    [InlineData("Jan-Mar Mo-Fr 09:00-17:00")]
    [InlineData("Dec 25 off")]
    [InlineData("2026 Mo-Fr 09:00-17:00")]
    [InlineData("week 1-10 Mo-Fr 09:00-17:00")]
    [InlineData("Mo[1] 09:00-17:00")]
    [InlineData("Mo-Fr 09:00-12:00; Mo-Fr 14:00-18:00")]
    [InlineData("Mo off")]
    [InlineData("off")]
    [InlineData("Mo 09:00-17:00; Mo off")]
    [InlineData("Mo-Fr 09:00-17:00 \"by appointment\"")]
    public void Opening_hours_that_are_not_understood_whole_are_refused(string hours) => Assert.Null(OpeningHoursText.TryParse(hours));

    [Fact]
    public void Opening_hours_of_any_length_are_judged_in_no_time() =>
        Assert.Null(OpeningHoursText.TryParse(string.Concat(Enumerable.Repeat("Mo-Fr 09:00-17:00,", 100_000))));

    [Theory]
    [InlineData(NewYork, "2026-03-06T00:00:00Z")]
    [InlineData(NewYork, "2026-10-30T00:00:00Z")]
    [InlineData(Berlin, "2026-03-27T00:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-03T00:00:00Z")]
    [InlineData("Africa/Cairo", "2026-04-22T00:00:00Z")]
    public void The_next_opening_is_the_first_minute_at_which_the_wall_clock_shows_an_open_time(string zoneName, string start)
    {
        const int seed = 20_260_504;
        var random = new Random(seed);
        var zone = DateTimeZoneProviders.Tzdb[zoneName];
        for (var round = 0; round < 60; round++)
        {
            var windows = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => RandomWindow(random)).ToList();
            var now = Parse(start) + TimeSpan.FromMinutes(random.Next(4 * 24 * 60));

            var opening = new OpeningHours(windows).NextOpening(zone, now);

            var expected = FirstOpenMinute(windows, zone, now);
            Assert.True(
                opening == expected,
                $"seed {seed}, round {round}, {zoneName}, now {now:o}, {string.Join(' ', windows)}: expected {expected:o}, got {opening:o}");
        }
    }

    private static OpeningWindow RandomWindow(Random random)
    {
        var from = random.Next(24 * 60);
        return new((IsoDayOfWeek)(1 + random.Next(7)), from, from + 1 + random.Next(16 * 60));
    }

    /// <summary>The answer without any cleverness: look at the wall clock, minute by minute.</summary>
    private static DateTimeOffset? FirstOpenMinute(List<OpeningWindow> windows, DateTimeZone zone, DateTimeOffset now)
    {
        for (var at = now; at < now.AddDays(20); at = at.AddMinutes(1))
        {
            var local = Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;
            var minute = (local.Hour * 60) + local.Minute;
            if (windows.Exists(window =>
                (window.Day == local.DayOfWeek && minute >= window.FromMinute && minute < window.ToMinute)
                || (window.Day == local.PlusDays(-1).DayOfWeek && minute + (24 * 60) >= window.FromMinute && minute + (24 * 60) < window.ToMinute)))
            {
                return at;
            }
        }

        return null;
    }

    private static void Check(string hours, string zone, string now, string expected)
    {
        var parsed = Assert.IsType<OpeningHours>(OpeningHoursText.TryParse(hours));

        Assert.Equal(Parse(expected), parsed.NextOpening(DateTimeZoneProviders.Tzdb[zone], Parse(now)));
    }

    private static DateTimeOffset Parse(string text) =>
        WireTime.Read(text, TimeForms.Local) is { Fault: null, At: var at } ? at : throw new FormatException(text);
}
