using System.Text;
using Belay.Gateway.Api.Access;
using Belay.Tests.Gateway.Api.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>Every route and method, read from the routes themselves, with every kind of key that must not open it.</summary>
public sealed class KeyMatrixTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"];

    /// <summary>What is sent in place of a key, by a name for the report.</summary>
    public static TheoryData<string, string, string> NoKeys { get; } = new()
    {
        { "only the scheme", "Authorization", "Bearer" },
        { "the scheme and a blank", "Authorization", "Bearer " },
        { "no scheme", "Authorization", GatewayFixture.Key },
        { "another scheme", "Authorization", "Token " + GatewayFixture.Key },
        { "a tab after the scheme", "Authorization", "Bearer\t" + GatewayFixture.Key },
        { "one character more", "Authorization", $"Bearer {GatewayFixture.Key}x" },
        { "one character less", "Authorization", $"Bearer {GatewayFixture.Key[..^1]}" },
        { "other letter case", "Authorization", $"Bearer {GatewayFixture.Key.ToUpperInvariant()}" },
        { "quotes", "Authorization", $"Bearer \"{GatewayFixture.Key}\"" },
        { "two keys", "Authorization", $"Bearer {GatewayFixture.Key},{GatewayFixture.Key}" },
        { "its hash", "Authorization", $"Bearer {ApiKeyText.Hash(GatewayFixture.Key)}" },
        { "longer than any key", "Authorization", "Bearer " + new string('k', 10_000) },
        { "Basic that is no base64", "Authorization", "Basic !!!" },
        { "Basic without a colon", "Authorization", Basic(GatewayFixture.Key) },
        { "Basic with the key as the user", "Authorization", Basic(GatewayFixture.Key + ":") },
        { "Basic with a blank before the key", "Authorization", Basic("any: " + GatewayFixture.Key) },
        { "Volt MX's header, empty", "X-VoltMX-Authorization", "" },
        { "Volt MX's header with a scheme", "X-VoltMX-App-API-Key", "Bearer " + GatewayFixture.Key },
        { "a header of nobody's", "X-Api-Key", GatewayFixture.Key },
        { "a cookie", "Cookie", "key=" + GatewayFixture.Key },
    };

    private readonly GatewayFixture _gateway = shared.Gateway;

    [Theory]
    [MemberData(nameof(NoKeys))]
    public async Task What_is_no_key_opens_nothing(string what, string header, string value)
    {
        using var client = _gateway.ClientWith(null);
        foreach (var call in await ClosedCallsAsync())
        {
            var reply = await AskAsync(client, call, (header, value));
            Assert.True(reply.Status == 401, $"{call} with {what}: {reply.Status}");
            Envelope.AssertRefusal(reply, 401, call.Dialect);
        }
    }

    [Fact]
    public async Task A_key_in_the_address_opens_nothing()
    {
        using var client = _gateway.ClientWith(null);
        foreach (var call in await ClosedCallsAsync())
        {
            var named = call with { Path = $"{call.Path}?key={GatewayFixture.Key}&api_key={GatewayFixture.Key}&access_token={GatewayFixture.Key}" };
            Envelope.AssertRefusal(await AskAsync(client, named), 401, call.Dialect);
        }
    }

    [Fact]
    public async Task A_key_stops_when_it_is_revoked_and_when_it_expires()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var store = gateway.Services.GetRequiredService<IApiKeyStore>();
        var now = gateway.Clock.GetUtcNow();
        var stop = TestContext.Current.CancellationToken;
        var (revokedText, revoked) = ApiKeyText.Create(GatewayFixture.Organization, "", Everything, now);
        var (expiredText, expired) = ApiKeyText.Create(GatewayFixture.Organization, "", Everything, now, now.AddMinutes(1));
        await store.AddKeyAsync(revoked, stop);
        await store.AddKeyAsync(expired, stop);
        gateway.Clock.Advance(KeyRing.FreshFor);
        var calls = await ClosedCallsAsync(gateway);
        foreach (var text in (string[])[revokedText, expiredText])
        {
            using var client = gateway.ClientWith(text);
            Assert.All(await Task.WhenAll(calls.Select(call => AskAsync(client, call))), reply => Assert.NotEqual(401, reply.Status));
        }

        Assert.True(await store.RevokeKeyAsync(revoked.Id, gateway.Clock.GetUtcNow(), stop));
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));

        foreach (var text in (string[])[revokedText, expiredText])
        {
            using var client = gateway.ClientWith(text);
            using var nobody = gateway.ClientWith(null);
            foreach (var call in calls)
            {
                Envelope.AssertRefusal(await AskAsync(client, call), 401, call.Dialect);
                Envelope.AssertRefusal(await AskAsync(nobody, call, ("Authorization", Basic("any:" + text))), 401, call.Dialect);
                Envelope.AssertRefusal(await AskAsync(nobody, call, ("X-VoltMX-App-API-Key", text)), 401, call.Dialect);
            }
        }
    }

    [Fact]
    public async Task A_key_for_keys_alone_opens_no_message()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var (text, key) = ApiKeyText.Create(GatewayFixture.Organization, "", Scopes.AdministerKeys, gateway.Clock.GetUtcNow());
        await gateway.Services.GetRequiredService<IApiKeyStore>().AddKeyAsync(key, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(KeyRing.FreshFor);
        using var client = gateway.ClientWith(text);

        foreach (var call in (await ClosedCallsAsync(gateway)).Where(call => call.Rule.Scope is Scopes.SendMessages or Scopes.ReadMessages))
        {
            Envelope.AssertRefusal(await AskAsync(client, call), 403, call.Dialect, call.Method == "DELETE");
        }
    }

    /// <summary>
    /// 100 % of addresses × methods: what an address does not take is 405 in its owner's words, and only to who has a key where one is needed.
    /// </summary>
    [Fact]
    public async Task No_address_takes_a_method_that_it_does_not_name()
    {
        using var nobody = _gateway.ClientWith(null);
        var calls = RouteBook.Read(_gateway, await MessageAsync());
        var addresses = calls.DistinctBy(call => call.Path).ToList();
        foreach (var (path, dialect, open) in addresses.Select(call => (call.Path, call.Dialect, call.Dialect is null && !call.IsNative)))
        {
            // An id may be any word, so what takes an id takes other addresses' words too: it finds nothing there.
            var taken = calls.Where(call => IsAt(call, path)).Select(call => call.Method).ToHashSet();
            Assert.NotEmpty(Methods.Except(taken));
            foreach (var method in Methods.Except(taken))
            {
                // The vendor's own rule for Volt MX: 400, not 405.
                var (unasked, known) = (await nobody.SendAsync(method, path), await _gateway.Client.SendAsync(method, path));
                Assert.True(known.Status == (dialect == Dialect.VoltMx ? 400 : 405), $"{method} {path}: {known.Status}");
                Assert.Equal(open ? 405 : 401, unasked.Status);
                if (method != "HEAD")
                {
                    Envelope.AssertRefusal(unasked, unasked.Status, dialect);
                    Envelope.AssertRefusal(known, known.Status, dialect);
                }
            }
        }
    }

    [Fact]
    public async Task What_needs_no_key_takes_no_notice_of_one()
    {
        // The carrier's receipts have a token of their own, which no key stands for.
        var open = RouteBook.Read(_gateway, await MessageAsync()).Where(call => !call.Rule.NeedsKey).ToList();
        foreach (var key in (string?[])[null, "no-such-key-0123456789", GatewayFixture.OtherKey])
        {
            using var client = _gateway.ClientWith(key);
            foreach (var call in open)
            {
                Assert.Equal(call.Pattern.EndsWith("receipts", StringComparison.Ordinal) ? 401 : 200, (await AskAsync(client, call)).Status);
            }
        }
    }

    private static bool IsAt(Call call, string path)
    {
        var (pattern, parts) = (call.Pattern.Split('/'), path.Split('/'));
        return pattern.Length == parts.Length && pattern.Zip(parts).All(pair => pair.First == pair.Second || pair.First.StartsWith('{'));
    }

    private static Scopes Everything => Scopes.SendMessages | Scopes.ReadMessages | Scopes.AdministerKeys;

    private static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    private static Task<Reply> AskAsync(HttpClient client, Call call, params (string Name, string Value)[] headers) => client.SendAsync(
        call.Method, call.Path, call.Method is "POST" or "PUT" ? call.TakesBody ? "{}" : "" : null,
        call.TakesBody ? "application/json" : null, headers);

    private Task<IReadOnlyList<Call>> ClosedCallsAsync() => ClosedCallsAsync(_gateway);

    private static async Task<IReadOnlyList<Call>> ClosedCallsAsync(GatewayFixture gateway) =>
        [.. RouteBook.Read(gateway, await MessageAsync(gateway)).Where(call => call.Rule.NeedsKey)];

    private Task<Message> MessageAsync() => MessageAsync(_gateway);

    private static async Task<Message> MessageAsync(GatewayFixture gateway) =>
        (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1))))[0];
}
