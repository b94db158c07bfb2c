using Belay.Gateway.Api.AgentMessage;
using Belay.Gateway.Api.Courier;
using Belay.Gateway.Api.Telnyx;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>What follows from the number of a try, and from an answer's status.</summary>
public sealed class WebhookPolicyTests
{
    private static readonly WebhookPolicy ThreePerAddress = new(
        TimeSpan.FromSeconds(2), [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)], FirstTries: 3);
    private static readonly IReadOnlyList<IWebhookDialect> Dialects = [new TelnyxWebhooks(null!), new CourierWebhooks(), new AgentMessageWebhooks()];

    private static readonly WebhookPolicy OneDay = new(TimeSpan.FromSeconds(10), WebhookPolicy.PausesOfOneDay);

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
    [InlineData(104, 900)]
    [InlineData(105, null)]
    public void The_pauses_of_one_day_grow_and_then_stay_at_fifteen_minutes(int attempt, int? seconds) =>
        Assert.Equal(Seconds(seconds), OneDay.PauseAfter(attempt, addresses: 1));

    [Fact]
    public void Every_dialect_tries_each_address_for_a_day()
    {
        Assert.Equal(["AgentMessageWebhooks", "CourierWebhooks", "TelnyxWebhooks"], Dialects.Select(dialect => dialect.GetType().Name).Order());
        foreach (var policy in Dialects.Select(dialect => dialect.Policy))
        {
            foreach (var addresses in (int[])[1, 2])
            {
                var (last, tries, total) = (new TimeSpan[addresses], new int[addresses], TimeSpan.Zero);
                var attempt = 0;
                for (TimeSpan? pause = TimeSpan.Zero; pause is not null; pause = policy.PauseAfter(attempt, addresses))
                {
                    total += pause.Value;
                    var address = policy.AddressOf(++attempt, addresses)!.Value;
                    (last[address], tries[address]) = (total, tries[address] + 1);
                }

                Assert.All(last, at => Assert.InRange(at, TimeSpan.FromHours(24), TimeSpan.FromHours(24.5)));
                Assert.All(tries, count => Assert.Equal(policy.Pauses.Count + 1, count));
                Assert.Null(policy.AddressOf(attempt + 1, addresses));
            }
        }
    }

    [Theory]
    [InlineData(1, 0, 5)]
    [InlineData(2, 0, 30)]
    [InlineData(3, 0, 0)]
    [InlineData(4, 1, 5)]
    [InlineData(5, 1, 30)]
    [InlineData(6, 1, 60)]
    [InlineData(7, 0, 0)]
    [InlineData(8, 1, 120)]
    [InlineData(9, 0, 0)]
    [InlineData(10, 1, 240)]
    public void After_three_tries_each_the_two_addresses_are_tried_in_turn(int attempt, int place, int seconds)
    {
        var telnyx = Dialects.Single(dialect => dialect.Name == Dialect.Telnyx).Policy;

        Assert.Equal(place, telnyx.AddressOf(attempt, addresses: 2));
        Assert.Equal(Seconds(seconds), telnyx.PauseAfter(attempt, addresses: 2));
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

    [Fact]
    public void Tries_are_counted_from_one() => Assert.Throws<ArgumentOutOfRangeException>(() => OneDay.AddressOf(0, addresses: 1));

    private static TimeSpan? Seconds(int? seconds) => seconds is { } count ? TimeSpan.FromSeconds(count) : null;
}
