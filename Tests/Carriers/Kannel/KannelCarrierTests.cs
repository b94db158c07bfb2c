using System.Text;
using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers.Kannel;

/// <summary>What smsbox is asked, and what each of its answers means. The real Kannel is met in the end-to-end tests.</summary>
public sealed class KannelCarrierTests
{
    private static readonly string[] OurHeaders =
        [
            "Content-Type", "X-Kannel-Coding", "X-Kannel-DLR-Mask", "X-Kannel-DLR-URL", "X-Kannel-From", "X-Kannel-Password", "X-Kannel-SMSC",
            "X-Kannel-To", "X-Kannel-Username", "X-Kannel-Validity",
        ];

    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_the_text_and_names_the_rest_in_headers()
    {
        var submission = Samples.Submission();
        submission = submission with
        {
            Draft = submission.Draft with { Text = "Grüße 👋", Encoding = SmsEncoding.Ucs2, From = "Größe", ValidUntil = _clock.GetUtcNow()
                .AddSeconds(61) },
        };

        var request = await SeenAsync(submission, options => (options.SmscId, options.ReceiptUrl, options.ReceiptToken) =
            ("vienna", "https://belay.example/carriers/kannel/receipts", "receipt-token-0123456789"));

        Assert.Equal("POST /cgi-bin/sendsms HTTP/1.1", request.Line);
        Assert.Equal("Grüße 👋", Encoding.UTF8.GetString(request.Body));
        Assert.Equal(OurHeaders, request.Headers.Keys.Where(name => name.StartsWith("X-", StringComparison.Ordinal) || name == "Content-Type")
            .Order(StringComparer.Ordinal));
        Assert.Equal("text/plain; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal(
            ("belay", "kannel-password", "vienna"),
            (request.Headers["X-Kannel-Username"], request.Headers["X-Kannel-Password"], request.Headers["X-Kannel-SMSC"]));
        Assert.Equal(
            (Samples.To, "2", "2"), (request.Headers["X-Kannel-To"], request.Headers["X-Kannel-Coding"], request.Headers["X-Kannel-Validity"]));
        Assert.Equal("19", request.Headers["X-Kannel-DLR-Mask"]);
        Assert.Matches(
            $"^https://belay\\.example/carriers/kannel/receipts\\?id={submission.Draft.Id}&signature=[0-9a-f]{{32}}&type=%d&at=%T&answer=%A$",
            request.Headers["X-Kannel-DLR-URL"]);
    }

    [Fact]
    public async Task Leaves_out_what_was_not_given()
    {
        var submission = Samples.Submission();

        var request = await SeenAsync(submission with { Draft = submission.Draft with { From = "" } });

        Assert.Equal(
            ["X-Kannel-Coding", "X-Kannel-Password", "X-Kannel-To", "X-Kannel-Username"],
            request.Headers.Keys.Where(name => name.StartsWith("X-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("0", request.Headers["X-Kannel-Coding"]);
    }

    [Theory]
    [InlineData(Channel.Mms, Samples.To, Samples.From, "kannel_channel_unsupported")]
    [InlineData(Channel.Voice, Samples.To, Samples.From, "kannel_channel_unsupported")]
    [InlineData(Channel.User, Samples.To, Samples.From, "kannel_channel_unsupported")]
    [InlineData(Channel.Sms, "+14155550199 +14155550198", Samples.From, "kannel_recipient_invalid")]
    [InlineData(Channel.Sms, "user-7", Samples.From, "kannel_recipient_invalid")]
    [InlineData(Channel.Sms, "", Samples.From, "kannel_recipient_invalid")]
    [InlineData(Channel.Sms, Samples.To, "a\r\nX-Kannel-To: 1", "kannel_sender_invalid")]
    public async Task Refuses_what_Kannel_would_take_as_something_else_without_a_call(Channel channel, string to, string from, string code)
    {
        await using var server = StubServer.Answering("202 Accepted", "0: Accepted for delivery");
        using var carrier = NewCarrier(server.Url);
        var submission = Samples.Submission(to);

        var answer = await carrier.SubmitAsync(submission with { Draft = submission.Draft with { Channel = channel, From = from } }, Token);

        Assert.Equal(code, Assert.IsType<CarrierAnswer.Refused>(answer).Error.Code);
        Assert.False(server.HasRequest);
    }

    [Theory]
    [InlineData("202 Accepted", "0: Accepted for delivery", "Accepted", null)]
    [InlineData("202 Accepted", "3: Queued for later delivery", "Accepted", null)]
    [InlineData("202 Accepted", "Sent. Message splits: 3", "Accepted", null)]
    [InlineData("202 Accepted", "", "Accepted", null)]
    [InlineData("200 OK", "0: Accepted for delivery", "Accepted", null)]
    [InlineData("200 OK", "<html>Welcome", "Unknown", "kannel_answer_unclear")]
    [InlineData("200 OK", "", "Unknown", "kannel_answer_unclear")]
    [InlineData("403 Forbidden", "Not routable. Do not try again.", "Refused", "kannel_not_routable")]
    [InlineData("403 Forbidden", "Authorization failed for sendsms", "NotWorking", "kannel_not_authorized")]
    [InlineData("401 Unauthorized", "", "NotWorking", "kannel_not_authorized")]
    [InlineData("404 Not Found", "Unknown request.", "NotWorking", "kannel_address_wrong")]
    [InlineData("405 Method Not Allowed", "", "NotWorking", "kannel_address_wrong")]
    [InlineData("301 Moved Permanently", "", "NotWorking", "kannel_address_wrong")]
    [InlineData("302 Found", "", "Unknown", "kannel_answer_unclear")]
    [InlineData("400 Bad Request", "Empty receiver number not allowed, rejected", "Refused", "kannel_refused")]
    [InlineData("415 Unsupported Media Type", "", "NotWorking", "kannel_address_wrong")]
    [InlineData("400 Bad Request", "Sender missing and no global set, rejected", "NotWorking", "kannel_sender_missing")]
    [InlineData("400 Bad Request", "DLR-URL field misformed, rejected", "NotWorking", "kannel_address_wrong")]
    [InlineData("409 Conflict", "", "Unknown", "kannel_answer_unclear")]
    [InlineData("408 Request Timeout", "", "Later", "kannel_busy")]
    [InlineData("429 Too Many Requests", "", "Later", "kannel_busy")]
    [InlineData("503 Service Unavailable", "Temporal failure, try again later.", "Later", "kannel_busy")]
    [InlineData("500 Internal Server Error", "Sending failed.", "Later", "kannel_busy")]
    [InlineData("500 Internal Server Error", "", "Unknown", "kannel_answer_unclear")]
    [InlineData("502 Bad Gateway", "", "Unknown", "kannel_answer_unclear")]
    [InlineData("504 Gateway Timeout", "", "Unknown", "kannel_answer_unclear")]
    public async Task P5_each_answer_means_one_thing_and_what_is_not_Kannels_word_is_unknown(string status, string body, string kind, string? code)
    {
        var answer = await AnswerAsync(status, body);

        Assert.Equal((kind, code), answer switch
        {
            CarrierAnswer.Accepted => ("Accepted", null),
            CarrierAnswer.Later later => ("Later", later.Error?.Code),
            CarrierAnswer.NotWorking notWorking => ("NotWorking", notWorking.Error.Code),
            CarrierAnswer.Refused refused => ("Refused", refused.Error.Code),
            CarrierAnswer.Unknown unknown => ("Unknown", unknown.Error.Code),
            _ => ("?", null),
        });
    }

    [Fact]
    public async Task A_pause_that_is_asked_for_is_told() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<CarrierAnswer.Later>(await AnswerAsync("503 Busy\r\nRetry-After: 7")).After);

    [Fact]
    public async Task Kannels_words_are_told_unless_they_repeat_the_message()
    {
        const string Words = "Empty text not allowed, rejected.";
        Assert.Equal(Words, Assert.IsType<CarrierAnswer.Refused>(await AnswerAsync("400 Bad Request", Words)).Error.Title);
        Assert.DoesNotContain(
            "0199",
            Assert.IsType<CarrierAnswer.Refused>(await AnswerAsync("400 Bad Request", "No route to " + Samples.To)).Error.Title,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task P5_a_lost_connection_after_the_message_left_is_unknown_and_before_it_is_later()
    {
        await using var resetting = StubServer.Resetting();
        using var carrier = NewCarrier(resetting.Url);
        Assert.IsType<CarrierAnswer.Unknown>(await carrier.SubmitAsync(Samples.Submission(), Token));

        using var unreached = NewCarrier("http://127.0.0.1:1/");
        Assert.IsType<CarrierAnswer.Later>(await unreached.SubmitAsync(Samples.Submission(), Token));
        Assert.Equal(new CarrierTraits("kannel", HonoursIdempotencyKey: false, SendsReceipts: false, CallsMax: 64), carrier.Traits);
    }

    private async Task<CarrierAnswer> AnswerAsync(string status, string body = "")
    {
        await using var server = StubServer.Answering(status, body);
        using var carrier = NewCarrier(server.Url);
        return await carrier.SubmitAsync(Samples.Submission(), Token);
    }

    private async Task<StubRequest> SeenAsync(Submission submission, Action<KannelCarrierOptions>? set = null)
    {
        await using var server = StubServer.Answering("202 Accepted", "0: Accepted for delivery");
        using var carrier = NewCarrier(server.Url, set);
        Assert.Equal(new CarrierAnswer.Accepted(), await carrier.SubmitAsync(submission, Token));
        return await server.NextAsync();
    }

    private KannelCarrier NewCarrier(string url, Action<KannelCarrierOptions>? set = null)
    {
        var options = new KannelCarrierOptions
        {
            Url = new Uri(new Uri(url), "/cgi-bin/sendsms").ToString(),
            Username = "belay",
            Password = "kannel-password",
        };
        set?.Invoke(options);
        return new KannelCarrier(options, _clock);
    }
}
