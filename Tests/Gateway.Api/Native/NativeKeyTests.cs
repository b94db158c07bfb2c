using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api.Native;

/// <summary>Keys and the service's own state in Belay's own words.</summary>
public sealed class NativeKeyTests : IAsyncLifetime
{
    private GatewayFixture? _gateway;

    private GatewayFixture Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?>
    {
        ["Belay:Webhooks:Endpoints:0:Organization"] = "acme",
        ["Belay:Webhooks:Endpoints:0:Dialect"] = "Courier",
        ["Belay:Webhooks:Endpoints:0:Url"] = "https://hooks.example.com/secret-path",
    });

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_key_is_made_works_at_once_and_stops_when_it_is_revoked()
    {
        var made = await Gateway.Client.SendAsync("POST", "/belay/v1/keys", """{"name":"till","scopes":["messages:read"],"expires_in_days":30}""");
        Assert.Equal(
            (201, "live", "2026-06-03T12:00:00Z"),
            (made.Status, made.Json["key"]!["state"]!.GetValue<string>(), made.Json["key"]!["expires_at"]!.GetValue<string>()));
        var (secret, id) = (made.Json["secret"]!.GetValue<string>(), made.Json["key"]!["id"]!.GetValue<string>());
        using var client = Gateway.ClientWith(secret);

        Assert.Equal(200, (await client.SendAsync("GET", "/belay/v1/messages")).Status);
        Assert.Equal(403, (await client.SendAsync("POST", "/belay/v1/messages", "{}")).Status);
        var me = (await client.SendAsync("GET", "/belay/v1/me")).Json;
        Assert.Equal(
            ("acme", id, "till", "2026-05-04T12:00:00Z"), (Text(me, "organization"), Text(me, "key_id"), Text(me, "key_name"), Text(me, "time")));

        var list = await Gateway.Client.SendAsync("GET", "/belay/v1/keys");
        Assert.DoesNotContain(secret, list.Body, StringComparison.Ordinal);
        Assert.Equal(["acme-full", "acme-read", "acme-send", id], list.Json["keys"]!.AsArray().Select(key => Text(key!, "id")));

        Assert.Equal("revoked", Text((await Gateway.Client.SendAsync("DELETE", "/belay/v1/keys/" + id)).Json, "state"));
        Assert.Equal(401, (await client.SendAsync("GET", "/belay/v1/me")).Status);
        var ofSettings = await Gateway.Client.SendAsync("DELETE", "/belay/v1/keys/acme-read");
        Assert.Equal((409, "key_from_settings", "false"), (ofSettings.Status, Text(ofSettings.Json, "code"), ofSettings.Header("x-should-retry")));
    }

    [Fact, Trait("Promise", "P8")]
    public async Task Another_organizations_keys_do_not_exist()
    {
        var made = (await Gateway.Client.SendAsync("POST", "/belay/v1/keys", """{"scopes":["keys:admin"]}""")).Json;
        using var theirs = await AdministratorOfAsync(GatewayFixture.OtherOrganization);

        Assert.Equal(404, (await theirs.SendAsync("DELETE", "/belay/v1/keys/" + Text(made["key"]!, "id"))).Status);
        Assert.Equal(404, (await theirs.SendAsync("DELETE", "/belay/v1/keys/acme-read")).Status);
        var list = (await theirs.SendAsync("GET", "/belay/v1/keys")).Json["keys"]!.AsArray().Select(key => Text(key!, "id"));
        Assert.DoesNotContain(list, id => id.StartsWith("acme", StringComparison.Ordinal) || id == Text(made["key"]!, "id"));
        using var mine = Gateway.ClientWith(Text(made, "secret"));
        Assert.Equal(200, (await mine.SendAsync("GET", "/belay/v1/me")).Status);
    }

    [Theory]
    [InlineData("""{"scopes":[]}""", "scopes")]
    [InlineData("""{"scopes":["messages:steal"]}""", "scopes")]
    [InlineData("""{"scopes":["messages:read"],"expires_in_days":0}""", "expires_in_days")]
    [InlineData("""{"scopes":["messages:read"],"name":"a\nb"}""", "name")]
    [InlineData("""{"scopes":["messages:read"],"organization":"globex"}""", "organization")]
    public async Task A_key_that_cannot_be_is_refused(string body, string field)
    {
        var reply = await Gateway.Client.SendAsync("POST", "/belay/v1/keys", body);

        Assert.Equal((422, field), (reply.Status, Assert.Single(reply.Json["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task The_service_says_how_messages_leave_and_who_hears_of_them()
    {
        var status = (await Gateway.Client.SendAsync("GET", "/belay/v1/status")).Json;

        Assert.True(status["ready"]!.GetValue<bool>());
        var endpoint = Assert.Single(status["webhooks"]!.AsArray())!;
        Assert.Equal("""{"dialect":"courier","host":"hooks.example.com","signed":false}""", endpoint.ToJsonString());
        await Gateway.StopEngineAsync();
        Assert.False((await Gateway.Client.SendAsync("GET", "/belay/v1/status")).Json["ready"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_check_of_webhooks_names_each_endpoint_of_the_organization_and_needs_the_scope_to_send()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?>
        {
            ["Belay:Webhooks:Endpoints:0:Organization"] = "acme",
            ["Belay:Webhooks:Endpoints:0:Dialect"] = "Telnyx",
            ["Belay:Webhooks:Endpoints:0:Url"] = "https://127.0.0.1:1/secret-path",
            ["Belay:Webhooks:Endpoints:0:FailoverUrl"] = "http://127.0.0.2:1/secret-path",
        });

        var checkedNow = await gateway.Client.SendAsync("POST", "/belay/v1/webhooks/check");

        Assert.Equal(
            """{"endpoints":[{"dialect":"telnyx","host":"127.0.0.1","failover":false,"result":"not_reached"},"""
            + """{"dialect":"telnyx","host":"127.0.0.2","failover":true,"result":"not_reached"}]}""",
            checkedNow.Body);
        Assert.Equal(403, (await gateway.ClientWith(GatewayFixture.ReadOnlyKey).SendAsync("POST", "/belay/v1/webhooks/check")).Status);
        Assert.Equal("""{"endpoints":[]}""", (await gateway.ClientWith(GatewayFixture.OtherKey).SendAsync("POST", "/belay/v1/webhooks/check")).Body);
    }

    private async Task<HttpClient> AdministratorOfAsync(OrganizationId organization)
    {
        var (text, key) = Belay.Gateway.Api.Access.ApiKeyText.Create(organization, "", Scopes.AdministerKeys, Gateway.Clock.GetUtcNow());
        await ((IApiKeyStore)Gateway.Services.GetService(typeof(IApiKeyStore))!).AddKeyAsync(key, TestContext.Current.CancellationToken);
        Gateway.Clock.Advance(Belay.Gateway.Api.Access.KeyRing.FreshFor);
        return Gateway.ClientWith(text);
    }

    private static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();
}
