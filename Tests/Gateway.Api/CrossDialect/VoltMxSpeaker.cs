using System.Globalization;
using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>Speaks Volt MX: decimal ids, and a cancel of a whole request at once.</summary>
internal sealed class VoltMxSpeaker : Speaker
{
    private const string NothingToCancel = """{"id":"","message":"No cancellable messages found"}""";

    public override Dialect Dialect => Dialect.VoltMx;

    public override bool CancelsQueued => true;

    public override IReadOnlyList<Order> Orders { get; } =
    [
        new("sms later", true, "/api/v1/message/sms", 1, (to, at) => Body(to, at)),
        new("sms now", false, "/api/v1/message/sms", 1, (to, _) => Body(to)),
        new("several later", true, "/api/v1/message/sms", 3, (to, at) => Body(to, at)),
        new("several now", false, "/api/v1/message/sms", 3, (to, _) => Body(to)),
        new("voice later", true, "/api/v1/message/sms", 1, (to, at) => Body(to, at, ""","channel":"voicesms" """)),
        new("voice now", false, "/api/v1/message/sms", 1, (to, _) => Body(to, more: ""","channel":"voicesms" """)),
    ];

    public override Task<Reply> LookAsync(HttpClient client, Message message) =>
        client.SendAsync("GET", $"/api/v1/messages/sms/content/{message.Number.ToString(CultureInfo.InvariantCulture)}");

    public override void AssertShows(Reply reply, Message message)
    {
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        Assert.Equal(message.Draft.Text, Text(reply.Json, "content"));
    }

    /// <remarks>The status call is both the look and the list here, so what it shows is checked too.</remarks>
    public override async Task<bool?> ListsAsync(HttpClient client, Message message)
    {
        var reply = await client.SendAsync("POST", "/api/v1/status/sms", $$"""{"requestId":"{{message.Draft.Batch}}"}""");
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        var number = message.Number.ToString(CultureInfo.InvariantCulture);
        if (reply.Json["messages"]!.AsArray().SingleOrDefault(one => Text(one!, "smsId") == number) is not { } shown)
        {
            Assert.Equal(0, reply.Json["total"]!.GetValue<int>());
            return false;
        }

        var isUser = message.Draft.Channel == Messages.Channel.User;
        Assert.Equal(message.Draft.Batch.ToString(), Text(shown, "requestId"));
        Assert.Equal(isUser ? ("", message.Draft.To) : (message.Draft.To, ""), (Text(shown, "mobileNumber"), Text(shown, "audienceId")));
        Assert.Equal(message.DueAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Text(shown, "sentDate"));
        Assert.Equal(message.Timeline[^1].At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Text(shown, "lastActivityDate"));
        Assert.Equal(WordFor(message.Status), Text(shown, "status"));
        Assert.NotEqual("", Text(shown, "statusMessage"));

        var byRecipient = await client.SendAsync(
            "POST", "/api/v1/messages/sms/fetch",
            isUser ? $$"""{"audienceId":"{{message.Draft.To}}"}""" : $$"""{"mobileNo":"{{message.Draft.To}}"}""");
        var fetched = Assert.Single(byRecipient.Json["messages"]!.AsArray(), one => Text(one!, "fetchId") == number)!;
        Assert.Equal((message.Draft.Text, WordFor(message.Status)), (Text(fetched, "content"), Text(fetched, "status")));
        return true;
    }

    public override async Task<IReadOnlyList<Reply>> CancelAsync(HttpClient client, IReadOnlyList<Message> messages) =>
        [await client.SendAsync("DELETE", $"/api/v1/messages/sms/{messages[0].Draft.Batch}")];

    public override void AssertCanceled(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) => Assert.Equal(
        (200, $$"""{"id":"","message":"Cancelled  {{messages.Count}} message entries of the Message with ID : {{messages[0].Draft.Batch}}"}"""),
        (replies[0].Status, replies[0].Body));

    public override void AssertCanceledAgain(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) =>
        Assert.Equal((400, NothingToCancel), (replies[0].Status, replies[0].Body));

    public override void AssertTooLate(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) => AssertCanceledAgain(replies, messages);

    protected override BatchId BatchOf(JsonNode answer)
    {
        Assert.True(BatchId.TryParse(Text(answer, "id"), out var batch));
        return batch;
    }

    private static string WordFor(MessageStatus status) => status switch
    {
        MessageStatus.Scheduled or MessageStatus.Queued => "Initial",
        MessageStatus.Sending => "Submitted",
        MessageStatus.Canceled => "Cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static string Body(string[] to, DateTimeOffset? at = null, string more = "")
    {
        var start = at?.ToUnixTimeMilliseconds() ?? 0;
        var recipients = string.Join(',', to.Select(one => $$"""{"mobile":"{{one}}"}"""));
        var message = $$"""{"startTimestamp":"{{start}}","content":"hello"{{more}},"recipients":{"recipient":[{{recipients}}]} }""";
        return $$"""{"smsServiceRequest":{"messages":{"message":{{message}} } } }""";
    }
}
