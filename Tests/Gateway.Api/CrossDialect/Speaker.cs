using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>A caller that speaks one dialect: how it orders, looks, lists and cancels, and what it must be told.</summary>
internal abstract partial class Speaker
{
    /// <summary>One for every dialect that a message can come from.</summary>
    public static IReadOnlyDictionary<Dialect, Speaker> All { get; } =
        new Speaker[] { new TelnyxSpeaker(), new CourierSpeaker(), new AgentMessageSpeaker(), new VoltMxSpeaker() }.ToDictionary(
            speaker => speaker.Dialect);

    public abstract Dialect Dialect { get; }

    /// <summary>Everything that can be ordered.</summary>
    public abstract IReadOnlyList<Order> Orders { get; }

    /// <summary>Whether this dialect can cancel what waits for its turn, and not only what waits for its time.</summary>
    public abstract bool CancelsQueued { get; }

    /// <summary>Orders, which must be accepted, and finds what was made by the id that the answer gives.</summary>
    public async Task<IReadOnlyList<Message>> OrderAsync(
        GatewayFixture gateway, Order order, string[] recipients, HttpClient? client = null, TimeSpan? lead = null)
    {
        var reply = await (client ?? gateway.Client).SendAsync(
            "POST", order.Path, order.Body(recipients, gateway.Clock.GetUtcNow() + (lead ?? Order.Lead)));
        Assert.True(reply.Status is 200 or 202, $"{order.Path}: {reply.Status} {reply.Body}");
        var page = await gateway.Engine.ListAsync(
            new() { Organization = GatewayFixture.Organization, Batch = BatchOf(reply.Json) }, TestContext.Current.CancellationToken);
        Message[] messages = [.. page.Messages.OrderBy(message => message.Draft.Ordinal)];
        Assert.Equal(recipients, messages.Select(message => message.Draft.To));
        Assert.All(messages, message => Assert.Equal((Dialect, order.Later), (message.Draft.Dialect, message.Draft.SendAt is not null)));
        return messages;
    }

    /// <summary>Asks for one message.</summary>
    public abstract Task<Reply> LookAsync(HttpClient client, Message message);

    /// <summary>The message in the answer to a look is this one, and has all that the dialect promises.</summary>
    public abstract void AssertShows(Reply reply, Message message);

    /// <summary>Whether the dialect's list shows the message; null: the dialect has no list.</summary>
    public abstract Task<bool?> ListsAsync(HttpClient client, Message message);

    /// <summary>Cancels all messages of one order, in as many calls as the dialect needs.</summary>
    public abstract Task<IReadOnlyList<Reply>> CancelAsync(HttpClient client, IReadOnlyList<Message> messages);

    /// <summary>The answers to a cancel that ended all of these messages.</summary>
    public abstract void AssertCanceled(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages);

    /// <summary>The answers to a cancel of what was canceled before.</summary>
    public abstract void AssertCanceledAgain(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages);

    /// <summary>The answers to a cancel that came too late: nothing was ended.</summary>
    public abstract void AssertTooLate(IReadOnlyList<Reply> replies, IReadOnlyList<Message> messages);

    /// <summary>An answer in which only what belongs to the request itself, and to no message, may differ.</summary>
    public static (int Status, string Body) WithoutRequestId(Reply reply) => (reply.Status, RequestId().Replace(reply.Body, "\"request_id\":\"\""));

    /// <summary>The batch that the answer to an order names.</summary>
    protected abstract BatchId BatchOf(JsonNode answer);

    protected static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();

    protected static BatchId BatchOf(string id)
    {
        Assert.True(MessageId.TryParse(id, out var parsed), id);
        return BatchId.Of(parsed);
    }

    protected static async Task<IReadOnlyList<Reply>> EachAsync(IReadOnlyList<Message> messages, Func<Message, Task<Reply>> call)
    {
        var replies = new List<Reply>();
        foreach (var message in messages)
        {
            replies.Add(await call(message));
        }

        return replies;
    }

    [GeneratedRegex("\"request_id\":\"[0-9A-Z]{26}\"", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex RequestId();
}
