using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>Speaks Courier: ids of its own form, user ids as recipients, and the record with every answer to a cancel.</summary>
internal sealed class CourierSpeaker : Speaker
{
    public override Dialect Dialect => Dialect.Courier;

    public override bool CancelsQueued => true;

    public override IReadOnlyList<Order> Orders { get; } =
    [
        new("sms later", true, "/send", 1, (to, at) => Body(Phones(to), at)),
        new("sms now", false, "/send", 1, (to, _) => Body(Phones(to))),
        new("several later", true, "/send", 3, (to, at) => Body(Phones(to), at)),
        new("several now", false, "/send", 3, (to, _) => Body(Phones(to))),
        new("user later", true, "/send", 1, (to, at) => Body(Users(to), at), ToUsers: true),
        new("user now", false, "/send", 1, (to, _) => Body(Users(to)), ToUsers: true),
    ];

    public override Task<Reply> LookAsync(HttpClient client, Message message) => client.SendAsync("GET", $"/messages/{message.Id.ToCourierString()}");

    public override void AssertShows(Reply reply, Message message)
    {
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        AssertIs(reply.Json, message, WordFor(message.Status));
    }

    public override async Task<bool?> ListsAsync(HttpClient client, Message message)
    {
        var reply = await client.SendAsync("GET", $"/messages?recipient={Uri.EscapeDataString(message.Draft.To)}");
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        return reply.Json["results"]!.AsArray().Any(result => Text(result!, "id") == message.Id.ToCourierString());
    }

    public override Task<IReadOnlyList<Reply>> CancelAsync(HttpClient client, IReadOnlyList<Message> messages) =>
        EachAsync(messages, message => client.SendAsync("POST", $"/messages/{message.Id.ToCourierString()}/cancel"));

    public override void AssertCanceled(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            Assert.True(replies[i].Status == 200, $"{replies[i].Status} {replies[i].Body}");
            AssertIs(replies[i].Json, messages[i], "CANCELED");
            Assert.NotNull(replies[i].Json["canceledAt"]);
        }
    }

    public override void AssertCanceledAgain(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) => AssertCanceled(replies, messages);

    public override void AssertTooLate(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            Assert.Equal((409, "false"), (replies[i].Status, replies[i].Header("x-should-retry")));
            AssertIs(replies[i].Json, messages[i], WordFor(messages[i].Status));
        }
    }

    protected override BatchId BatchOf(JsonNode answer) => BatchOf(Text(answer, "requestId"));

    private static void AssertIs(JsonNode shown, Message message, string status)
    {
        Assert.Equal(message.Id.ToCourierString(), Text(shown, "id"));
        Assert.Equal(status, Text(shown, "status"));
        Assert.Equal(message.Draft.To, Text(shown, "recipient"));
        Assert.Equal(("", ""), (Text(shown, "event"), Text(shown, "notification")));
        Assert.Equal(message.ReceivedAt.ToUnixTimeMilliseconds(), shown["enqueued"]!.GetValue<long>());
        Assert.False(shown.AsObject().ContainsKey("sent"));
    }

    private static string WordFor(MessageStatus status) => status switch
    {
        MessageStatus.Scheduled => "DELAYED",
        MessageStatus.Queued => "ENQUEUED",
        MessageStatus.Sending => "ROUTED",
        MessageStatus.Canceled => "CANCELED",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static string Phones(string[] to) => OneOrArray(to, "phone_number");

    private static string Users(string[] to) => OneOrArray(to, "user_id");

    private static string OneOrArray(string[] to, string field)
    {
        var each = string.Join(',', to.Select(one => $$"""{"{{field}}":"{{one}}"}"""));
        return to.Length == 1 ? each : $"[{each}]";
    }

    private static string Body(string to, DateTimeOffset? at = null) =>
        $$$"""{"message":{"to":{{{to}}},"content":{"title":"","body":"hello"}{{{(at is null ? "" : $$""","delay":{"until":"{{at:O}}"}""")}}}}}""";
}
