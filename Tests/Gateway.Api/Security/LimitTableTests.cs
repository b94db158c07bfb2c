using System.Globalization;
using System.Text;
using Belay.Gateway.Api.Courier.Content;
using Belay.Gateway.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>
/// Every named limit, in every place where it holds: as much as allowed is taken, one more is refused in the right words and changes nothing.
/// A limit of <see cref="GatewayLimits"/> that no row asks for fails <see cref="No_setting_is_without_a_row"/>.
/// </summary>
public sealed class LimitTableTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const string At = "2026-05-04T14:00:00Z";

    /// <summary>What Courier keeps of a message without any data.</summary>
    private const string KeptShell = "{\"delay\":{\"until\":\"" + At + "\"},\"data\":{\"x\":\"\"}}";

    private static readonly GatewayLimits Limits = new();

    /// <summary>What may be set, and what is fixed.</summary>
    private static readonly Row[] Rows =
    [
        new(nameof(GatewayLimits.BodyBytesMax), "Telnyx", Limits.BodyBytesMax, 413, n => Post("/v2/messages", Padded(Telnyx(), n))),
        new(nameof(GatewayLimits.BodyBytesMax), "AgentMessage", Limits.BodyBytesMax, 413, n => Post("/v1/messages", Padded(AgentMessage(), n))),
        new(nameof(GatewayLimits.BodyBytesMax), "Belay", Limits.BodyBytesMax, 413, n => Post("/belay/v1/messages", Padded(Belay(), n))),
        new(nameof(GatewayLimits.BatchBodyBytesMax), "Belay", Limits.BatchBodyBytesMax, 413,
            n => Post("/belay/v1/batches", Padded($$"""{"messages":[{{Belay()}}]}""", n))),
        new(nameof(GatewayLimits.BatchMessagesMax), "Belay", Limits.BatchMessagesMax, 422,
            n => Post("/belay/v1/batches", $$"""{"messages":[{{Many(n, _ => Belay())}}]}""")),
        new(nameof(GatewayLimits.PartsMax), "Belay", Limits.PartsMax, 422, n => Post("/belay/v1/messages", Belay(text: new string('a', n * 153)))),
        new(nameof(GatewayLimits.PartsMax), "Belay's voice", Limits.PartsMax * 153, 422,
            n => Post("/belay/v1/messages", Belay(text: new string('a', n), more: ",\"channel\":\"voice\""))),
        new(nameof(GatewayLimits.MediaMax), "Belay", Limits.MediaMax, 422,
            n => Post("/belay/v1/messages", Belay(more: $",\"media\":[{Many(n, _ => "\"https://example.com/a.png\"")}]"))),
        new(nameof(GatewayLimits.UrlCharactersMax), "Belay's media", Limits.UrlCharactersMax, 422,
            n => Post("/belay/v1/messages", Belay(more: $",\"media\":[\"{Url(n)}\"]"))),
        new("idempotency key", "Belay", IdempotencyKey.LengthMax, 400,
            n => Post("/belay/v1/messages", Belay(), ("Idempotency-Key", new string('k', n)))),
        new("tags", "Belay", Draft.TagsMax, 422, n => Post("/belay/v1/messages", Belay(more: $",\"tags\":[{Many(n, i => $"\"t{i}\"")}]"))),
        new("characters of a tag", "Belay", 64, 422, n => Post("/belay/v1/messages", Belay(more: $",\"tags\":[\"{new string('t', n)}\"]"))),
        new("characters of a subject", "Belay", 256, 422, n => Post("/belay/v1/messages", Belay(more: $",\"subject\":\"{new string('s', n)}\""))),
        new("characters of a user id", "Belay", 256, 422,
            n => Post("/belay/v1/messages", Belay(to: new string('u', n), more: ",\"channel\":\"user\""))),
        new("page", "Belay", MessageQuery.LimitMax, 422, n => Get($"/belay/v1/messages?limit={n}")),
        new("slots", "Belay", 1_000, 422, n => Get($"/belay/v1/forecast?slots={n}")),
        new("days ahead", "Belay", 365, 422,
            n => Post("/belay/v1/messages", Belay(at: Stage.Noon.AddDays(n).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)))),
        new(nameof(GatewayLimits.BodyBytesMax), "Volt MX's status", Limits.BodyBytesMax, 413,
            n => Post("/api/v1/status/sms", Padded("""{"requestId":"1"}""", n))),
        new(nameof(GatewayLimits.BodyBytesMax), "Volt MX's fetch", Limits.BodyBytesMax, 413,
            n => Post("/api/v1/messages/sms/fetch", Padded("""{"mobileNo":"+15550000001"}""", n))),
        new(nameof(GatewayLimits.BodyBytesMax), "what Courier keeps of a message", Limits.BodyBytesMax, 400,
            n => Post("/send", Courier(rest: $",\"data\":{{\"x\":\"{new string('x', n - KeptShell.Length)}\"}}"))),
        new(nameof(GatewayLimits.BatchBodyBytesMax), "Courier", Limits.BatchBodyBytesMax, 413, n => Post("/send", Padded(Courier(), n))),
        new(nameof(GatewayLimits.BatchBodyBytesMax), "Volt MX", Limits.BatchBodyBytesMax, 413, n => Post("/api/v1/message/sms", Padded(VoltMx(), n))),
        new(nameof(GatewayLimits.BatchMessagesMax), "Courier", Limits.BatchMessagesMax, 400,
            n => Post("/send", Courier(to: $"[{Many(n, i => $"{{\"phone_number\":\"+1202{i:D7}\"}}")}]"))),
        new(nameof(GatewayLimits.BatchMessagesMax), "Volt MX's recipients", Limits.BatchMessagesMax, 400,
            n => Post("/api/v1/message/sms", VoltMx(recipients: Many(n, i => $"{{\"mobile\":\"+1202{i:D7}\"}}")))),
        new(nameof(GatewayLimits.PartsMax), "Telnyx, GSM-7", Limits.PartsMax, 400, n => Post("/v2/messages", Telnyx(text: new string('a', n * 153)))),
        new(nameof(GatewayLimits.PartsMax), "Telnyx, UCS-2", Limits.PartsMax, 400, n => Post("/v2/messages", Telnyx(text: new string('ж', n * 67)))),
        new(nameof(GatewayLimits.PartsMax), "Courier", Limits.PartsMax, 400, n => Post("/send", Courier(text: new string('a', n * 153)))),
        new(nameof(GatewayLimits.PartsMax), "Volt MX", Limits.PartsMax, 400,
            n => Post("/api/v1/message/sms", VoltMx(text: new string('a', n * 153)))),
        new(nameof(GatewayLimits.JsonDepthMax), "Telnyx", Limits.JsonDepthMax, 400,
            n => Post("/v2/messages", Telnyx(more: $",\"x\":{Nested(n - 1)}"))),
        new(nameof(GatewayLimits.JsonDepthMax), "Courier", Limits.JsonDepthMax, 400, n => Post("/send", Courier(rest: $",\"data\":{Nested(n - 2)}"))),
        new(nameof(GatewayLimits.JsonDepthMax), "Volt MX", Limits.JsonDepthMax, 400,
            n => Post("/api/v1/message/sms", VoltMx(more: $",\"x\":{Nested(n - 4)}"))),
        new(nameof(GatewayLimits.JsonDepthMax), "Volt MX's fetch", Limits.JsonDepthMax, 400,
            n => Post("/api/v1/messages/sms/fetch", $$"""{"mobileNo":"+15550000001","x":{{Nested(n - 1)}} }""")),
        new(nameof(GatewayLimits.MediaMax), "Telnyx", Limits.MediaMax, 400, n => Post("/v2/messages", Telnyx(more: Media(n)))),
        new(nameof(GatewayLimits.MediaMax), "AgentMessage", Limits.MediaMax, 422, n => Post("/v1/messages", AgentMessage(more: Media(n)))),
        new(nameof(GatewayLimits.UrlCharactersMax), "Telnyx's media", Limits.UrlCharactersMax, 400,
            n => Post("/v2/messages", Telnyx(more: $",\"media_urls\":[\"{Url(n)}\"]"))),
        new(nameof(GatewayLimits.UrlCharactersMax), "Telnyx's webhook", Limits.UrlCharactersMax, 400,
            n => Post("/v2/messages", Telnyx(more: $",\"webhook_url\":\"{Url(n)}\""))),
        new(nameof(GatewayLimits.UrlCharactersMax), "Telnyx's other webhook", Limits.UrlCharactersMax, 400,
            n => Post("/v2/messages", Telnyx(more: $",\"webhook_url\":\"https://example.com/\",\"webhook_failover_url\":\"{Url(n)}\""))),
        new(nameof(GatewayLimits.UrlCharactersMax), "AgentMessage's media", Limits.UrlCharactersMax, 422,
            n => Post("/v1/messages", AgentMessage(more: $",\"media_urls\":[\"{Url(n)}\"]"))),
        new("idempotency key", "Telnyx", IdempotencyKey.LengthMax, 400, n => Post("/v2/messages", Telnyx(), ("Idempotency-Key", new string('k', n)))),
        new("idempotency key", "Courier", IdempotencyKey.LengthMax, 400, n => Post("/send", Courier(), ("Idempotency-Key", new string('k', n)))),
        new("idempotency key", "AgentMessage", IdempotencyKey.LengthMax, 400,
            n => Post("/v1/messages", AgentMessage(), ("Idempotency-Key", new string('k', n)))),
        new("idempotency key", "Volt MX", IdempotencyKey.LengthMax, 400,
            n => Post("/api/v1/message/sms", VoltMx(), ("Idempotency-Key", new string('k', n)))),
        new("characters of a tag", "Courier", 64, 400, n => Post("/send", Courier(rest: $",\"metadata\":{{\"tags\":[\"{new string('t', n)}\"]}}"))),
        new("characters of a title", "Courier", 256, 400, n => Post("/send", Courier(title: new string('s', n)))),
        new("characters of a subject", "Telnyx", 256, 400, n => Post("/v2/messages", Telnyx(more: $",\"subject\":\"{new string('s', n)}\""))),
        new("tags", "Courier", Draft.TagsMax, 400, n => Post("/send", Courier(rest: $",\"metadata\":{{\"tags\":[{Many(n, i => $"\"t{i}\"")}]}}"))),
        new("characters of a text", "AgentMessage, beside media", 1_600, 422,
            n => Post("/v1/messages", AgentMessage(text: new string('a', n), more: Media(1)))),
        new("characters of a text", "Telnyx, beside media", 10_000, 400, n => Post("/v2/messages", Telnyx(text: new string('a', n), more: Media(1)))),
        new("characters of a text", "Belay, beside media", 10_000, 422,
            n => Post("/belay/v1/messages", Belay(text: new string('a', n), more: ",\"media\":[\"https://example.com/a.png\"]"))),
        new("characters of a text", "Belay's user", 10_000, 422,
            n => Post("/belay/v1/messages", Belay(to: "u", text: new string('a', n), more: ",\"channel\":\"user\""))),
        new(nameof(GatewayLimits.PartsMax), "AgentMessage, GSM-7", Limits.PartsMax, 422,
            n => Post("/v1/messages", AgentMessage(text: new string('a', n * 153)))),
        new(nameof(GatewayLimits.PartsMax), "AgentMessage, UCS-2", Limits.PartsMax, 422,
            n => Post("/v1/messages", AgentMessage(text: new string('Ж', n * 67)))),
        new(nameof(GatewayLimits.PartsMax), "Volt MX's voice", Limits.PartsMax * 153, 400,
            n => Post("/api/v1/message/sms", VoltMx(text: new string('a', n), more: ",\"channel\":\"voicesms\""))),
        new("characters of a content", "Courier's push", ContentReader.CharactersMax, 400,
            n => Post("/send", Courier(to: "{\"user_id\":\"u\"}", text: new string('a', n)))),
        new("characters of a tag", "AgentMessage", 64, 422, n => Post("/v1/messages", AgentMessage(more: $",\"tag\":\"{new string('t', n)}\""))),
        new("characters of a tag in a list", "AgentMessage", 64, 422, n => Get("/v1/messages?tag=" + new string('t', n))),
        new("characters of a priority", "AgentMessage", 32, 422,
            n => Post("/v1/messages", AgentMessage(more: $",\"priority\":\"{new string('p', n)}\""))),
        new("page", "AgentMessage", MessageQuery.LimitMax, 422, n => Get($"/v1/messages?limit={n}")),
        new("page", "Volt MX's status", MessageQuery.LimitMax, 400,
            n => Post("/api/v1/status/sms", $$"""{"requestId":"1","elementsPerPage":"{{n}}"}""")),
        new("page", "Volt MX's fetch", MessageQuery.LimitMax, 400,
            n => Post("/api/v1/messages/sms/fetch", $$"""{"mobileNo":"+15550000001","elementsPerPage":"{{n}}"}""")),
        new("characters of a field", "Volt MX's fetch", 256, 400,
            n => Post("/api/v1/messages/sms/fetch", $$"""{"mobileNo":"{{new string('x', n)}}"}""")),
        new("recipients of a group", "Telnyx", 8, 400,
            n => Post("/v2/messages/group_mms", $$"""{"from":"+15551112222","text":"all","to":[{{Many(n, i => $"\"+1202{i:D7}\"")}}]}""")),
        new("bytes of a receipt", "the carrier", 16 * 1024, 413, n => Post(
            "/carriers/http/receipts",
            Padded("""{"reference":"nobody","status":"delivered"}""", n),
            ("Authorization", "Bearer receipt-token-0123456789"))),
        new("seconds ahead", "Telnyx", 432_000, 400,
            n => Post("/v2/messages", Telnyx(more: $",\"send_at\":\"{Stage.Noon.AddSeconds(n):yyyy-MM-dd'T'HH:mm:ss'Z'}\""))),
        new("days ahead", "AgentMessage", 365, 422,
            n => Post("/v1/messages", AgentMessage(at: Stage.Noon.AddDays(n).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)))),
        new("days ahead", "Courier", 365, 400,
            n => Post("/send", Courier(until: Stage.Noon.AddDays(n).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)))),
    ];

    public static TheoryData<int, string> Cases { get; } = new(Rows.Select((row, place) => new TheoryDataRow<int, string>(place, row.ToString())));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task As_much_as_allowed_is_taken_and_one_more_is_refused(int place, string name)
    {
        var row = Rows[place];
        await using var gateway = row.Name.StartsWith("bytes of a receipt", StringComparison.Ordinal)
            ? await GatewayFixture.StartAsync(
                new Dictionary<string, string?> { ["Belay:Carriers:Http:ReceiptToken"] = "receipt-token-0123456789" }, services: BindReceipts)
            : null;
        var client = (gateway ?? shared.Gateway).Client;

        var most = await row.Ask(row.Max)(client);
        var newest = await NewestAsync();
        var tooMuch = await row.Ask(row.Max + 1)(client);

        // A receipt within its limit is of a message that nobody knows.
        Assert.True(most.Status is 200 or 202 || (most.Status == 404 && row.Name == "bytes of a receipt"), $"{name}: {most.Status} {most.Body}");
        Assert.True(tooMuch.Status == row.Status, $"{name}: {tooMuch.Status} {tooMuch.Body}");
        Assert.NotEqual("", tooMuch.Body);
        Assert.Equal(newest, await NewestAsync());
    }

    [Fact]
    public void No_setting_is_without_a_row()
    {
        var named = Rows.Select(row => row.Name).ToHashSet();

        Assert.DoesNotContain(typeof(GatewayLimits).GetProperties(), limit => !named.Contains(limit.Name));
    }

    [Fact]
    public async Task A_setting_moves_its_limit()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new Dictionary<string, string?> { ["Belay:Limits:PartsMax"] = "2", ["Belay:Limits:BodyBytesMax"] = "2000" });

        Assert.Equal(200, (await Post("/v2/messages", Telnyx(text: new string('a', 2 * 153)))(gateway.Client)).Status);
        Assert.NotEqual(200, (await Post("/v2/messages", Telnyx(text: new string('a', (2 * 153) + 1)))(gateway.Client)).Status);
        Assert.Equal(200, (await Post("/v2/messages", Padded(Telnyx(), 2_000))(gateway.Client)).Status);
        Assert.Equal(413, (await Post("/v2/messages", Padded(Telnyx(), 2_001))(gateway.Client)).Status);
    }

    private static void BindReceipts(IServiceCollection services) =>
        services.Configure<Belay.Carriers.HttpCarrierOptions>(options => options.ReceiptToken = "receipt-token-0123456789");

    private async Task<MessageId?> NewestAsync() =>
        (await shared.Gateway.Engine.ListAsync(
            new() { Organization = GatewayFixture.Organization, Limit = 1 },
            TestContext.Current.CancellationToken)).Messages is [var newest] ? newest.Id : null;

    private static Func<HttpClient, Task<Reply>> Post(string path, string body, params (string, string)[] headers) =>
        client => client.SendAsync("POST", path, body, headers: headers);

    private static Func<HttpClient, Task<Reply>> Get(string path) => client => client.SendAsync("GET", path);

    private static string Belay(string text = "hello", string more = "", string at = At, string to = "+12025550123") =>
        $$"""{"from":"+15551112222","to":"{{to}}","text":"{{text}}","send_at":"{{at}}"{{more}} }""";

    private static string Telnyx(string text = "hello", string more = "") =>
        $$"""{"from":"+15551112222","to":"+12025550123","text":"{{text}}"{{more}} }""";

    private static string AgentMessage(string text = "hello", string more = "", string at = At) =>
        $$"""{"from":"+15551112222","to":"+12025550123","text":"{{text}}","scheduled_at":"{{at}}"{{more}} }""";

    private static string Courier(
        string to = "{\"phone_number\":\"+12025550123\"}", string text = "hello", string rest = "", string until = At, string title = "") =>
        $$$"""{"message":{"to":{{{to}}},"content":{"title":"{{{title}}}","body":"{{{text}}}"},"delay":{"until":"{{{until}}}"}{{{rest}}} } }""";

    private static string VoltMx(string text = "hello", string recipients = "{\"mobile\":\"+12025550123\"}", string more = "") =>
        $$$"""{"smsServiceRequest":{"messages":{"message":{"startTimestamp":"{{{At}}}","content":"{{{text}}}","recipients":"""
        + $$$"""{"recipient":[{{{recipients}}}]}{{{more}}} } } } }""";

    private static string Padded(string body, int bytes) => body + new string(' ', bytes - Encoding.UTF8.GetByteCount(body));

    private static string Many(int count, Func<int, string> one) => string.Join(',', Enumerable.Range(0, count).Select(one));

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string Media(int count) => $",\"media_urls\":[{Many(count, _ => "\"https://example.com/a.png\"")}]";

    private static string Url(int length) => "https://example.com/".PadRight(length, 'a');

    /// <summary>A limit in one place.</summary>
    /// <param name="Name">Its name in the settings, or a few words for it.</param>
    /// <param name="Where">Where it holds.</param>
    /// <param name="Max">The most.</param>
    /// <param name="Status">The answer to one more.</param>
    /// <param name="Ask">Asks for so much.</param>
    private sealed record Row(string Name, string Where, int Max, int Status, Func<int, Func<HttpClient, Task<Reply>>> Ask)
    {
        public override string ToString() => $"{Name}, {Where}";
    }
}
