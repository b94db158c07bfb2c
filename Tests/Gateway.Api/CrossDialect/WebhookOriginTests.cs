using System.Text.Json.Nodes;
using Belay.Tests.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>Events go where the dialect of origin sends them and look as it says, whoever cancels.</summary>
public sealed class WebhookOriginTests
{
    /// <summary>Every origin with every dialect that may cancel.</summary>
    public static TheoryData<Dialect, Dialect> Cells { get; } = new(
        from origin in Speaker.All.Keys
        from canceler in Speaker.All.Keys
        select new TheoryDataRow<Dialect, Dialect>(origin, canceler));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_cancel_is_told_in_the_words_of_the_origin(Dialect origin, Dialect canceler)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await StartAsync(receiver.Url);
        var message = await OrderAsync(gateway, origin, later: true);

        await Speaker.All[canceler].CancelAsync(gateway.Client, [message]);
        var after = await OrderAsync(gateway, Dialect.AgentMessage, later: false);

        var told = await CollectUntilAsync(receiver, after);
        (string, string)[] expected = origin switch
        {
            // Telnyx has no event for a cancel, Volt MX none at all.
            Dialect.Telnyx or Dialect.VoltMx => [],
            Dialect.Courier => [("/courier", "DELAYED " + message.Id.ToCourierString()), ("/courier", "CANCELED " + message.Id.ToCourierString())],
            Dialect.AgentMessage => [("/agentmessage", "message.canceled " + message.Id)],
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        Assert.Equal(expected, told);
    }

    [Theory]
    [InlineData(Dialect.Telnyx)]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.AgentMessage)]
    [InlineData(Dialect.VoltMx)]
    public async Task A_send_is_told_in_the_words_of_the_origin(Dialect origin)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await StartAsync(receiver.Url);
        var message = await OrderAsync(gateway, origin, later: false);
        await gateway.Carrier.WaitForCallAsync(message.Id);
        var after = await OrderAsync(gateway, Dialect.AgentMessage, later: false);

        var told = await CollectUntilAsync(receiver, after);

        (string, string)[] expected = origin switch
        {
            Dialect.Telnyx => [("/telnyx", "message.sent " + message.Id)],
            Dialect.Courier =>
            [
                .. new[] { "ENQUEUED", "ROUTED", "SENT" }.Select(status => ("/courier", $"{status} {message.Id.ToCourierString()}")),
            ],
            Dialect.AgentMessage => [("/agentmessage", "message.sent " + message.Id)],
            Dialect.VoltMx => [],
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        Assert.Equal(expected, told);
    }

    private static Task<GatewayFixture> StartAsync(string url)
    {
        var settings = new Dictionary<string, string?> { ["Belay:Webhooks:AllowPrivateNetworks"] = "true", ["Belay:Webhooks:Concurrency"] = "1" };
        foreach (var (index, dialect) in new[] { Dialect.Telnyx, Dialect.Courier, Dialect.AgentMessage }.Index())
        {
            settings[$"Belay:Webhooks:Endpoints:{index}:Organization"] = GatewayFixture.Organization.Value;
            settings[$"Belay:Webhooks:Endpoints:{index}:Dialect"] = dialect.ToString();
            settings[$"Belay:Webhooks:Endpoints:{index}:Url"] = $"{url}/{dialect.ToString().ToLowerInvariant()}";
        }

        return GatewayFixture.StartAsync(settings, Stage.OneByOne);
    }

    private static async Task<Message> OrderAsync(GatewayFixture gateway, Dialect origin, bool later)
    {
        var order = Speaker.All[origin].Orders.First(order => order.Later == later && order.Recipients == 1);
        return (await Speaker.All[origin].OrderAsync(gateway, order, order.NewRecipients()))[0];
    }

    /// <summary>Everything that is told before the send of the last message: address, word and id.</summary>
    private static async Task<IReadOnlyList<(string Path, string Word)>> CollectUntilAsync(WebhookReceiver receiver, Message last)
    {
        var told = new List<(string Path, string Word)>();
        while (true)
        {
            var received = await receiver.NextAsync();
            var word = WordOf(JsonNode.Parse(received.Text)!);
            if (word == "message.sent " + last.Id)
            {
                return told;
            }

            told.Add((received.Path, word));
        }
    }

    /// <summary>Each shape is known by a field that only it has.</summary>
    private static string WordOf(JsonNode body) => body switch
    {
        _ when body["data"]!["event_type"] is { } telnyx => $"{telnyx} {body["data"]!["payload"]!["id"]}",
        _ when body["api_version"] is not null => $"{body["type"]} {body["data"]!["id"]}",
        _ when body["type"]?.GetValue<string>() == "message:updated" => $"{body["data"]!["status"]} {body["data"]!["id"]}",
        _ => throw new ArgumentException(body.ToJsonString(), nameof(body)),
    };
}
