using Belay.Cli;
using Belay.Cli.Times;
using NodaTime;

namespace Belay.Tests.Cli.Times;

/// <summary>Times as people write them, on Tuesday 24 March 2026, 10:30 in Vienna (P11).</summary>
public sealed class MomentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 24, 9, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeZone Vienna = DateTimeZoneProviders.Tzdb["Europe/Vienna"];

    [Theory]
    [InlineData("tomorrow 09:00", "2026-03-25T08:00:00Z")]
    [InlineData("  Tomorrow   at 9:00 ", "2026-03-25T08:00:00Z")]
    [InlineData("today 18:15", "2026-03-24T17:15:00Z")]
    [InlineData("18:15:30", "2026-03-24T17:15:30Z")]
    [InlineData("monday 09:00", "2026-03-30T07:00:00Z")]
    [InlineData("Friday 23:59", "2026-03-27T22:59:00Z")]
    [InlineData("2026-03-29 09:00", "2026-03-29T07:00:00Z")]
    [InlineData("2026-03-29T01:59:59", "2026-03-29T00:59:59Z")]
    [InlineData("2026-03-29 03:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25 03:00", "2026-10-25T02:00:00Z")]
    [InlineData("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T02:30+01:00", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25t02:30:00z", "2026-10-25T02:30:00Z")]
    [InlineData("2026-10-25T02:30:00.5Z", "2026-10-25T02:30:00.5Z")]
    [InlineData("in 90 minutes", "2026-03-24T11:00:00Z")]
    [InlineData("in 1h30m", "2026-03-24T11:00:00Z")]
    [InlineData("in 2 hours and 5 min", "2026-03-24T11:35:00Z")]
    [InlineData("in 45s", "2026-03-24T09:30:45Z")]
    public void A_time_is_the_instant_that_its_writer_means(string text, string instant) =>
        Assert.Equal(
            DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            new Moment(Now, Vienna).ReadFuture(text).ToDateTimeOffset());

    [Theory]
    [InlineData("2026-03-29 02:30", "2026-03-29 02:30:00 does not exist in Europe/Vienna: clocks go from 02:00 to 03:00 on that day.")]
    [InlineData("2026-03-29 02:00", "2026-03-29 02:00:00 does not exist in Europe/Vienna: clocks go from 02:00 to 03:00 on that day.")]
    [InlineData(
        "2026-10-25 02:30", "2026-10-25 02:30:00 comes twice in Europe/Vienna: write 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00.")]
    [InlineData("tuesday 18:00", "Today is Tuesday, so \"tuesday 18:00\" can mean today or in a week: write \"today\" or 2026-03-31.")]
    [InlineData("10:30", "\"10:30\" is in the past: it is now Tue 2026-03-24 10:30:00 Europe/Vienna (+01).")]
    [InlineData("2026-03-24T09:30:00Z", "\"2026-03-24T09:30:00Z\" is in the past: it is now Tue 2026-03-24 10:30:00 Europe/Vienna (+01).")]
    [InlineData("in 0 minutes", "\"in 0 minutes\" is in the past: it is now Tue 2026-03-24 10:30:00 Europe/Vienna (+01).")]
    public void What_does_not_exist_comes_twice_or_is_past_is_refused_with_a_sentence(string text, string sentence)
    {
        var refused = Assert.Throws<CliException>(() => new Moment(Now, Vienna).ReadFuture(text));

        Assert.Equal((ExitCode.Usage, sentence), (refused.ExitCode, refused.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("tomorrow")]
    [InlineData("tomorrow 9")]
    [InlineData("tomorrow 9am")]
    [InlineData("tomorrow 25:00")]
    [InlineData("tomorrow 09:60")]
    [InlineData("none 09:00")]
    [InlineData("3 09:00")]
    [InlineData("04/05/2026 09:00")]
    [InlineData("2026-02-30 09:00")]
    [InlineData("2026-05-04")]
    [InlineData("1777896000")]
    [InlineData("in 3 days")]
    [InlineData("in -5 minutes")]
    [InlineData("in minutes")]
    [InlineData("in 5")]
    [InlineData("90 minutes")]
    public void What_cannot_be_understood_is_refused_with_what_to_write(string text)
    {
        var refused = Assert.Throws<CliException>(() => new Moment(Now, Vienna).ReadFuture(text));

        Assert.Equal($"\"{text}\" is no time that can be understood: write it as {Moment.Forms}.", refused.Message);
    }

    [Fact]
    public void Tomorrow_is_the_zones_tomorrow()
    {
        // 23:30 in Vienna is 11:30 of the next day in Auckland.
        var late = new DateTimeOffset(2026, 3, 24, 22, 30, 0, TimeSpan.Zero);

        Assert.Equal(Instant.FromUtc(2026, 3, 25, 8, 0), new Moment(late, Vienna).ReadFuture("tomorrow 09:00"));
        Assert.Equal(Instant.FromUtc(2026, 3, 25, 20, 0), new Moment(late, Moment.ZoneOf("Pacific/Auckland")).ReadFuture("tomorrow 09:00"));
    }

    [Fact]
    public void A_midnight_that_a_change_of_clocks_skips_is_refused()
    {
        // In Cairo clocks go from 24:00 on Thursday to 01:00 on Friday.
        var refused = Assert.Throws<CliException>(() => new Moment(Now, Moment.ZoneOf("Africa/Cairo")).ReadFuture("2026-04-24 00:30"));

        Assert.Contains("does not exist in Africa/Cairo: clocks go from 00:00 to 01:00", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_zone_only_times_that_need_none_are_taken()
    {
        var nowhere = new Moment(Now, null);

        Assert.Equal(Instant.FromUtc(2026, 3, 24, 9, 35), nowhere.ReadFuture("in 5 minutes"));
        Assert.Contains("--zone", Assert.Throws<CliException>(() => nowhere.ReadFuture("tomorrow 09:00")).Message, StringComparison.Ordinal);
        Assert.Contains("--zone", Assert.Throws<CliException>(() => nowhere.ReadFuture("2026-05-04 09:00")).Message, StringComparison.Ordinal);
        Assert.Contains("no time zone \"Vienna\"", Assert.Throws<CliException>(() => Moment.ZoneOf("Vienna")).Message, StringComparison.Ordinal);
    }
}
