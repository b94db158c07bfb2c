using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>What follows from the number of a try, and from an answer's status.</summary>
public sealed class WebhookPolicyTests
{
    private static readonly WebhookPolicy ThreePerAddress = new(TimeSpan.FromSeconds(2), [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)], RetriesClientErrors: true);
    private static readonly WebhookPolicy OneDay = new(TimeSpan.FromSeconds(10), WebhookPolicy.PausesOfOneDay, RetriesClientErrors: false);

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(3, 1, 0)]
    [InlineData(4, 1, null)]
    [InlineData(1, 2, 0)]
    [InlineData(3, 2, 0)]
    [InlineData(4, 2, 1)]
    [InlineData(6, 2, 1)]
    [InlineData(7, 2, null)]
    [InlineData(1_000_000, 2, null)]
    public void Each_address_gets_its_three_tries_in_turn(int attempt, int addresses, int? place) =>
        Assert.Equal(place, ThreePerAddress.AddressOf(attempt, addresses));

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(2, 1, 30)]
    [InlineData(3, 1, null)]
    [InlineData(4, 1, null)]
    [InlineData(1, 2, 5)]
    [InlineData(2, 2, 30)]
    [InlineData(3, 2, 0)]
    [InlineData(4, 2, 5)]
    [InlineData(5, 2, 30)]
    [InlineData(6, 2, null)]
    public void The_failover_address_is_tried_at_once_and_then_the_same_way(int attempt, int addresses, int? seconds) =>
        Assert.Equal(Seconds(seconds), ThreePerAddress.PauseAfter(attempt, addresses));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    [InlineData(5, 60)]
    [InlineData(6, 120)]
    [InlineData(7, 240)]
    [InlineData(8, 480)]
    [InlineData(9, 720)]
    [InlineData(10, 900)]
    [InlineData(11, 900)]
    [InlineData(103, 900)]
    [InlineData(104, null)]
    public void The_pauses_of_one_day_grow_and_then_stay_at_fifteen_minutes(int attempt, int? seconds) =>
        Assert.Equal(Seconds(seconds), OneDay.PauseAfter(attempt, addresses: 1));

    [Fact]
    public void The_pauses_of_one_day_fill_a_day()
    {
        var total = WebhookPolicy.PausesOfOneDay.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause);

        Assert.InRange(total, TimeSpan.FromHours(23.75), TimeSpan.FromHours(24));
    }

    [Theory]
    [InlineData(1, 1, null, 5)]
    [InlineData(1, 1, -10, 5)]
    [InlineData(1, 1, 0, 5)]
    [InlineData(1, 1, 4, 5)]
    [InlineData(1, 1, 6, 6)]
    [InlineData(1, 1, 3_600, 3_600)]
    [InlineData(1, 1, 3_601, 3_600)]
    [InlineData(1, 1, int.MaxValue, 3_600)]
    [InlineData(3, 2, 60, 0)]
    [InlineData(3, 1, 60, null)]
    public void What_the_receiver_asks_for_only_lengthens_a_pause_and_only_to_an_hour(int attempt, int addresses, int? asked, int? seconds) =>
        Assert.Equal(Seconds(seconds), ThreePerAddress.PauseAfter(attempt, addresses, Seconds(asked)));

    [Theory]
    [InlineData(200, "Delivered", "Delivered")]
    [InlineData(202, "Delivered", "Delivered")]
    [InlineData(204, "Delivered", "Delivered")]
    [InlineData(299, "Delivered", "Delivered")]
    [InlineData(300, "Failed", "Failed")]
    [InlineData(301, "Failed", "Failed")]
    [InlineData(302, "Failed", "Failed")]
    [InlineData(304, "Failed", "Failed")]
    [InlineData(307, "Failed", "Failed")]
    [InlineData(308, "Failed", "Failed")]
    [InlineData(400, "Failed", "Refused")]
    [InlineData(401, "Failed", "Refused")]
    [InlineData(404, "Failed", "Refused")]
    [InlineData(408, "Failed", "Failed")]
    [InlineData(409, "Failed", "Refused")]
    [InlineData(410, "Refused", "Refused")]
    [InlineData(422, "Failed", "Refused")]
    [InlineData(429, "Failed", "Failed")]
    [InlineData(499, "Failed", "Refused")]
    [InlineData(500, "Failed", "Failed")]
    [InlineData(502, "Failed", "Failed")]
    [InlineData(503, "Failed", "Failed")]
    [InlineData(599, "Failed", "Failed")]
    [InlineData(101, "Failed", "Failed")]
    [InlineData(999, "Failed", "Failed")]
    public void A_status_means_the_same_at_any_time(int status, string whenClientErrorsAreTriedAgain, string whenTheyAreFinal)
    {
        Assert.Equal(whenClientErrorsAreTriedAgain, ThreePerAddress.Judge(status).ToString());
        Assert.Equal(whenTheyAreFinal, OneDay.Judge(status).ToString());
    }

    [Fact]
    public void Tries_are_counted_from_one() => Assert.Throws<ArgumentOutOfRangeException>(() => OneDay.AddressOf(0, addresses: 1));

    private static TimeSpan? Seconds(int? seconds) => seconds is { } count ? TimeSpan.FromSeconds(count) : null;
}
