using System.Net;
using System.Net.Sockets;
using Belay.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Client;

/// <summary>What is not Belay's answer: lost connections, time-outs, and others that answer in its place.</summary>
public sealed class FailureTests
{
    private const string Key = "a-key-that-is-shown-nowhere-0123";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_is_away_may_be_asked_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        using var http = new HttpClient();
        var client = BelayHttpClientServices.Create(http, new() { BaseAddress = address, Key = Key });

        var away = await Assert.ThrowsAsync<BelayException>(() => client.ScheduleAsync(new("+15005550199", "hello"), cancellationToken: Stop));

        Assert.Equal(("unreachable", true, null), (away.Code, away.ShouldRetry, away.Status));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("a-key", true)]
    public async Task A_schedule_whose_answer_is_lost_may_be_repeated_only_with_its_key(string? idempotencyKey, bool mayRepeat)
    {
        var client = Over(_ => throw new HttpRequestException(HttpRequestError.ResponseEnded));

        var lost = await Assert.ThrowsAsync<BelayException>(() => client.ScheduleAsync(new("+15005550199", "hello"), idempotencyKey, Stop));

        Assert.Equal(("connection_lost", mayRepeat), (lost.Code, lost.ShouldRetry));
    }

    [Fact]
    public async Task A_cancel_whose_answer_is_lost_is_unknown_and_may_be_repeated()
    {
        var client = Over(_ => throw new TaskCanceledException("slow", new TimeoutException()));

        var slow = await Assert.ThrowsAsync<BelayException>(() => client.CancelAsync("any", Stop));

        Assert.Equal(("timeout", true), (slow.Code, slow.ShouldRetry));
        Assert.Contains("unknown", slow.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_fires_is_a_cancellation()
    {
        using var source = new CancellationTokenSource();
        var client = Over(_ =>
        {
            source.Cancel();
            throw new TaskCanceledException();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CancelAsync("any", source.Token));
    }

    [Theory]
    [InlineData(200, "<html>", false)]
    [InlineData(200, "null", false)]
    [InlineData(404, "Not here", false)]
    [InlineData(409, "{}", false)]
    [InlineData(502, "<html>", false)]
    [InlineData(503, "<html>", true)]
    public async Task What_is_not_belays_answer_is_no_verdict(int status, string body, bool mayRepeat)
    {
        var client = Over(_ => new((HttpStatusCode)status) { Content = new StringContent(body) });

        var other = await Assert.ThrowsAsync<BelayException>(() => client.CancelAsync("any", Stop));

        Assert.Equal(("not_belay", mayRepeat, (HttpStatusCode?)status), (other.Code, other.ShouldRetry, other.Status));
    }

    [Fact]
    public async Task A_connection_that_was_reset_before_its_first_use_carried_nothing_and_may_be_tried_again()
    {
        var client = Over(_ => throw new SocketException((int)SocketError.NotConnected));

        var lost = await Assert.ThrowsAsync<BelayException>(() => client.CancelAsync("any", Stop));

        Assert.Equal(("unreachable", true), (lost.Code, lost.ShouldRetry));
    }

    [Fact]
    public async Task A_path_before_ours_is_kept_and_the_key_is_shown_nowhere()
    {
        HttpRequestMessage? seen = null;
        var client = Over(
            request =>
            {
                seen = request;
                return new(HttpStatusCode.Unauthorized)
                {
                    Content = new StringContent("""{"code":"key_wrong","detail":"The API key does not work."}"""),
                };
            },
            "https://example.com/text");

        var wrong = await Assert.ThrowsAsync<BelayException>(() => client.FindAsync("a/b?c", Stop));

        Assert.Equal("https://example.com/text/belay/v1/messages/a%2Fb%3Fc", seen!.RequestUri!.AbsoluteUri);
        Assert.Equal("Bearer " + Key, seen.Headers.Authorization!.ToString());
        Assert.DoesNotContain(Key, wrong.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, Key)]
    [InlineData("ftp://example.com", Key)]
    [InlineData("http://example.com", "")]
    [InlineData("http://example.com", "two words")]
    public void A_wrong_setting_is_told_before_the_first_message(string? address, string key)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddBelayHttpClient(options =>
            (options.BaseAddress, options.Key) = (address is null ? null : new Uri(address), key)));

        Assert.DoesNotContain(Key, wrong.Message, StringComparison.Ordinal);
    }

    private static BelayClient Over(Func<HttpRequestMessage, HttpResponseMessage> answer, string address = "http://127.0.0.1")
    {
        var services = new ServiceCollection();
        services.AddBelayHttpClient(options => (options.BaseAddress, options.Key) = (new Uri(address), Key))
            .ConfigurePrimaryHttpMessageHandler(() => new Stub(answer));
        return services.BuildServiceProvider().GetRequiredService<BelayClient>();
    }

    private sealed class Stub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
