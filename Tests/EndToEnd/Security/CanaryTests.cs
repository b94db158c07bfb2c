using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Belay.Tests.EndToEnd.Security;

/// <summary>
/// The built program at its most talkative, and what it keeps: no text, number, key or secret is in its output, and no key or secret in its database.
/// </summary>
public sealed class CanaryTests : IDisposable
{
    private const string From = "+15005557777";
    private const string To = "+15005558888";
    private const string Text = "canaryword";
    private const string WrongKey = "canary-wrong-key-0123456789";
    private const string WebhookSecret = "canary-webhook-secret";
    private const string ReceiptToken = "canary-receipt-token";

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-canary-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("Debug")]
    [InlineData("Trace")]
    public async Task Nothing_of_a_message_or_key_is_told_or_kept_in_clear(string level)
    {
        using var gateway = await GatewayProcess.StartAsync(
            _directory,
            ("Logging__LogLevel__Default", level),
            ("Logging__LogLevel__Microsoft.AspNetCore", level),
            ("Logging__Console__FormatterOptions__IncludeScopes", "true"),
            ("Belay__Carrier", "sandbox"),
            ("Belay__Carriers__Http__ReceiptToken", ReceiptToken),
            ("Belay__Webhooks__Endpoints__0__Organization", "acme"),
            ("Belay__Webhooks__Endpoints__0__Dialect", "Courier"),
            ("Belay__Webhooks__Endpoints__0__Url", "http://127.0.0.1:1/canaryword"),
            ("Belay__Webhooks__Endpoints__0__Secret", WebhookSecret));
        var statuses = new HashSet<int>();
        foreach (var request in (Request[])[.. Orders.Valid(From, To, Text), .. Orders.Looks(To, Text), .. Orders.Broken(From, To, Text)])
        {
            foreach (var key in (string?[])[GatewayProcess.Key, WrongKey, null])
            {
                using var message = request.ToMessage();
                message.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
                using var client = new HttpClient { BaseAddress = gateway.Client.BaseAddress };
                using var response = await client.SendAsync(message, TestContext.Current.CancellationToken);
                statuses.Add((int)response.StatusCode);
            }
        }

        // Sent at once, so that carrier, receipt and webhook have something to say too.
        using var now = new StringContent(
            $$$"""{"message":{"to":{"phone_number":"{{{To}}}"},"content":{"title":"","body":"{{{Text}}}"} } }""", Encoding.UTF8, "application/json");
        using var sent = await gateway.Client.PostAsync("/send", now, TestContext.Current.CancellationToken);
        using var delivered = System.Text.Json.JsonDocument.Parse(await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var id = delivered.RootElement.GetProperty("requestId").GetString()!;
        await gateway.Client.WaitForEndsAsync([id], TimeSpan.FromMinutes(1));
        await SayAsync(gateway.Client.BaseAddress!, $"GET /v1/messages HTTP/1.1\r\nHost: a\r\nAuthorization Bearer {GatewayProcess.Key}\r\n\r\n");
        await SayAsync(gateway.Client.BaseAddress!, $"GET /v1/messages/{To}%00 {Text} HTTP/1.1\r\nHost: a\r\n\r\n");
        await gateway.EndAsync();

        Assert.Superset(new HashSet<int> { 200, 202, 400, 401, 404, 405, 415, 422 }, statuses);
        Assert.True(gateway.Said.Count > 200, $"Only {gateway.Said.Count} lines were said at level {level}.");
        string[] canaries = [From[1..], To[1..], Text, WrongKey, GatewayProcess.Key, WebhookSecret, ReceiptToken];
        var told = gateway.Said.Where(line => canaries.Any(canary => line.Contains(canary, StringComparison.OrdinalIgnoreCase))).Take(10);
        Assert.Equal("", string.Join('\n', told));

        // The database has texts and numbers; of keys it has hashes, of what the settings say nothing.
        string[] keys = [WrongKey, GatewayProcess.Key, WebhookSecret, ReceiptToken];
        var kept = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.Combine(_directory, "data")))
        {
            kept.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        }

        var all = kept.ToString();
        Assert.Contains(Text, all, StringComparison.Ordinal);
        Assert.DoesNotContain(keys, key => all.Contains(key, StringComparison.Ordinal));
    }

    /// <summary>What is no sound HTTP: the server says no by itself.</summary>
    private static async Task SayAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 400 ", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
