using System.Globalization;
using Belay.Gateway.Api.Requests.Times;

namespace Belay.Tests.Gateway.Api.Reading;

public sealed class WireDurationTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("P1DT4H", "2026-02-01T16:00:00Z")]
    [InlineData("PT1S", "2026-01-31T12:00:01Z")]
    [InlineData("PT0.5S", "2026-01-31T12:00:00.500Z")]
    [InlineData("PT0,25S", "2026-01-31T12:00:00.250Z")]
    [InlineData("P2W", "2026-02-14T12:00:00Z")]
    [InlineData("P1M", "2026-02-28T12:00:00Z")]
    [InlineData("P1Y2M3DT4H5M6S", "2027-04-03T16:05:06Z")]
    [InlineData("PT36H", "2026-02-02T00:00:00Z")]
    [InlineData("3600000", "2026-01-31T13:00:00Z")]
    public void A_duration_is_counted_from_its_start(string text, string expected)
    {
        Assert.True(WireDuration.TryAdd(text, Start, out var end));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), end);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("999999999999999")]
    [InlineData("9999999999999999999999")]
    [InlineData("P0D")]
    [InlineData("PT0S")]
    [InlineData("P-1D")]
    [InlineData("-P1D")]
    [InlineData("1D")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("P1.5D")]
    [InlineData("P1D ")]
    [InlineData("p1d")]
    [InlineData("P999Y9999M")]
    [InlineData("P99999999999999999999D")]
    [InlineData("1 day")]
    [InlineData("P9999Y")]
    public void Anything_else_is_refused(string text)
    {
        var beyond = text == "P999Y9999M" ? new DateTimeOffset(9500, 1, 1, 0, 0, 0, TimeSpan.Zero) : Start;

        Assert.False(WireDuration.TryAdd(text, beyond, out _));
    }
}
