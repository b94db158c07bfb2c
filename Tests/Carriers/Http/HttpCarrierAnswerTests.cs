using System.Globalization;
using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

/// <summary>Each row of the response mapping, against a server on a real socket.</summary>
public sealed class HttpCarrierAnswerTests
{
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("200 OK", """{"reference":"ref-1"}""", "ref-1")]
    [InlineData("201 Created", """{"reference":"ref-1","more":[1]}""", "ref-1")]
    [InlineData("202 Accepted", "", null)]
    [InlineData("204 No Content", "", null)]
    [InlineData("299 Odd", "{}", null)]
    [InlineData("200 OK", "<html>", null)]
    [InlineData("200 OK", """{"reference":"ref""", null)]
    [InlineData("200 OK", "[]", null)]
    [InlineData("200 OK", "null", null)]
    [InlineData("200 OK", """{"reference":null}""", null)]
    [InlineData("200 OK", """{"reference":""}""", null)]
    [InlineData("200 OK", """{"reference":{"a":1}}""", null)]
    [InlineData("200 OK", """{"reference":"a\u0000b"}""", null)]
    [InlineData("200 OK", """{"reference":"\ud800"}""", null)]
    public async Task Any_2xx_is_accepted_whatever_its_body(string status, string body, string? reference) =>
        Assert.Equal(new CarrierAnswer.Accepted(reference), await AnswerAsync(status, body));

    [Fact]
    public async Task A_reference_of_200_characters_is_kept_and_a_longer_one_is_none()
    {
        Assert.Equal(new CarrierAnswer.Accepted(new('r', 200)), await AnswerAsync("200 OK", $$"""{"reference":"{{new string('r', 200)}}"}"""));
        Assert.Equal(new CarrierAnswer.Accepted(), await AnswerAsync("200 OK", $$"""{"reference":"{{new string('r', 201)}}"}"""));
    }

    [Fact]
    public async Task Reads_16_KiB_of_a_body_and_takes_a_longer_one_as_none()
    {
        const string Start = """{"reference":"r","more":" """;
        var fits = Start + new string('x', HttpCarrier.ResponseBytesMax - Start.Length - 2) + "\"}";

        Assert.Equal(new CarrierAnswer.Accepted("r"), await AnswerAsync("200 OK", fits));
        Assert.Equal(new CarrierAnswer.Accepted(), await AnswerAsync("200 OK", fits + " "));
    }

    [Fact]
    public async Task An_endless_body_does_not_hold_the_answer_up()
    {
        var chunk = "2000\r\n" + new string('x', 0x2000) + "\r\n";
        await using var server = new StubServer(async (stream, _, stop) =>
        {
            await StubServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", stop);
            while (true)
            {
                await StubServer.WriteAsync(stream, chunk, stop);
            }
        });

        Assert.Equal(new CarrierAnswer.Accepted(), await SubmitAsync(server));
    }

    [Fact]
    public async Task A_2xx_whose_body_breaks_off_is_accepted()
    {
        await using var server = StubServer.AnsweringRaw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"refer");

        Assert.Equal(new CarrierAnswer.Accepted(), await SubmitAsync(server));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public async Task These_statuses_mean_later(int status) =>
        Assert.Equal(
            new CarrierAnswer.Later(null, new($"http_{status}", $"The carrier answered with HTTP status {status}.")),
            await AnswerAsync($"{status} Reason"));

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("0", 0.0)]
    [InlineData("Mon, 04 May 2026 12:01:30 GMT", 90.0)]
    [InlineData("Mon, 04 May 2026 11:00:00 GMT", 0.0)]
    [InlineData("2147483647", 30 * 86_400.0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 30 * 86_400.0)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("1.5", null)]
    public async Task Retry_after_is_seconds_or_a_date_by_our_clock(string header, double? seconds)
    {
        foreach (var status in new[] { 408, 429, 500, 503 })
        {
            var later = Assert.IsType<CarrierAnswer.Later>(await AnswerAsync($"{status} Reason\r\nRetry-After: {header}"));
            Assert.Equal(seconds, later.After?.TotalSeconds);
        }
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(422)]
    [InlineData(499)]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task These_statuses_mean_refused(int status) =>
        Assert.Equal(
            new CarrierAnswer.Refused(new($"http_{status}", $"The carrier answered with HTTP status {status}.")),
            await AnswerAsync($"{status} Reason"));

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = StubServer.Answering("200 OK");

        Assert.IsType<CarrierAnswer.Refused>(await AnswerAsync($"307 Elsewhere\r\nLocation: {other.Url}"));
        Assert.False(other.HasRequest);
    }

    [Theory]
    [InlineData("""{"code":"blocked","title":"Recipient opted out"}""", "blocked", "Recipient opted out")]
    [InlineData("""{"code":21211}""", "21211", null)]
    [InlineData("""{"title":"Two\r\nlines"}""", null, "Two  lines")]
    [InlineData("""{"code":"","title":"  "}""", null, null)]
    [InlineData("""{"code":["x"],"title":{}}""", null, null)]
    [InlineData("""{"detail":"secret"}""", null, null)]
    [InlineData("secret", null, null)]
    public async Task A_refusal_is_told_in_the_carriers_code_and_title_where_it_gives_them(string body, string? code, string? title) =>
        Assert.Equal(
            new CarrierAnswer.Refused(new(code ?? "http_422", title ?? "The carrier answered with HTTP status 422.")),
            await AnswerAsync("422 No", body));

    [Theory]
    [InlineData("Number +14155550199 is not reachable")]
    [InlineData("Number (415) 555-0199 is not reachable")]
    [InlineData("No route from 4155550100")]
    [InlineData("Forbidden content: your appointment is tomorrow at nine!")]
    public async Task Words_that_repeat_the_message_are_not_kept(string title)
    {
        var refused = Assert.IsType<CarrierAnswer.Refused>(await AnswerAsync("400 No", $$"""{"code":"no","title":"{{title}}"}"""));

        Assert.Equal(new MessageError("no", "The carrier answered with HTTP status 400."), refused.Error);
    }

    [Fact]
    public async Task Code_and_title_are_cut_at_200_characters_and_never_inside_a_pair()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"code":"{{new string('c', 300)}}","title":"{{new string('t', 199)}}👋👋"}""");

        var refused = Assert.IsType<CarrierAnswer.Refused>(await AnswerAsync("400 No", body));

        Assert.Equal(new MessageError(new('c', 200), new('t', 199)), refused.Error);
    }

    private async Task<CarrierAnswer> AnswerAsync(string status, string body = "")
    {
        await using var server = StubServer.Answering(status, body);
        return await SubmitAsync(server);
    }

    private async Task<CarrierAnswer> SubmitAsync(StubServer server)
    {
        using var carrier = new HttpCarrier(new HttpCarrierOptions { Url = server.Url }, _clock);
        return await carrier.SubmitAsync(Samples.Submission(), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }
}
