using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

public sealed class ListTests
{
    private const string Delay = "\"delay\":{\"duration\":60000}";

    [Fact]
    public async Task Pages_of_twenty_go_from_the_newest_to_the_oldest_without_gap_or_repeat()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var sent = new List<string>();
        for (var i = 0; i < 41; i++)
        {
            sent.Add(await gateway.Client.SendAsync(Body(Delay)));
        }

        sent.Reverse();
        var first = await gateway.Client.GetJsonAsync("/messages?cursor=");
        var second = await gateway.Client.GetJsonAsync($"/messages?cursor={first["paging"]!.Text("cursor")}");
        var third = await gateway.Client.GetJsonAsync($"/messages?cursor={second["paging"]!.Text("cursor")}");

        Assert.Equal([20, 20, 1], new[] { first, second, third }.Select(page => page.Ids().Length));
        Assert.Equal([true, true, false], new[] { first, second, third }.Select(page => page["paging"]!["more"]!.GetValue<bool>()));
        Assert.Equal(sent, [.. first.Ids(), .. second.Ids(), .. third.Ids()]);
        Assert.False(third["paging"]!.AsObject().ContainsKey("cursor"));
    }

    [Fact]
    public async Task Exactly_one_full_page_has_no_more()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await gateway.Client.SendAsync(Body(Delay));
        }

        var page = await gateway.Client.GetJsonAsync("/messages");

        Assert.Equal((20, false), (page.Ids().Length, page["paging"]!["more"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Each_filter_finds_its_message()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var settings =
            $$"""{{Delay}},"metadata":{"event":"e1","tags":["red","big"],"trace_id":"t1"},"context":{"tenant_id":"acme-eu"},"template":"tpl" """;
        var one = await gateway.Client.SendAsync(Body(settings, """{"user_id":"u1","phone_number":"+12025550101"}"""));
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var two = await gateway.Client.SendAsync(Body("\"metadata\":{\"tags\":[\"red\"]}", """{"phone_number":"+12025550102"}"""));
        await gateway.DeliverAsync(two);
        var enqueued = gateway.Clock.GetUtcNow();

        var rows = new (string Query, string[] Expected)[]
        {
            ("event=e1", [one]),
            ("event=other", []),
            ("notification=tpl", [one]),
            ("tenant_id=acme-eu", [one]),
            ("recipient=u1", [one]),
            ("recipient=%2B12025550101", [one]),
            ("recipient=%2B12025550102", [two]),
            ("recipient=nobody", []),
            ("traceId=t1", [one]),
            ($"traceId={one}", [one]),
            ($"traceId={two}", [two]),
            ("traceId=other", []),
            ($"messageId={one}", [one]),
            ($"messageId={Id(two)}", [two]),
            ("messageId=nonsense", []),
            ($"messageId={one}&recipient=%2B12025550102", []),
            ($"messageId={one}&traceId=t1&recipient=u1", [one]),
            ($"messageId={one}&traceId={two}", []),
            ("status=DELAYED", [one]),
            ("status=DELIVERED", [two]),
            ("status=SENT%2CDELIVERED", [two]),
            ("status=DELAYED&status=DELIVERED", [two, one]),
            ("status[]=DELAYED&status[]=DELIVERED", [two, one]),
            ("status=UNDELIVERABLE", []),
            ("status=NONSENSE", []),
            ("status=OPENED", []),
            ("status=NONSENSE,DELAYED", [one]),
            ("status=", [two, one]),
            ("tag=red", [two, one]),
            ("tag=red&tag=big", [one]),
            ("tags=big,blue", [one]),
            ("tags=blue", []),
            ("tags=red,big&tag=big", [one]),
            ("provider=scripted", [two]),
            ("provider=twilio", []),
            ("provider=twilio,scripted", [two]),
            ("provider=scripted&status=DELAYED", []),
            ("list=everybody", []),
            ($"enqueued_after={enqueued.ToUnixTimeMilliseconds()}", [two]),
            ("enqueued_after=2026-05-04T12:00:10Z", [two]),
            ("enqueued_after=2026-05-04T12:00:11Z", []),
            ("enqueued_after=&event=&cursor=&archived=&messageId=&traceId=&recipient=&list=", [two, one]),
            ("unknown=1", [two, one]),
        };
        foreach (var (query, expected) in rows)
        {
            var found = (await gateway.Client.GetJsonAsync($"/messages?{query}")).Ids();
            Assert.True(expected.SequenceEqual(found), $"{query}: expected {string.Join(',', expected)}, got {string.Join(',', found)}.");
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")] // The nil UUID, which is no message's.
    public async Task A_cursor_that_no_list_gave_is_refused(string cursor)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        Assert.Equal(400, (await gateway.Client.SendAsync("GET", $"/messages?cursor={cursor}")).Status);
    }

    [Fact]
    public async Task A_filter_that_is_met_by_two_labels_pages_without_gap_or_repeat()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var expected = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            var to = (i % 3) switch
            {
                0 => """{"user_id":"+12025550101","phone_number":"+12025550101"}""",
                1 => """{"phone_number":"+12025550101"}""",
                _ => """{"user_id":"+12025550101"}""",
            };
            expected.Add(await gateway.Client.SendAsync(Body(Delay, to)));
            await gateway.Client.SendAsync(Body(Delay));
        }

        expected.Reverse();
        var found = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await gateway.Client.GetJsonAsync($"/messages?recipient=%2B12025550101&status=DELAYED&cursor={cursor}");
            found.AddRange(page.Ids());
            cursor = page["paging"]!["cursor"]?.GetValue<string>();
            Assert.Equal(cursor is not null, page["paging"]!["more"]!.GetValue<bool>());
        }

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=AAAA")]
    [InlineData("cursor=%00")]
    [InlineData("archived=maybe")]
    [InlineData("enqueued_after=yesterday")]
    [InlineData("enqueued_after=2026-05-04T12:00:00")]
    [InlineData("enqueued_after=-1")]
    public async Task A_value_that_is_not_understood_is_refused(string query)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(HttpMethod.Get, $"/messages?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error"), (status, answer!.Text("type")));
        Assert.NotEmpty(answer!.Text("message"));
    }
}
