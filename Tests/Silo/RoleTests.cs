using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Belay.Tests.Silo;

/// <summary>The gateway alone, as a client of the silos, and what a message leaves in the database.</summary>
public sealed class RoleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2")]
    public async Task A_gateway_that_knows_silos_alone_speaks_all_four_dialects_and_each_step_is_one_row_of_reminders_or_none()
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        using var gateway = cluster.NewGatewayByAddress();
        await gateway.StartAsync();
        var at = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(20);

        var telnyx =
            (string)(await AskAsync(
                "POST",
                "/v2/messages/schedule",
                200,
                $$"""{"from":"+15005550100","to":"+15005550199","text":"hello","send_at":"{{at:O}}"}"""))["data"]!["id"]!;
        var courier =
            (string)(await AskAsync("POST", "/send", 202, """{"message":{"to":{"phone_number":"+15005550199"},"content":"""
                + """{"title":"","body":"hello"},"delay":{"duration":1200000}}}"""))["requestId"]!;
        var agent =
            (string)(await AskAsync(
                "POST", "/v1/messages", 202, $$"""{"from":"+15005550100","to":"+15005550199","text":"hello","scheduled_at":"{{at:O}}"}"""))[
                "data"]!["id"]!;
        var volt = (string)(await AskAsync(
            "POST",
            "/api/v1/message/sms",
            200,
            $$"""{"smsServiceRequest":{"messages":{"message":{"startTimestamp":"{{at.ToUnixTimeMilliseconds()}}","content":"hello","recipients":"""
            + $$"""{"recipient":[{"mobile":"+15005550199"}]} } } } }"""))["id"]!;
        await AssertRowsAsync("scheduled", reminders: 1);

        Assert.Equal("scheduled", (string)(await AskAsync("GET", $"/v2/messages/{telnyx}", 200))["data"]!["to"]![0]!["status"]!);
        Assert.Equal("DELAYED", (string)(await AskAsync("GET", $"/messages/{courier}", 200))["status"]!);
        Assert.Equal("queued", (string)(await AskAsync("GET", $"/v1/messages/{agent}", 200))["data"]!["status"]!);
        Assert.Contains("Initial", (await AskAsync("POST", "/api/v1/status/sms", 200, $$"""{"requestId":"{{volt}}"}"""))
            .ToJsonString(), StringComparison.Ordinal);

        await AskAsync("DELETE", $"/v2/messages/{telnyx}", 200);
        await AskAsync("POST", $"/messages/{courier}/cancel", 200);
        await AskAsync("DELETE", $"/v1/messages/{agent}", 200);
        await AskAsync("DELETE", $"/api/v1/messages/sms/{volt}", 200);
        await AssertRowsAsync("canceled", reminders: 0);
        Assert.Empty(cluster.Carrier.Calls);

        Task<JsonNode> AskAsync(string method, string path, int status, string? body = null) =>
            RoleTests.AskAsync(gateway, method, path, null, status, body);

        async Task AssertRowsAsync(string status, int reminders) =>
            Assert.Equal(Enumerable.Repeat((status, reminders), 4), await RowsAsync(cluster));
    }

    [Fact, Trait("Promise", "P7")]
    public async Task A_gateway_that_knows_silos_alone_makes_keys_for_all_and_shows_what_of_a_message_was_told()
    {
        const string Admin = "silo-tests-admin-key-0123456789";
        await using var cluster = await Cluster.StartAsync(Patience, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Belay__ApiKeys__1__Key"] = Admin,
            ["Belay__ApiKeys__1__Organization"] = "acme",
            ["Belay__ApiKeys__1__Scopes__0"] = "keys:admin",
            ["Belay__Webhooks__AllowPrivateNetworks"] = "true",
        });
        using var gateway = cluster.NewGatewayByAddress();
        await gateway.StartAsync();

        var made = await AskAsync(gateway, "POST", "/belay/v1/keys", Admin, 201, """{"name":"desk","scopes":["messages:send","messages:read"]}""");
        var (id, key) = ((string)made["key"]!["id"]!, (string)made["secret"]!);
        var at = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(20);
        var message = await AskAsync(
            cluster.Silos[1],
            "POST",
            "/v2/messages/schedule",
            key,
            200,
            $$"""
            {"from":"+15005550100","to":"+15005550199","text":"hello","send_at":"{{at:O}}","webhook_url":"http://127.0.0.1:9/hook"}
            """);
        var shown = await AskAsync(gateway, "GET", $"/belay/v1/messages/{message["data"]!["id"]}", key, 200);
        Assert.Equal("scheduled", (string)shown["status"]!);
        Assert.Contains(
            (await AskAsync(gateway, "GET", "/belay/v1/keys", Admin, 200))["keys"]!.AsArray(), one => (string)one!["id"]! == id);
        await AskAsync(gateway, "DELETE", $"/belay/v1/keys/{id}", Admin, 200);
        await AskAsync(gateway, "GET", "/belay/v1/messages", key, 401);
    }

    [Fact, Trait("Promise", "P4"), Trait("Promise", "P6")]
    public async Task A_message_that_was_sent_leaves_no_reminder_and_its_silos_agree_on_it()
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        var traffic = new Traffic(cluster.Silos, perSecond: 20, seed: 1);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await traffic.RunAsync(enough.Token);
        var evidence = await Evidence.GatherAsync(cluster, traffic, Patience);

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        Assert.All(await RowsAsync(cluster), row => Assert.Equal(0, row.Reminders));
        var (id, _) = traffic.Accepted.First(pair => !traffic.Canceled.ContainsKey(pair.Key));
        foreach (var silo in cluster.Silos)
        {
            var body = JsonNode.Parse(await silo.Client.GetStringAsync($"/v1/messages/{id}", TestContext.Current.CancellationToken))!;
            Assert.Equal("sent", (string)body["data"]!["status"]!);
            using var late = await silo.Client.DeleteAsync($"/v1/messages/{id}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        }
    }

    private static async Task<JsonNode> AskAsync(SiloProcess process, string method, string path, string? key, int status, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await process.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private static Task<List<(string Status, int Reminders)>> RowsAsync(Cluster cluster) => cluster.QueryAsync(
        "SELECT status, (SELECT count(*)::integer FROM OrleansRemindersTable r WHERE r.GrainId = 'message/' || m.id) FROM message m",
        read => (read.GetString(0), read.GetInt32(1)));
}
