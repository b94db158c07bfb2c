namespace Belay.Tests.Gateway.Api.Access;

/// <summary>Every call that is mapped, asked for without a key, with a wrong one, without the scope, and by another organization (P8).</summary>
public sealed class AccessMatrixTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    /// <summary>Calls that need no key. Another one must be argued for here.</summary>
    private static readonly string[] OpenToEverybody =
    [
        // The dashboard's files: what it shows it asks for with a key.
        "GET /", "GET /dashboard/dashboard.css", "GET /dashboard/icon.svg", "GET /dashboard/vendor/licenses.txt",
        "GET /dashboard/api.js", "GET /dashboard/app.js", "GET /dashboard/chart.js", "GET /dashboard/keys.js",
        "GET /dashboard/message.js", "GET /dashboard/messages.js", "GET /dashboard/overview.js", "GET /dashboard/parts.js",
        "GET /dashboard/vendor/htm-preact.js", "GET /dashboard/vendor/pico.css", "GET /dashboard/vendor/uplot.css", "GET /dashboard/vendor/uplot.js",

        // Health and descriptions tell nothing of anybody; the carriers' receipts have a token or a signature of their own.
        // What is measured is shown to who calls from this machine, as these tests do, and else needs a key: see MetricsPageTests.
        "GET /metrics",
        "GET /healthz", "GET /readyz", "GET /openapi/{documentName}.json", "POST /carriers/http/receipts", "GET /carriers/kannel/receipts",
    ];

    private readonly GatewayFixture _gateway = shared.Gateway;

    [Fact]
    public async Task Only_these_calls_are_open_to_everybody()
    {
        var calls = await CallsAsync();

        Assert.Equal(
            OpenToEverybody.Order(StringComparer.Ordinal),
            calls.Where(call => !call.Rule.NeedsKey).Select(call => call.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no-such-key-0123456789")]
    public async Task Without_a_key_that_works_every_call_answers_401(string? key)
    {
        using var client = _gateway.ClientWith(key);

        foreach (var call in (await CallsAsync()).Where(call => call.Rule.NeedsKey))
        {
            Envelope.AssertRefusal(await AskAsync(client, call), 401, call.Dialect);
        }
    }

    [Fact]
    public async Task Without_the_scope_every_call_answers_403()
    {
        var calls = (await CallsAsync()).Where(call => call.Rule.NeedsKey).ToList();
        // What a key says of itself, it says to whoever has it.
        Assert.Equal("GET /belay/v1/me", Assert.Single(calls, call => call.Rule.Scope == Scopes.None).ToString());

        foreach (var call in calls.Where(call => call.Rule.Scope != Scopes.None))
        {
            using var client = _gateway.ClientWith(call.Rule.Scope == Scopes.ReadMessages ? GatewayFixture.SendOnlyKey : GatewayFixture.ReadOnlyKey);
            Envelope.AssertRefusal(await AskAsync(client, call), 403, call.Dialect, call.Method == "DELETE");
        }
    }

    [Fact]
    public async Task Another_organization_is_told_that_there_is_no_such_message()
    {
        var message = await MessageAsync();
        using var stranger = _gateway.ClientWith(GatewayFixture.OtherKey);

        foreach (var call in RouteBook.Read(_gateway, message).Where(call => call is { NamesMessage: true, Rule.NeedsKey: true }))
        {
            // Volt MX has no 404 of its own.
            Envelope.AssertRefusal(await AskAsync(stranger, call), call.Dialect == Dialect.VoltMx ? 400 : 404, call.Dialect, call.Method == "DELETE");
        }

        var after = await _gateway.Engine.FindAsync(GatewayFixture.Organization, message.Id, TestContext.Current.CancellationToken);
        Assert.Equal(message.Version, after!.Version);
    }

    [Fact]
    public async Task The_owner_is_not_told_so()
    {
        // What the test above asks for is there: each call is made on a message of its own.
        foreach (var pattern in (await CallsAsync()).Where(call => call is { NamesMessage: true, Rule.NeedsKey: true }))
        {
            var call = RouteBook.Read(_gateway, await MessageAsync())
                .Single(other => (other.Method, other.Pattern) == (pattern.Method, pattern.Pattern));
            var reply = await AskAsync(_gateway.Client, call);
            // A message that still waits is there, and not to be sent again: 409.
            Assert.True(
                reply.Status is 200 or 202 || (reply.Status == 409 && call.Pattern.EndsWith("/resend", StringComparison.Ordinal)),
                $"{call}: {reply.Status} {reply.Body}");
        }
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PATCH")]
    [InlineData("PROPFIND")]
    public async Task A_method_that_an_address_does_not_take_needs_a_key_first(string method)
    {
        using var nobody = _gateway.ClientWith(null);
        foreach (var call in (await CallsAsync()).Where(call => call.Dialect is not null || call.IsNative).DistinctBy(call => call.Path))
        {
            var unasked = await nobody.SendAsync(method, call.Path);
            var asked = await _gateway.Client.SendAsync(method, call.Path);

            Assert.Equal(401, unasked.Status);
            // The vendor's own rule for Volt MX: 400, not 405.
            var status = call.Dialect == Dialect.VoltMx ? 400 : 405;
            if (method == "HEAD")
            {
                Assert.Equal((status, ""), (asked.Status, asked.Body));
            }
            else
            {
                Envelope.AssertRefusal(unasked, 401, call.Dialect);
                Envelope.AssertRefusal(asked, status, call.Dialect);
            }
        }
    }

    [Fact]
    public async Task A_body_of_another_type_needs_a_key_first()
    {
        using var nobody = _gateway.ClientWith(null);
        var calls = (await CallsAsync()).Where(call => call.TakesBody).ToList();
        Assert.Equal(5, calls.Select(call => call.Dialect).Distinct().Count());
        foreach (var call in calls)
        {
            Envelope.AssertRefusal(await nobody.SendAsync(call.Method, call.Path, "hello", "text/plain"), 401, call.Dialect);
            Envelope.AssertRefusal(await _gateway.Client.SendAsync(call.Method, call.Path, "hello", "text/plain"), 415, call.Dialect);
        }
    }

    [Theory]
    [InlineData("/v2/nothing", Dialect.Telnyx)]
    [InlineData("/telnyx/nothing", Dialect.Telnyx)]
    [InlineData("/requests/nothing", Dialect.Courier)]
    [InlineData("/profiles/nobody", Dialect.Courier)]
    [InlineData("/courier/nothing", Dialect.Courier)]
    [InlineData("/v1/nothing", Dialect.AgentMessage)]
    [InlineData("/agentmessage/nothing", Dialect.AgentMessage)]
    [InlineData("/api/v1/nothing", Dialect.VoltMx)]
    [InlineData("/vpns/nothing", Dialect.VoltMx)]
    [InlineData("/voltmx/nothing", Dialect.VoltMx)]
    [InlineData("/belay/nothing", null)]
    [InlineData("/nothing", null)]
    public async Task An_address_that_nobody_knows_is_404_in_the_words_of_its_owner(string path, Dialect? dialect)
    {
        using var nobody = _gateway.ClientWith(null);

        Envelope.AssertRefusal(await nobody.SendAsync("GET", path), 404, dialect);
        Envelope.AssertRefusal(await _gateway.Client.SendAsync("POST", path, "{}"), 404, dialect);
    }

    [Fact]
    public async Task A_description_of_nobodys_is_404_like_any_other_address()
    {
        using var nobody = _gateway.ClientWith(null);

        Envelope.AssertRefusal(await nobody.SendAsync("GET", "/openapi/nobody.json"), 404, null);
        Assert.Equal(200, (await nobody.SendAsync("GET", "/openapi/telnyx.json")).Status);
    }

    private static Task<Reply> AskAsync(HttpClient client, Call call) =>
        client.SendAsync(
            call.Method, call.Path, call.Method is "POST" or "PUT" ? call.TakesBody ? "{}" : "" : null, call.TakesBody ? "application/json" : null);

    private async Task<IReadOnlyList<Call>> CallsAsync() => RouteBook.Read(_gateway, await MessageAsync());

    private async Task<Message> MessageAsync() => (await Stage.ScheduleAsync(_gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1))))[0];
}
