using System.Net;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>Cancel: 200 with the bare message, or 403 and 404 that both kinds of client can read. [P2, P3, P8]</summary>
public sealed class CancelTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_cancel_answers_with_the_message_itself_and_it_is_never_sent()
    {
        var id = await _gateway.Client.ScheduleAsync();

        var answer = await _gateway.Client.CancelAsync(id);
        _gateway.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.False(answer.Body.TryGetProperty("data", out _));
        Assert.Equal(id, answer.Body.GetProperty("id").GetString());
        Assert.Equal("cancelled", answer.Body.GetProperty("to")[0].GetProperty("status").GetString());
        Assert.Equal("[]", answer.Body.GetProperty("errors").GetRawText());
        Assert.Equal("null", answer.Body.GetProperty("completed_at").GetRawText());
        Assert.Empty(_gateway.Carrier.Calls);
    }

    [Theory]
    [InlineData(61, true)]
    [InlineData(60, false)]
    [InlineData(1, false)]
    public async Task More_than_a_minute_must_be_left(int secondsLeft, bool canceled)
    {
        var id = await _gateway.Client.ScheduleAsync();
        _gateway.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(secondsLeft));

        var answer = await _gateway.Client.CancelAsync(id);

        Assert.Equal(canceled ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal(canceled ? MessageStatus.Canceled : MessageStatus.Scheduled, (await _gateway.StoredAsync(id)).Status);
        if (!canceled)
        {
            AssertReadableByBothClients(answer, "10010", "Authorization failed", "60 seconds");
        }
    }

    [Fact]
    public async Task The_cut_off_is_a_setting_and_without_one_the_last_second_counts()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Telnyx:CancelCutoffSeconds"] = "0" });
        var id = await gateway.Client.ScheduleAsync();
        gateway.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.CancelAsync(id)).Status);
    }

    [Fact]
    public async Task A_message_that_the_carrier_has_been_called_for_is_too_late()
    {
        var gate = _gateway.Carrier.Hold("+15550002222");
        var id = await _gateway.Client.ScheduleAsync();
        _gateway.Clock.Advance(TimeSpan.FromDays(1));
        await gate.WaitForCallAsync();

        var answer = await _gateway.Client.CancelAsync(id);
        gate.Release();

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        AssertReadableByBothClients(answer, "10010", "Authorization failed", "sending");
    }

    [Fact]
    public async Task A_second_cancel_is_refused()
    {
        var id = await _gateway.Client.ScheduleAsync();
        await _gateway.Client.CancelAsync(id, ("X-Stainless-Retry-Count", "0"));

        var answer = await _gateway.Client.CancelAsync(id, ("X-Stainless-Retry-Count", "0"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        AssertReadableByBothClients(answer, "10010", "Authorization failed", "cancelled already");
    }

    [Theory]
    [InlineData(GatewayFixture.Key, "1", 299, HttpStatusCode.OK)]
    [InlineData(GatewayFixture.Key, "2", 0, HttpStatusCode.OK)]
    [InlineData(GatewayFixture.Key, "1", 300, HttpStatusCode.Forbidden)]
    [InlineData(GatewayFixture.SendOnlyKey, "1", 0, HttpStatusCode.Forbidden)]
    [InlineData(GatewayFixture.Key, "-1", 0, HttpStatusCode.Forbidden)]
    [InlineData(GatewayFixture.Key, "many", 0, HttpStatusCode.Forbidden)]
    public async Task A_cancel_that_the_client_repeats_by_itself_gets_the_lost_answer_again(
        string key, string retries, int secondsLater, HttpStatusCode expected)
    {
        var id = await _gateway.Client.ScheduleAsync();
        var first = await _gateway.Client.CancelAsync(id);
        _gateway.Clock.Advance(TimeSpan.FromSeconds(secondsLater));
        using var client = _gateway.ClientWith(key);

        var again = await client.CancelAsync(id, ("X-Stainless-Retry-Count", retries));

        Assert.Equal(expected, again.Status);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        }
    }

    [Theory]
    [InlineData("40385f64-5717-4562-b3fc-2c963f66afa6")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("not-an-id")]
    [InlineData("40385f64-5717-4562-b3fc-2c963f66afa6%2Fx")]
    [InlineData("schedule")]
    [InlineData("{40385f64-5717-4562-b3fc-2c963f66afa6}")]
    public async Task An_unknown_or_malformed_id_is_not_found(string id)
    {
        var answer = await _gateway.Client.CancelAsync(id);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        AssertReadableByBothClients(answer, "10005", "Resource not found", "could not be found");
    }

    [Fact]
    public async Task Another_organization_s_message_is_exactly_like_none()
    {
        var id = await _gateway.Client.ScheduleAsync();
        using var other = _gateway.ClientWith(GatewayFixture.OtherKey);

        var strange = await other.CancelAsync(id);
        var unknown = await other.CancelAsync("40385f64-5717-4562-b3fc-2c963f66afa6");
        var look = await other.LookAsync("/v2/messages/" + id);

        Assert.Equal(HttpStatusCode.NotFound, strange.Status);
        Assert.Equal(unknown.Body.GetRawText(), strange.Body.GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, look.Status);
        Assert.Equal(MessageStatus.Scheduled, (await _gateway.StoredAsync(id)).Status);
    }

    private static void AssertReadableByBothClients(Answer answer, string code, string title, string inDetail)
    {
        foreach (var error in new[] { answer.Error, answer.Body })
        {
            Assert.Equal(code, error.GetProperty("code").GetString());
            Assert.Equal(title, error.GetProperty("title").GetString());
            Assert.Contains(inDetail, error.GetProperty("detail").GetString());
        }
    }
}
