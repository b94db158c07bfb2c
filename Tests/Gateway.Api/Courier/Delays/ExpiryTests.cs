using System.Globalization;
using Belay.Gateway.Api.Courier.Delays;

namespace Belay.Tests.Gateway.Api.Courier.Delays;

public sealed class ExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("3600000", null, null, "2026-05-04T13:00:00Z")]
    [InlineData("P1DT4H", null, null, "2026-05-05T16:00:00Z")]
    [InlineData(null, "2026-05-06T00:00:00+02:00", null, "2026-05-05T22:00:00Z")]
    [InlineData(null, "1777982400000", null, "2026-05-05T12:00:00Z")]
    [InlineData(null, "1777982400", null, "2026-05-05T12:00:00Z")]
    [InlineData(null, null, 60_000L, "2026-05-04T12:01:00Z")]
    [InlineData("P2D", "2026-05-05T12:00:00Z", null, "2026-05-05T12:00:00Z")]
    [InlineData("PT1H", "2026-05-05T12:00:00Z", 7_200_000L, "2026-05-04T13:00:00Z")]
    public void The_earliest_limit_ends_the_validity(string? expiresIn, string? expiresAt, long? timeout, string expected)
    {
        var (validUntil, fault) = new Expiry(expiresIn, expiresAt, timeout is { } one ? [one] : []).Resolve(null, Now);

        Assert.Null(fault);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), validUntil);
    }

    [Fact]
    public void Without_a_limit_a_message_never_expires() => Assert.Equal((null, null), new Expiry(null, null, []).Resolve(Now.AddDays(1), Now));

    [Fact]
    public void A_timeout_counts_from_the_time_at_which_the_message_is_to_leave() =>
        Assert.Equal(Now.AddDays(1).AddMinutes(1), new Expiry(null, null, [60_000]).Resolve(Now.AddDays(1), Now).ValidUntil);

    [Theory]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("1.5", null, null)]
    [InlineData("one day", null, null)]
    [InlineData("P", null, null)]
    [InlineData("999999999999999999", null, null)]
    [InlineData(null, "2026-05-06T00:00:00", null)]
    [InlineData(null, "2026-05-04T12:00:00Z", null)]
    [InlineData(null, "1777896", null)]
    [InlineData(null, "later", null)]
    [InlineData(null, null, 0L)]
    [InlineData(null, null, -1L)]
    [InlineData(null, null, long.MaxValue)]
    public void A_limit_that_is_not_understood_is_refused(string? expiresIn, string? expiresAt, long? timeout) =>
        Assert.NotNull(new Expiry(expiresIn, expiresAt, timeout is { } one ? [one] : []).Resolve(null, Now).Fault);

    [Fact]
    public void A_message_that_would_expire_before_it_is_to_leave_is_refused()
    {
        Assert.NotNull(new Expiry("PT1H", null, []).Resolve(Now.AddHours(1), Now).Fault);
        Assert.Null(new Expiry("PT1H", null, []).Resolve(Now.AddHours(1).AddTicks(-1), Now).Fault);
    }
}
