namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>
/// Telnyx's own rules, the least lead of five minutes and the cut-off of one, bind its calls alone: whose message it is does not matter.
/// </summary>
public sealed class CutOffTests
{
    /// <summary>Orders of one recipient for later, one per dialect, with the time left when the cancel comes.</summary>
    public static TheoryData<Dialect, int, bool> AroundTheCutOff { get; } = new(
        from dialect in Speaker.All.Keys
        from row in new[] { (Left: 61, Cancels: true), (Left: 60, Cancels: false), (Left: 1, Cancels: false) }
        select new TheoryDataRow<Dialect, int, bool>(dialect, row.Left, row.Cancels));

    [Theory]
    [MemberData(nameof(AroundTheCutOff))]
    public async Task Telnyx_cancels_a_message_of_any_origin_more_than_a_minute_ahead(Dialect origin, int secondsLeft, bool cancels)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var telnyx = Speaker.All[Dialect.Telnyx];
        var messages = await OrderAsync(gateway, origin);
        gateway.Clock.Advance(Order.Lead - TimeSpan.FromSeconds(secondsLeft));

        var replies = await telnyx.CancelAsync(gateway.Client, messages);

        if (cancels)
        {
            telnyx.AssertCanceled(replies, messages);
        }
        else
        {
            telnyx.AssertTooLate(replies, messages);
        }
    }

    [Theory]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.AgentMessage)]
    [InlineData(Dialect.VoltMx)]
    public async Task The_others_cancel_a_message_of_telnyx_up_to_its_last_millisecond(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var messages = await OrderAsync(gateway, Dialect.Telnyx);
        gateway.Clock.Advance(Order.Lead - TimeSpan.FromMilliseconds(1));

        Speaker.All[dialect].AssertCanceled(await Speaker.All[dialect].CancelAsync(gateway.Client, messages), messages);

        gateway.Clock.Advance(Order.Lead);
        Assert.Empty(gateway.Carrier.Calls);
    }

    [Theory]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.AgentMessage)]
    [InlineData(Dialect.VoltMx)]
    public async Task The_others_schedule_sooner_than_telnyx_would(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var lead = TimeSpan.FromMinutes(2);

        var messages = await OrderAsync(gateway, dialect, lead);

        Assert.Equal(gateway.Clock.GetUtcNow() + lead, messages[0].DueAt);
        var telnyx = Speaker.All[Dialect.Telnyx];
        var order = telnyx.Orders.First(order => order.Later);
        var refused = await gateway.Client.SendAsync("POST", order.Path, order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + lead));
        Assert.Equal((400, "/send_at"), (refused.Status, refused.Json["errors"]![0]!["source"]!["pointer"]!.GetValue<string>()));
    }

    private static Task<IReadOnlyList<Message>> OrderAsync(GatewayFixture gateway, Dialect origin, TimeSpan? lead = null)
    {
        var order = Speaker.All[origin].Orders.First(order => order is { Later: true, Recipients: 1 });
        return Speaker.All[origin].OrderAsync(gateway, order, order.NewRecipients(), lead: lead);
    }
}
