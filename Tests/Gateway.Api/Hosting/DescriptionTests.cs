using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Belay.Gateway.Api.AgentMessage;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Native;
using Belay.Gateway.Api.Telnyx;
using Belay.Gateway.Api.VoltMx;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>The documents of the API say what is on the wire: fields, what is always there, words, headers, and examples that are accepted.</summary>
public sealed class DescriptionTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    public static TheoryData<string> Documents => ["belay", "telnyx", "courier", "agentmessage", "voltmx"];

    private GatewayFixture Gateway => shared.Gateway;

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_example_is_accepted_and_its_answer_is_as_described(string name)
    {
        using var administrator = await AdministratorAsync();
        var document = await ReadAsync(name);
        var posted = 0;
        foreach (var (path, call) in Calls(document).Where(one => one.Call["requestBody"] is not null))
        {
            var content = call["requestBody"]!["content"]!["application/json"]!;
            var example = content["example"];
            Assert.True(example is not null, $"{path} shows no example.");
            Check(document, content["schema"]!, example, $"{path} example");

            var reply = await administrator.SendAsync("POST", path, example!.ToJsonString());

            Assert.True(reply.Status is >= 200 and < 300, $"{path} answers {reply.Status} to its example: {reply.Body}");
            CheckAnswer(document, path, call, reply);
            posted++;
        }

        Assert.True(posted > 0);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_schema_has_the_names_that_its_serializer_has(string name)
    {
        JsonSerializerContext wire = name switch
        {
            "belay" => NativeJson.Wire,
            "telnyx" => TelnyxJson.Wire,
            "courier" => CourierJson.Wire,
            "agentmessage" => AgentMessageJson.Wire,
            _ => VoltMxJson.Wire,
        };
        var types = wire.GetType().Assembly
            .GetTypes().Where(type => type.Namespace?.StartsWith(wire.GetType().Namespace!.Replace(".Wire", ""), StringComparison.Ordinal) == true)
            .ToLookup(type => type.Name);
        var compared = 0;
        foreach (var (schema, shape) in (await ReadAsync(name))["components"]!["schemas"]!.AsObject())
        {
            foreach (var known in types[schema].Select(wire.GetTypeInfo).OfType<System.Text.Json.Serialization.Metadata.JsonTypeInfo>())
            {
                Assert.Equal(
                    (schema, string.Join(' ', known.Properties.Select(property => property.Name).Order(StringComparer.Ordinal))),
                    (schema, string.Join(' ', shape!["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal))));
                compared++;
            }
        }

        Assert.InRange(compared, 2, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_call_that_makes_messages_names_the_idempotency_key(string name)
    {
        var document = await ReadAsync(name);
        var creates = Calls(document).Where(one => one.Call["requestBody"] is not null
            && one.Path is not ("/belay/v1/keys" or "/api/v1/status/sms" or "/api/v1/messages/sms/fetch")).ToList();

        Assert.NotEmpty(creates);
        Assert.All(creates, one => Assert.Contains(
            one.Call["parameters"]?.AsArray() ?? [],
            parameter => (string?)parameter!["name"] == "Idempotency-Key" && (string?)parameter["in"] == "header"));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_query_parameter_is_read_by_its_call(string name)
    {
        using var administrator = await AdministratorAsync();
        var described =
            from path in (await ReadAsync(name))["paths"]!.AsObject()
            from call in path.Value!.AsObject()
            from parameter in call.Value!["parameters"]?.AsArray() ?? []
            where (string?)parameter!["in"] == "query"
            select (Method: call.Key.ToUpperInvariant(), Url: $"{path.Key.Replace('{', '_').Replace('}', '_')}?{(string)parameter["name"]!}=1");

        foreach (var (method, url) in described)
        {
            var reply = await administrator.SendAsync(method, url, method == "GET" ? null : "{}");

            Assert.False(reply.Body.Contains("is not known here", StringComparison.Ordinal), $"{method} {url} answers {reply.Status}: {reply.Body}");
        }
    }

    [Fact]
    public async Task Every_answer_of_Belays_own_words_is_as_described()
    {
        using var administrator = await AdministratorAsync();
        var document = await ReadAsync("belay");
        var sent = (await administrator.SendAsync("POST", "/belay/v1/messages", """{"to":"+15005550199","text":"now"}""")).Json["id"]!;
        await Gateway.Carrier.WaitForCallAsync(MessageId.TryParse((string)sent!, out var id) ? id : default);
        var waiting = (await administrator.SendAsync(
            "POST", "/belay/v1/messages", """{"to":"+15005550199","text":"later","send_at":"2026-06-01T00:00:00Z"}""")).Json["id"]!;
        (string Method, string Path, string Url, string? Body)[] calls =
        [
            ("get", "/belay/v1/messages", "/belay/v1/messages", null),
            ("get", "/belay/v1/messages", "/belay/v1/messages?status=no_such", null),
            ("get", "/belay/v1/messages/{id}", $"/belay/v1/messages/{sent}", null),
            ("get", "/belay/v1/messages/{id}", "/belay/v1/messages/no-such", null),
            ("delete", "/belay/v1/messages/{id}", $"/belay/v1/messages/{waiting}", null),
            ("delete", "/belay/v1/messages/{id}", $"/belay/v1/messages/{sent}", null),
            ("get", "/belay/v1/forecast", "/belay/v1/forecast", null),
            ("get", "/belay/v1/tally", "/belay/v1/tally", null),
            ("get", "/belay/v1/status", "/belay/v1/status", null),
            ("post", "/belay/v1/webhooks/check", "/belay/v1/webhooks/check", ""),
            ("get", "/belay/v1/me", "/belay/v1/me", null),
            ("get", "/belay/v1/keys", "/belay/v1/keys", null),
            ("post", "/belay/v1/messages", "/belay/v1/messages", """{"to":"+15005550199","text":"now","sendAt":"2026-06-01T00:00:00Z"}"""),
            ("post", "/belay/v1/messages", "/belay/v1/messages", "no JSON"),
        ];
        foreach (var (method, path, url, body) in calls)
        {
            var reply = body is null ? await administrator.SendAsync(method.ToUpperInvariant(), url) : await administrator.SendAsync(
                method.ToUpperInvariant(), url, body);
            CheckAnswer(document, $"{method} {url}", document["paths"]![path]![method]!, reply);
        }

        using var nobody = Gateway.ClientWith(null);
        CheckAnswer(document, "without a key", document["paths"]!["/belay/v1/me"]!["get"]!, await nobody.SendAsync("GET", "/belay/v1/me"));
    }

    [Fact]
    public async Task What_Belays_own_words_refuse_is_refused_by_their_document()
    {
        var schemas = (await ReadAsync("belay"))["components"]!["schemas"]!;

        Assert.Equal(["to"], schemas["DraftWire"]!["required"]!.AsArray().Select(name => (string)name!));
        Assert.False((bool)schemas["DraftWire"]!["additionalProperties"]!);
        Assert.Contains("delivery_unconfirmed", schemas["MessageWire"]!["properties"]!["status"]!["enum"]!.AsArray().Select(word => (string)word!));
        Assert.Contains("dropped", schemas["StepWire"]!["properties"]!["cause"]!["enum"]!.AsArray().Select(word => (string)word!));
    }

    private async Task<JsonNode> ReadAsync(string name) => (await Gateway.Client.SendAsync("GET", $"/openapi/{name}.json")).Json;

    private static IEnumerable<(string Path, JsonNode Call)> Calls(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from call in path.Value!.AsObject()
        where call.Key is "post"
        select (path.Key, call.Value!);

    private static void CheckAnswer(JsonNode document, string call, JsonNode described, Reply reply)
    {
        var answer = described["responses"]![reply.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        Assert.True(answer is not null, $"{call} answers {reply.Status}, which is not described: {reply.Body}");
        var (type, content) = Assert.Single(answer!["content"]!.AsObject());
        Assert.True(reply.ContentType?.Split(';')[0] == type, $"{call} {reply.Status} comes as {reply.ContentType}, and not as {type}.");
        Check(document, content!["schema"]!, reply.Json, $"{call} {reply.Status}");
    }

    /// <summary>Every field is described, what is always there is there, and words are of those that are listed.</summary>
    private static void Check(JsonNode document, JsonNode schema, JsonNode? value, string at)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            Check(document, document["components"]!["schemas"]![reference.Split('/')[^1]]!, value, at);
            return;
        }

        if (schema["oneOf"]?.AsArray().FirstOrDefault(one => one!["$ref"] is not null) is { } other)
        {
            if (value is not null)
            {
                Check(document, other, value, at);
            }

            return;
        }

        switch (value)
        {
            case JsonObject fields when schema["properties"] is JsonObject properties:
                Assert.All(
                    schema["required"]?.AsArray() ?? [],
                    name => Assert.True(fields.ContainsKey((string)name!), $"{at} has no {name}: {fields.ToJsonString()}"));
                foreach (var (name, field) in fields)
                {
                    Assert.True(properties.ContainsKey(name), $"{at} has {name}, which is not described.");
                    Check(document, properties[name]!, field, $"{at}.{name}");
                }

                break;
            case JsonArray items:
                Assert.All(items, item => Check(document, schema["items"]!, item, at + "[]"));
                break;
            case JsonValue word when schema["enum"] is JsonArray words:
                Assert.Contains(words, one => JsonNode.DeepEquals(one, word));
                break;
            default:
                break;
        }
    }

    private async Task<HttpClient> AdministratorAsync()
    {
        var (text, key) = Belay.Gateway.Api.Access.ApiKeyText.Create(
            GatewayFixture.Organization, "", Scopes.AdministerKeys | Scopes.SendMessages | Scopes.ReadMessages, Gateway.Clock.GetUtcNow());
        await ((IApiKeyStore)Gateway.Services.GetService(typeof(IApiKeyStore))!).AddKeyAsync(key, TestContext.Current.CancellationToken);
        Gateway.Clock.Advance(Belay.Gateway.Api.Access.KeyRing.FreshFor);
        return Gateway.ClientWith(text);
    }
}
