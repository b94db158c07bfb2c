using System.Text.Json.Nodes;
using Belay.Gateway.Api.Requests;

namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>Speaks AgentMessage: one word, queued, for what waits for its time and for its turn.</summary>
internal sealed class AgentMessageSpeaker : Speaker
{
    public override Dialect Dialect => Dialect.AgentMessage;

    public override bool CancelsQueued => true;

    public override IReadOnlyList<Order> Orders { get; } =
    [
        new("sms later", true, "/v1/messages", 1, (to, at) => Body(to, $$""","scheduled_at":"{{at:O}}" """)),
        new("sms now", false, "/v1/messages", 1, (to, _) => Body(to)),
        new("mms later", true, "/v1/messages", 1,
            (to, at) => Body(to, $$""","media_urls":["https://example.com/a.png"],"scheduled_at":"{{at:O}}" """)),
        new("mms now", false, "/v1/messages", 1, (to, _) => Body(to, ""","media_urls":["https://example.com/a.png"]""")),
    ];

    public override Task<Reply> LookAsync(HttpClient client, Message message) => client.SendAsync("GET", $"/v1/messages/{message.Id}");

    public override void AssertShows(Reply reply, Message message) => AssertAnswer(reply, message, WordFor(message.Status));

    public override async Task<bool?> ListsAsync(HttpClient client, Message message)
    {
        var reply = await client.SendAsync("GET", $"/v1/messages?to={Uri.EscapeDataString(message.Draft.To)}");
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        return reply.Json["data"]!.AsArray().Any(one => Text(one!, "id") == message.Id.ToString());
    }

    public override Task<IReadOnlyList<Reply>> CancelAsync(HttpClient client, IReadOnlyList<Message> messages) =>
        EachAsync(messages, message => client.SendAsync("DELETE", $"/v1/messages/{message.Id}"));

    public override void AssertCanceled(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            AssertAnswer(replies[i], messages[i], "canceled");
        }
    }

    public override void AssertCanceledAgain(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) => AssertCanceled(replies, messages);

    public override void AssertTooLate(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) => Assert.All(replies, reply =>
    {
        Assert.Equal((409, "false"), (reply.Status, reply.Header("x-should-retry")));
        Assert.Equal("MESSAGE_NOT_CANCELABLE", Text(reply.Json["error"]!, "code"));
    });

    protected override BatchId BatchOf(JsonNode answer) => BatchOf(Text(answer["data"]!, "id"));

    private static void AssertAnswer(Reply reply, Message message, string status)
    {
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        Assert.True(reply.Json["success"]!.GetValue<bool>());
        var (shown, draft) = (reply.Json["data"]!, message.Draft);
        Assert.Equal(message.Id.ToString(), Text(shown, "id"));
        Assert.Equal((draft.From, draft.To, draft.Text), (Text(shown, "from"), Text(shown, "to"), Text(shown, "text")));
        Assert.Equal((status, "default"), (Text(shown, "status"), Text(shown, "priority")));
        Assert.Equal(draft.Channel.ToString().ToUpperInvariant(), Text(shown, "channel").ToUpperInvariant());
        Assert.Equal(Rfc3339.Format(message.ReceivedAt), Text(shown, "created_at"));
        Assert.Equal(draft.SendAt is { } at ? Rfc3339.Format(at) : null, shown["scheduled_at"]?.GetValue<string>());
        Assert.False(shown.AsObject().ContainsKey("sent_at"));
    }

    private static string WordFor(MessageStatus status) => status switch
    {
        MessageStatus.Scheduled or MessageStatus.Queued => "queued",
        MessageStatus.Sending => "sending",
        MessageStatus.Canceled => "canceled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static string Body(string[] to, string more = "") => $$"""{"from":"+15551112222","to":"{{to[0]}}","text":"hello"{{more}}}""";
}
