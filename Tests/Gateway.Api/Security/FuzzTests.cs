using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Belay.Carriers;
using Belay.Tests.Gateway.Api.Access;
using Belay.Tests.Gateway.Api.CrossDialect;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>
/// Requests near valid ones, on every route: no 500, no answer without an envelope, no slow one. <c>BELAY_FUZZ_REQUESTS</c> sets how many,
/// <c>BELAY_FUZZ_SEED</c> which; a failure prints its seed and the request.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int RequestsOfCi = 6_000;

    /// <summary>A gateway keeps what it accepted in memory, so now and then a new one takes its place.</summary>
    private const int RequestsPerGateway = 5_000;

    private const int Workers = 4;

    private const string ReceiptToken = "receipt-token-0123456789";

    /// <summary>A machine that does other work must not fail a short run: the bound of the long one is tighter.</summary>
    private static readonly TimeSpan SlowestOfCi = TimeSpan.FromSeconds(10);

    private static readonly string[] MediaTypes = [
        "application/json", "application/json; charset=utf-8", "application/xml", "text/xml", "text/plain", "application/json; charset=utf-16", "*/*",
        ";", "",
    ];

    private static readonly string[] Headers = [
        "Idempotency-Key", "Authorization", "Accept", "Content-Encoding", "X-VoltMX-App-API-Key", "X-Request-Id", "Expect", "Range", "If-Match",
        "Cookie",
    ];

    [Fact]
    public async Task No_request_near_a_valid_one_makes_the_gateway_fail()
    {
        var count = Number("BELAY_FUZZ_REQUESTS", RequestsOfCi);
        var seed = Number("BELAY_FUZZ_SEED", 20261121);
        var bound = count > RequestsOfCi ? TimeSpan.FromSeconds(1) : SlowestOfCi;
        var statuses = new Dictionary<int, int>();
        var slowest = TimeSpan.Zero;
        var failures = new ConcurrentBag<string>();
        for (var done = 0; done < count; done += RequestsPerGateway)
        {
            await using var gateway = await GatewayFixture.StartAsync(services: services => services
                .Configure<HttpCarrierOptions>(options => options.ReceiptToken = ReceiptToken)
                .Configure<KannelCarrierOptions>(options => options.ReceiptToken = ReceiptToken));
            var seeds = await SeedsAsync(gateway);
            var refused = await TryAsync(gateway, seeds);
            Assert.True(refused.Length == 0, refused);
            var round = done;
            var results = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker =>
                WorkAsync(gateway, seeds, failures, seed,
                    Enumerable.Range(round, Math.Min(RequestsPerGateway, count - round)).Where(number => number % Workers == worker))));
            foreach (var (found, longest) in results)
            {
                slowest = longest > slowest ? longest : slowest;
                foreach (var (status, times) in found)
                {
                    statuses[status] = statuses.GetValueOrDefault(status) + times;
                }
            }
        }

        output.WriteLine($"seed {seed}: {count} requests, slowest {slowest.TotalMilliseconds:0} ms, "
            + string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.True(failures.IsEmpty, $"{failures.Count} of {count}:\n{string.Join("\n\n", failures.Take(10))}");
        Assert.True(slowest <= bound, $"The slowest request took {slowest}.");
        Assert.True(
            statuses.Keys.Any(status => status < 300) && statuses.Keys.Any(status => status >= 400), "A run that is all one answer shows nothing.");
    }

    /// <summary>
    /// The examples as they are, which also takes the slowness out of a gateway's first requests: none is refused for what it says.
    /// </summary>
    private static async Task<string> TryAsync(GatewayFixture gateway, IReadOnlyList<Seed> seeds)
    {
        var refused = new StringBuilder();
        using var client = gateway.ClientWith(null);
        foreach (var seed in seeds)
        {
            // An order that another one of them cancels or sends first, or a receipt of what was not sent, is sound all the same.
            var reply = await client.SendAsync(seed.Method, seed.Path, seed.Body, seed.Type, ("Authorization", "Bearer " + seed.Token));
            if (reply.Status is not (200 or 201 or 202 or 204 or 403 or 404 or 409)
                && !reply.Body.Contains("No cancellable", StringComparison.Ordinal))
            {
                refused.AppendLine(CultureInfo.InvariantCulture, $"{seed.Method} {seed.Path}: {reply.Status} {reply.Body}");
            }
        }

        return refused.ToString();
    }

    private static async Task<(Dictionary<int, int> Statuses, TimeSpan Slowest)> WorkAsync(
        GatewayFixture gateway, IReadOnlyList<Seed> seeds, ConcurrentBag<string> failures, int seed, IEnumerable<int> numbers)
    {
        var statuses = new Dictionary<int, int>();
        var slowest = TimeSpan.Zero;
        foreach (var number in numbers)
        {
            // Each request has a seed of its own, so that one can be repeated without those before it.
            var mutator = new Mutator(HashCode.Combine(seed) ^ (number * 7919));
            using var request = Make(mutator, mutator.Pick(seeds), out var described);
            var began = TimeProvider.System.GetTimestamp();
            using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            slowest = elapsed > slowest ? elapsed : slowest;
            var status = (int)response.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (status >= 500 || !IsTold(request, response, body))
            {
                failures.Add($"seed {seed}, request {number}: {status} {body}\n{described}");
            }
        }

        return (statuses, slowest);
    }

    /// <summary>Whether a refusal has its words. What the server itself refuses, before the gateway hears of it, has none.</summary>
    private static bool IsTold(HttpRequestMessage request, HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        if (status < 400 || request.Method == HttpMethod.Head)
        {
            return true;
        }

        if (!response.Headers.Contains("x-request-id"))
        {
            return body.Length == 0 && status is 400 or 414 or 431;
        }

        try
        {
            return (response.Content.Headers.ContentType?.MediaType == "text/xml"
                ? XElement.Parse(body).HasElements
                : JsonNode.Parse(body) is JsonObject)
                && !body.Contains("Exception", StringComparison.Ordinal) && !body.Contains("   at ", StringComparison.Ordinal);
        }
        catch (Exception broken) when (broken is System.Text.Json.JsonException or System.Xml.XmlException)
        {
            return false;
        }
    }

    private static HttpRequestMessage Make(Mutator mutator, Seed seed, out string described)
    {
        var path = seed.Path;
        if (mutator.Chance(seed.Body is null ? 2 : 8))
        {
            path = mutator.Chance(2) ? Escape(mutator.Text(path)) : Change(mutator, path);
        }

        var method = mutator.Chance(50) ? mutator.Pick((string[])["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]) : seed.Method;
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri("http://127.0.0.1/" + path.TrimStart('/'), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        byte[] body = [];
        var type = seed.Type;
        if (seed.Body is not null)
        {
            body = mutator.Chance(10) ? Encoding.UTF8.GetBytes(seed.Body) : mutator.Body(seed.Body);
            type = mutator.Chance(30) ? mutator.Pick(MediaTypes) : type;
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        request.RequestUri = new Uri(request.RequestUri!.PathAndQuery, UriKind.Relative);
        var header = "";
        if (seed.Token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + seed.Token);
        }

        if (mutator.Chance(10))
        {
            var name = mutator.Pick(Headers);
            var value = new string([.. mutator.Text("Bearer key-0123456789").Where(static c => c is >= ' ' and < '\u007f')]);
            header = $"{name}: {value}";
            HttpHeaders headers = name.StartsWith("Content-", StringComparison.Ordinal)
                && request.Content is not null ? request.Content.Headers : request.Headers;
            if (headers.NonValidated.Contains(name))
            {
                headers.Remove(name);
            }

            headers.TryAddWithoutValidation(name, value);
        }

        described = $"{method} {path[..Math.Min(path.Length, 300)]} {type} {header}\n{Convert.ToBase64String(body)}\n"
            + Encoding.UTF8.GetString(body)[..Math.Min(body.Length / 4, 2_000)];
        return request;
    }

    /// <summary>Another value for one part of the path or of the query.</summary>
    private static string Change(Mutator mutator, string path)
    {
        var parts = path.Split('/', '?', '&', '=');
        if (path == "/")
        {
            return path + Uri.EscapeDataString(Sound(mutator.Text("dashboard")));
        }

        var part = mutator.Pick(parts.Where(one => one.Length > 0).ToList());
        return path.Replace(part, Uri.EscapeDataString(Sound(mutator.Text(Uri.UnescapeDataString(part)))), StringComparison.Ordinal);
    }

    /// <summary>Keeps what a client can put on the line at all: no blanks, no control characters, nothing beyond ASCII.</summary>
    private static string Escape(string path) =>
        string.Concat(Sound(path).Select(static c => c is > ' ' and < '\u007f' and not '#' ? c.ToString() : Uri.EscapeDataString(c.ToString())));

    /// <summary>Without halves of characters, which no encoding can carry; the request line of the server has 8 KiB.</summary>
    private static string Sound(string text)
    {
        var sound = new string([.. text.Where(static c => !char.IsSurrogate(c))]);
        return sound.Length > 1_500 ? sound[..1_500] : sound;
    }

    /// <summary>A valid request for every route, every kind of order, and every filter.</summary>
    private static async Task<IReadOnlyList<Seed>> SeedsAsync(GatewayFixture gateway)
    {
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)) with { Tags = ["tag"] }))[0];
        var at = gateway.Clock.GetUtcNow() + Order.Lead;
        var orders = from speaker in Speaker.All.Values
                     from order in speaker.Orders
                     select new Seed("POST", order.Path, Key, order.Body(order.NewRecipients(), at));
        List<Seed> seeds =
        [
            .. orders,
            .. Rich(at),
            new("POST", "/api/v1/message/sms", Key, Xml(at), "application/xml"),
            new(
                "POST",
                "/carriers/http/receipts",
                ReceiptToken,
                $$"""{"id":"{{message.Id}}","reference":"ref","status":"delivery_failed","at":"{{at:O}}","error":"""
                + $$"""{"code":"30008","title":"Unknown"} }"""),
            new("GET", KannelReport(message.Id), null),
            new("POST", "/api/v1/status/sms", Key, """
                {"requestId":"12345","sentDate":"05/04/2026","endDate":"05/05/2026","mobileNumber":"+12025550123",
                "startElement":"0","elementsPerPage":"20"}
                """),
            new("POST", "/api/v1/messages/sms/fetch", Key,
                """{"mobileNo":"+12025550123","audienceId":"u-1","startElement":"0","elementsPerPage":"20"}"""),
            new("GET", $"/messages?cursor=AZ3xAAAAcACAAAAAAAAAAQ&tags=a,b&tag=c&recipient=%2B12025550123&archived=true&status=SENT,DELAYED"
                + "&enqueued_after=2026-05-04T12:00:00Z", Key),
            new("GET", $"/messages?messageId={message.Id.ToCourierString()}&traceId=1-a-b&event=e&notification=n&tenant_id=t&list=l&provider=p"
                + "&enqueued_after=1777896000000", Key),
            new("GET", $"/v1/messages?cursor={message.Id}&limit=20&status=queued&from=%2B15551112222&to=%2B12025550123&tag=tag", Key),
            new("GET", $"/belay/v1/messages?cursor={message.Id}&limit=20&status=scheduled,queued&from=%2B15551112222&to=%2B12025550123&tag=tag"
                + $"&batch={message.Draft.Batch}&due_from=2026-05-04T12:00:00Z&due_before=2026-05-04T14:00:00Z&archived=false", Key),
            new("GET", "/belay/v1/forecast?from=2026-05-04T12:00:00Z&slot_seconds=3600&slots=168", Key),
            new("GET", "/docs/index.html", null),
        ];
        seeds.AddRange(RouteBook.Read(gateway, message).Where(call => !call.TakesBody && !call.Pattern.EndsWith("receipts", StringComparison.Ordinal))
            .Select(call => new Seed(call.Method, call.Path, call.Rule.NeedsKey ? Key : null)));
        Assert.Empty(RouteBook.Read(gateway, message).Select(call => call.Path).Except(
            seeds.SelectMany(seed => (string[])[
                seed.Path.Split('?')[0], "/telnyx" + seed.Path, "/courier" + seed.Path, "/agentmessage" + seed.Path, "/voltmx" + seed.Path,
                "/vpns" + seed.Path, "/voltmx/vpns" + seed.Path,
            ])
                .Concat(["/v2/messages/long_code", "/v2/messages/short_code", "/v2/messages/number_pool", "/v2/messages/alphanumeric_sender_id"])
                .SelectMany(path => (string[])[path, "/telnyx" + path])));
        return seeds;
    }

    /// <summary>Orders with every field that a dialect reads.</summary>
    private static IEnumerable<Seed> Rich(DateTimeOffset at) =>
    [
        new("POST", "/v2/messages", Key, $$"""
            {"from":"+15551112222","to":["+12025550123"],"messaging_profile_id":"p","text":"hello","subject":"s",
            "media_urls":["https://example.com/a.png"],"type":"MMS","auto_detect":true,"encoding":"auto","send_at":"{{at:O}}",
            "webhook_url":"https://example.com/a","webhook_failover_url":"https://example.com/b","use_profile_webhooks":false}
            """),
        new("POST", "/send", Key, """
            {"message":{"to":[{"phone_number":"+12025550123","timezone":"Europe/Berlin","data":{"name":"Ada"},"tenant_id":"t"},{"user_id":"u"}],
            "content":{"title":"Hi {{name}}","body":"Hello {{name}}"},"data":{"name":"Bob","deep":{"a":[1,2,{"b":null}]} },
            "delay":{"until":"Mo-Fr 09:00-17:00","timezone":"America/New_York"},"expiry":{"expires_in":"P1DT2H"},
            "timeout":{"message":86400000,"channel":{"sms":3600000} },"metadata":{"event":"e","tags":["a","b"],"trace_id":"t"},
            "context":{"tenant_id":"t"},"preferences":{"subscription_topic_id":"s"},"routing":{"method":"single","channels":["sms","inbox"]} } }
            """),
        new("POST", "/send", Key, """
            {"message":{"to":{"phone_number":"+12025550123"},"content":{"version":"2022-01-01","elements":[{"type":"meta","title":"t"},
            {"type":"text","content":"**bold** [a](https://b)"},{"type":"action","content":"go","href":"https://c"},
            {"type":"group","elements":[{"type":"text","content":"in"}]},{"type":"divider"},{"type":"list","items":["x"]}]},
            "delay":{"duration":3600000}}}
            """),
        new("POST", "/v1/messages", Key, $$"""
            {"from":"+15551112222","to":"+12025550123","text":"hello","priority":"high","tag":"t","scheduled_at":"{{at:O}}",
            "media_urls":["https://example.com/a.png"]}
            """),
        new("POST", "/belay/v1/messages", Key, $$"""
            {"to":"+12025550123","text":"hello","from":"+15551112222","channel":"mms","subject":"s","media":["https://example.com/a.png"],
            "tags":["a","b"],"send_at":"{{at:O}}","valid_until":"{{at.AddHours(1):O}}"}
            """),
        new("POST", "/belay/v1/batches", Key,
            $$"""{"messages":[{"to":"+12025550123","text":"hello","send_at":"{{at:O}}"},{"to":"u-1","text":"hello","channel":"user"}]}"""),
        new("POST", "/belay/v1/keys", Key, """{"name":"n","scopes":["messages:read"],"expires_in_days":1}"""),
        new("POST", "/api/v1/message/sms", Key, $$"""
            {"smsServiceRequest":{"messages":{"channel":"sms","message":[{"startTimestamp":"{{at.ToUnixTimeMilliseconds()}}",
            "expiryTimestamp":"{{at.AddHours(1):O}}","priorityService":"true","sendVoiceSmsOnFailure":"false","channel":"sms","content":"hello",
            "recipients":{"recipient":[{"mobile":"+12025550123"},{"mobile":"+12025550124"}]} }]} } }
            """),
    ];

    private static string Xml(DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture,
        $"<smsServiceRequest><messages><channel>sms</channel><message><startTimestamp>{at.ToUnixTimeMilliseconds()}</startTimestamp><content>hello"
        + $"</content><recipients><recipient mobile=\"+12025550123\"/><recipient><mobile>+12025550124</mobile></recipient></recipients></message>"
        + $"</messages></smsServiceRequest>");

    private static string KannelReport(MessageId id) =>
        KannelReceipt.AddressFor(id, new KannelCarrierOptions { ReceiptUrl = "/carriers/kannel/receipts", ReceiptToken = ReceiptToken })
            .Replace("%d", "2", StringComparison.Ordinal).Replace("%T", "1777896000", StringComparison.Ordinal).Replace(
                "%A", "stat%3AUNDELIV+err%3A001", StringComparison.Ordinal);

    private static string Key => GatewayFixture.Key;

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;

    private sealed record Seed(string Method, string Path, string? Token, string? Body = null, string Type = "application/json");
}
