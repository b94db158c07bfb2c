using System.Globalization;
using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

/// <summary>Each row of the response mapping, against a server on a real socket.</summary>
public sealed class HttpCarrierAnswerTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingLogger<HttpCarrier> _log = new();

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
    [InlineData("7", 7.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("Mon, 04 May 2026 12:01:30 GMT", 90.0)]
    [InlineData("99999999999", null)]
    [InlineData("soon", null)]
    public async Task A_pause_that_is_asked_for_is_kept_where_the_message_is_tried_again(string header, double? seconds)
    {
        foreach (var status in new[] { 408, 429, 503 })
        {
            var later = Assert.IsType<CarrierAnswer.Later>(await AnswerAsync($"{status} Reason\r\nRetry-After: {header}"));
            Assert.Equal(seconds, later.After?.TotalSeconds);
        }

        var notWorking = Assert.IsType<CarrierAnswer.NotWorking>(await AnswerAsync($"402 No credit\r\nRetry-After: {header}"));
        Assert.Equal(seconds, notWorking.After?.TotalSeconds);
    }

    [Fact]
    public async Task A_status_means_what_the_table_says()
    {
        Assert.Equal(new CarrierAnswer.Later(null, new("http_429", "The carrier answered with HTTP status 429.")), await AnswerAsync("429 Slowly"));
        Assert.Equal(new CarrierAnswer.Refused(new("http_422", "The carrier answered with HTTP status 422.")), await AnswerAsync("422 No"));
        Assert.Equal(
            new CarrierAnswer.NotWorking(new("http_401", "The carrier answered with HTTP status 401: it does not accept the account that is set.")),
            await AnswerAsync("401 Who?"));
        Assert.Equal(
            new CarrierAnswer.NotWorking(
                new("http_404", "The carrier answered with HTTP status 404: the address that is set is not where it takes messages.")),
            await AnswerAsync("404 Nowhere"));
        foreach (var status in (int[])[409, 500, 502, 504, 524, 599])
        {
            Assert.Equal(
                new CarrierAnswer.Unknown(
                    new($"http_{status}", $"The carrier answered with HTTP status {status}: nobody knows whether it was taken.")),
                await AnswerAsync($"{status} Oops"));
        }
    }

    [Theory]
    [InlineData("""{"reference":4711}""", "4711")]
    [InlineData("""{"reference":12345678901234567890}""", "12345678901234567890")]
    [InlineData("""{"reference":-7}""", "-7")]
    [InlineData("""{"Reference":"ref-1"}""", "ref-1")]
    [InlineData("""{"REFERENCE":" ref-1 "}""", "ref-1")]
    [InlineData("\uFEFF{\"reference\":\"ref-1\"}", "ref-1")]
    [InlineData("""{"reference":"ref-1","Reference":"ref-1"}""", "ref-1")]
    public async Task A_reference_with_one_meaning_is_read_whatever_its_type_and_case(string body, string reference)
    {
        Assert.Equal(new CarrierAnswer.Accepted(reference), await AnswerAsync("200 OK", body));
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("""{"reference":{"a":1}}""")]
    [InlineData("""{"reference":["ref-1"]}""")]
    [InlineData("""{"reference":true}""")]
    [InlineData("""{"reference":1.5}""")]
    [InlineData("""{"reference":1e3}""")]
    [InlineData("""{"reference":"a\u0000b"}""")]
    [InlineData("""{"reference":"\ud800"}""")]
    [InlineData("""{"reference":"ref-1","Reference":"ref-2"}""")]
    public async Task A_reference_without_one_meaning_is_left_out_and_that_is_said_once(string body)
    {
        await using var server = StubServer.Answering("200 OK", body);
        using var carrier = new HttpCarrier(new HttpCarrierOptions { Url = server.Url }, _clock, _log);

        Assert.Equal(new CarrierAnswer.Accepted(), await carrier.SubmitAsync(Samples.Submission(n: 1), Token));
        Assert.Equal(new CarrierAnswer.Accepted(), await carrier.SubmitAsync(Samples.Submission(n: 2), Token));

        Assert.Contains("reference", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = StubServer.Answering("200 OK");

        Assert.IsType<CarrierAnswer.NotWorking>(await AnswerAsync($"307 Elsewhere\r\nLocation: {other.Url}"));
        Assert.False(other.HasRequest);
    }

    [Theory]
    [InlineData("""{"code":"blocked","title":"Recipient opted out"}""", "blocked", "Recipient opted out")]
    [InlineData("""{"code":21211}""", "21211", null)]
    [InlineData("""{"Code":"blocked","TITLE":"No"}""", "blocked", "No")]
    [InlineData("\uFEFF{\"code\":\"blocked\"}", "blocked", null)]
    [InlineData("""{"code":true,"title":7}""", null, "7")]
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
        using var carrier = new HttpCarrier(new HttpCarrierOptions { Url = server.Url }, _clock, _log);
        return await carrier.SubmitAsync(Samples.Submission(), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }
}
