using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>Speaks Telnyx: no list, a cut-off of a minute, and no success for a second cancel.</summary>
internal sealed class TelnyxSpeaker : Speaker
{
    private static readonly string[] Fields =
    [
        "record_type", "direction", "id", "type", "organization_id", "from", "to", "cc", "text", "subject", "media",
        "webhook_url", "webhook_failover_url", "encoding", "parts", "tags", "cost", "cost_breakdown", "tcr_campaign_id", "tcr_campaign_billable",
        "tcr_campaign_registered", "received_at", "sent_at", "completed_at", "valid_until", "errors",
    ];

    public override Dialect Dialect => Dialect.Telnyx;

    public override bool CancelsQueued => false;

    public override IReadOnlyList<Order> Orders { get; } =
    [
        new("sms later", true, "/v2/messages/schedule", 1, (to, at) => Body(to, $$""","text":"hello","send_at":"{{at:O}}" """)),
        new("sms now", false, "/v2/messages", 1, (to, _) => Body(to, ""","text":"hello" """)),
        new("mms later", true, "/v2/messages", 1,
            (to, at) => Body(to, $$""","text":"look","media_urls":["https://example.com/a.png"],"send_at":"{{at:O}}" """)),
        new("mms now", false, "/v2/messages", 1, (to, _) => Body(to, ""","text":"look","media_urls":["https://example.com/a.png"]""")),
        new("group mms now", false, "/v2/messages/group_mms", 3, (to, _) =>
            $$"""{"from":"+15551112222","to":["{{string.Join("\",\"", to)}}"],"text":"all of you"}"""),
    ];

    public override Task<Reply> LookAsync(HttpClient client, Message message) => client.SendAsync("GET", $"/v2/messages/{message.Id}");

    public override void AssertShows(Reply reply, Message message)
    {
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        AssertIs(reply.Json["data"]!, message);
    }

    public override Task<bool?> ListsAsync(HttpClient client, Message message) => Task.FromResult<bool?>(null);

    public override Task<IReadOnlyList<Reply>> CancelAsync(HttpClient client, IReadOnlyList<Message> messages) =>
        EachAsync(messages, message => client.SendAsync("DELETE", $"/v2/messages/{message.Id}"));

    public override void AssertCanceled(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            Assert.True(replies[i].Status == 200, $"{replies[i].Status} {replies[i].Body}");
            Assert.Null(replies[i].Json["data"]);
            AssertIs(replies[i].Json, messages[i], "cancelled");
        }
    }

    public override void AssertCanceledAgain(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) => Assert.All(replies, AssertForbidden);

    public override void AssertTooLate(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages) => Assert.All(replies, AssertForbidden);

    protected override BatchId BatchOf(JsonNode answer) => BatchOf(Text(answer["data"]!, "id"));

    private static void AssertForbidden(Reply reply)
    {
        Assert.Equal((403, "10010"), (reply.Status, Text(reply.Json["errors"]![0]!, "code")));
        Assert.Equal("10010", Text(reply.Json, "code"));
    }

    private static void AssertIs(JsonNode shown, Message message, string? status = null)
    {
        Assert.All(Fields, field => Assert.True(shown.AsObject().ContainsKey(field), field));
        Assert.Equal(message.Id.ToString(), Text(shown, "id"));
        Assert.Equal(message.Draft.Text, Text(shown, "text"));
        Assert.Equal(message.Draft.From, Text(shown["from"]!, "phone_number"));
        Assert.Equal(message.Draft.Channel == Messages.Channel.Mms ? "MMS" : "SMS", Text(shown, "type"));
        Assert.Equal(message.Draft.Media, shown["media"]!.AsArray().Select(media => Text(media!, "url")));
        Assert.Equal(message.Draft.Tags, shown["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.True(Guid.TryParse(Text(shown, "organization_id"), out _));
        var to = Assert.Single(shown["to"]!.AsArray(), to => Text(to!, "phone_number") == message.Draft.To)!;
        Assert.Equal(status ?? WordFor(message.Status), Text(to, "status"));
        Assert.Equal(("", ""), (Text(to, "carrier"), Text(to, "line_type")));
    }

    private static string WordFor(MessageStatus status) => status switch
    {
        MessageStatus.Scheduled => "scheduled",
        MessageStatus.Queued => "queued",
        MessageStatus.Sending => "sending",
        MessageStatus.Canceled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static string Body(string[] to, string more) => $$"""{"from":"+15551112222","to":"{{to[0]}}"{{more}}}""";
}
