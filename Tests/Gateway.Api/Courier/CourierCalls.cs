using System.Net;
using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>Courier's calls, as short as a test wants them.</summary>
internal static class CourierCalls
{
    public const string Phone = "+12025550123";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The body of a send to one phone, with more members of <c>message</c>.</summary>
    public static string Body(string more = "", string to = $$"""{"phone_number":"{{Phone}}"}""") =>
        $$"""{"message":{"to":{{to}},"content":{"title":"Hi","body":"Your table is ready."}{{(more.Length > 0 ? "," : "")}}{{more}} } }""";

    /// <summary>Sends, which must be accepted; the request's id.</summary>
    public static async Task<string> SendAsync(this HttpClient client, string body)
    {
        var (status, answer, _) = await client.CallAsync(HttpMethod.Post, "/send", body);
        Assert.True(status == HttpStatusCode.Accepted, $"{status}: {answer}");
        var id = answer!["requestId"]!.GetValue<string>();
        Assert.Matches("^1-[0-9a-f]{8}-[0-9a-f]{24}$", id);
        return id;
    }

    public static async Task<JsonNode> GetJsonAsync(this HttpClient client, string path)
    {
        var (status, answer, _) = await client.CallAsync(HttpMethod.Get, path);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {answer}");
        return answer!;
    }

    public static Task<(HttpStatusCode Status, JsonNode? Answer, HttpResponseMessage Response)> CancelAsync(this HttpClient client, string id) =>
        client.CallAsync(HttpMethod.Post, $"/messages/{id}/cancel");

    public static async Task<(HttpStatusCode Status, JsonNode? Answer, HttpResponseMessage Response)> CallAsync(
        this HttpClient client, HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = GatewayFixture.Json(body);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }

    /// <summary>The ids of a list, in its order.</summary>
    public static string[] Ids(this JsonNode list) => [.. list["results"]!.AsArray().Select(result => result!["id"]!.GetValue<string>())];

    public static MessageId Id(string text) => MessageId.TryParse(text, out var id) ? id : throw new FormatException(text);

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static async Task<Message> FindAsync(this GatewayFixture gateway, string id) =>
        (await gateway.Engine.FindAsync(GatewayFixture.Organization, Id(id), Cancellation))!;

    /// <summary>Lets the carrier's receipt say that the message arrived, once the carrier was called.</summary>
    public static async Task DeliverAsync(this GatewayFixture gateway, string id)
    {
        await gateway.Carrier.WaitForCallAsync(Id(id));
        Assert.Equal(
            ReceiptVerdict.Recorded,
            await gateway.Engine.ReportAsync("scripted", new Receipt(Id(id), "ref-1", Delivered: true), Cancellation));
    }
}
