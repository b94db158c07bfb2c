using System.Text.Json;
using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

/// <summary>What the carrier's server sees.</summary>
public sealed class HttpCarrierRequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_the_documented_json()
    {
        var submission = Samples.Submission(attempt: 2);
        submission = submission with
        {
            Draft = submission.Draft with
            {
                Channel = Channel.Mms,
                Subject = "Subject",
                Media = ["https://example.org/a.png"],
                Tags = ["a", "b"],
                Text = "Grüße 👋 \"<&>",
            },
        };

        var request = await SeenAsync(submission);

        Assert.Equal("POST /send?x=1 HTTP/1.1", request.Line);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        using var body = JsonDocument.Parse(request.Body);
        using var expected = JsonDocument.Parse($$"""
            {"id":"{{submission.Draft.Id}}","organization":"acme","channel":"mms","from":"{{Samples.From}}","to":"{{Samples.To}}","subject":"Subject",
             "text":"Grüße 👋 \"<&>","media":["https://example.org/a.png"],"tags":["a","b"],"attempt":2,"due_at":"2026-05-04T07:00:00.000Z"}
            """);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, body.RootElement), body.RootElement.GetRawText());
        Assert.Equal(
            ["id", "organization", "channel", "from", "to", "subject", "text", "media", "tags", "attempt", "due_at"],
            body.RootElement.EnumerateObject().Select(field => field.Name));
    }

    [Theory]
    [InlineData(Channel.Sms, "sms")]
    [InlineData(Channel.Mms, "mms")]
    [InlineData(Channel.Voice, "voice")]
    [InlineData(Channel.User, "user")]
    public async Task Names_the_channel(Channel channel, string name)
    {
        var submission = Samples.Submission();

        var request = await SeenAsync(submission with { Draft = submission.Draft with { Channel = channel } });

        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(name, body.RootElement.GetProperty("channel").GetString());
        Assert.Equal(JsonValueKind.Null, body.RootElement.GetProperty("subject").ValueKind);
        Assert.Equal(0, body.RootElement.GetProperty("media").GetArrayLength());
    }

    [Fact]
    public async Task Sends_the_text_as_it_leaves_when_it_is_smart_encoded()
    {
        var submission = Samples.Submission();

        var request = await SeenAsync(submission with { Draft = submission.Draft with { Text = "It\u2019s on", SmartEncoded = true } });

        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("It's on", body.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_text_that_is_no_valid_unicode_still_leaves()
    {
        var submission = Samples.Submission();

        var request = await SeenAsync(submission with { Draft = submission.Draft with { Text = "half \ud83d of a pair" } });

        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("half \ufffd of a pair", body.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task P4_every_retry_carries_the_same_idempotency_key()
    {
        await using var server = StubServer.Answering("500 Oops");
        using var carrier = NewCarrier(server.Url);
        var keys = new HashSet<string>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await carrier.SubmitAsync(Samples.Submission(attempt: attempt), Token);
            var request = await server.NextAsync();
            keys.Add(request.Headers["Idempotency-Key"]);
            using var body = JsonDocument.Parse(request.Body);
            Assert.Equal(attempt, body.RootElement.GetProperty("attempt").GetInt32());
        }

        Assert.Equal([Samples.Draft().Id.ToString()], keys);
    }

    [Fact]
    public async Task Headers_of_the_settings_are_sent_beside_Belays_own()
    {
        await using var server = StubServer.Answering("200 OK");
        using var carrier = new HttpCarrier(
            new HttpCarrierOptions
            {
                Url = server.Url,
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer sk_live_4711", ["X-Tenant"] = "größer" },
            },
            new ManualTimeProvider());

        Assert.IsType<CarrierAnswer.Accepted>(await carrier.SubmitAsync(Samples.Submission(), Token));

        var request = await server.NextAsync();
        Assert.Equal("Bearer sk_live_4711", request.Headers["Authorization"]);
        Assert.Equal("größer", request.Headers["X-Tenant"]);
        Assert.Equal(Samples.Draft().Id.ToString(), request.Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_secret_that_the_carrier_quotes_is_not_told()
    {
        await using var server = StubServer.Answering("401 No", """{"code":"sk_live_4711","title":"sk_live_4711 has ended"}""");
        using var carrier = new HttpCarrier(
            new HttpCarrierOptions { Url = server.Url, Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer sk_live_4711" } },
            new ManualTimeProvider());

        var answer = await carrier.SubmitAsync(Samples.Submission(), Token);

        Assert.Equal("http_401", Assert.IsType<CarrierAnswer.NotWorking>(answer).Error.Code);
        Assert.DoesNotContain("sk_live", answer.ToString(), StringComparison.Ordinal);
    }

    private static async Task<StubRequest> SeenAsync(Submission submission)
    {
        await using var server = StubServer.Answering("200 OK");
        using var carrier = NewCarrier(server.Url);
        Assert.IsType<CarrierAnswer.Accepted>(await carrier.SubmitAsync(submission, Token));
        return await server.NextAsync();
    }

    private static HttpCarrier NewCarrier(string url) => new(new HttpCarrierOptions { Url = url }, new ManualTimeProvider());
}
