using System.Text.Json.Nodes;
using Belay.Tests.Gateway.Api.CrossDialect;

namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>
/// Every value of a good order, replaced in turn by what nobody expects there: the answer is a clear no with nothing stored,
/// or a yes, and then every dialect can show the message.
/// </summary>
public sealed class HostileInputTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999", "-1e999", "9223372036854775808", "1.5", "[]", "{}", "[[]]", "[null]", "[{}]", "{\"a\":null}",
        "\"\"", "\" \"", "\"\\u0000\"", "\"+1202555\\u00000123\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ufeff\"",
        "\"\\r\\nX-Injected: 1\"", "\"../../etc/passwd\"", "\"%00\"", "\"\\u202e\"", "\"0000-00-00T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"",
        "\"9999-12-31T23:59:59-23:59\"", "\"0001-01-01T00:00:00+14:00\"", "\"2026-05-04T13:00:60Z\"", "\"2026-05-04T13:00:00\"",
        "\"99999999999999999999\"", "\"http://[::1\"", "\"javascript:alert(1)\"", "\"\\ud83d\\ude00\"", "\"'; DROP TABLE message; --\"", "\"٣\"",
    ];

    /// <summary>The orders for later, each with a recipient.</summary>
    public static TheoryData<Dialect, string> Orders { get; } = new(
        from speaker in Speaker.All.Values
        from order in speaker.Orders
        select new TheoryDataRow<Dialect, string>(speaker.Dialect, order.Name));

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task No_value_of_a_body_is_a_surprise(Dialect dialect, string orderName)
    {
        var gateway = shared.Gateway;
        var order = Speaker.All[dialect].Orders.Single(order => order.Name == orderName);
        var good = JsonNode.Parse(order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead))!;
        var accepted = 0;
        foreach (var path in PathsOf(good))
        {
            foreach (var value in Values)
            {
                var body = Replace(good, path, value);
                var before = await gateway.Engine.ListAsync(Newest, TestContext.Current.CancellationToken);
                var reply = await gateway.Client.SendAsync("POST", order.Path, body);
                var after = await gateway.Engine.ListAsync(Newest, TestContext.Current.CancellationToken);

                if (reply.Status is 200 or 202)
                {
                    accepted++;
                    await AssertShownByAllAsync(gateway.Client, after.Messages[0], body);
                }
                else
                {
                    Assert.True(reply.Status is 400 or 422, $"{reply.Status} {reply.Body} for {body}");
                    Assert.Equal(before.Messages.Select(message => message.Id), after.Messages.Select(message => message.Id));
                }
            }
        }

        Assert.NotEqual(0, accepted);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_name_that_is_there_twice_is_refused(Dialect dialect, string orderName)
    {
        var gateway = shared.Gateway;
        var order = Speaker.All[dialect].Orders.Single(order => order.Name == orderName);
        var good = JsonNode.Parse(order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead))!.ToJsonString();
        var name = JsonNode.Parse(good)!.AsObject().First().Key;

        var reply = await gateway.Client.SendAsync("POST", order.Path, $"{good[..^1]},\"{name}\":null}}");

        Assert.Equal(400, reply.Status);
    }

    [Theory]
    [InlineData("/v2/messages/{0}", 404)]
    [InlineData("/messages/{0}", 404)]
    [InlineData("/messages/{0}/history", 404)]
    [InlineData("/messages/{0}/output", 404)]
    [InlineData("/v1/messages/{0}", 400)]
    [InlineData("/api/v1/messages/sms/content/{0}", 400)]
    public async Task An_id_that_is_none_is_not_found(string address, int status)
    {
        foreach (var id in new[]
        {
            "a%2Fb", "..%2F..", "%20", "%01", "%C3%28", "%F0%9F%98%80", "0", "-1", "99999999999999999999", "1e3",
            new string('9', 5_000), new string('a', 5_000), "00000000-0000-0000-0000-000000000000", "1-00000000-000000000000000000000000",
            "{00000000-0000-7000-8000-000000000001}", "%D9%A3", "null",
        })
        {
            var reply = await shared.Gateway.Client.SendAsync("GET", string.Format(System.Globalization.CultureInfo.InvariantCulture, address, id));
            Assert.True(
                reply.Status == status || (status == 400 && reply.Status == 404 && id == "00000000-0000-0000-0000-000000000000"),
                $"{address} {id[..Math.Min(id.Length, 50)]}: {reply.Status} {reply.Body}");
        }
    }

    [Theory]
    [InlineData("/messages?cursor={0}")]
    [InlineData("/messages?tags={0}")]
    [InlineData("/messages?tag={0}")]
    [InlineData("/messages?recipient={0}")]
    [InlineData("/messages?traceId={0}")]
    [InlineData("/messages?messageId={0}")]
    [InlineData("/messages?event={0}&notification={0}&tenant_id={0}&list={0}&provider={0}&status={0}&archived={0}&enqueued_after={0}")]
    [InlineData("/v1/messages?cursor={0}")]
    [InlineData("/v1/messages?limit={0}")]
    [InlineData("/v1/messages?status={0}")]
    [InlineData("/v1/messages?tag={0}")]
    [InlineData("/v1/messages?from={0}&to={0}")]
    [InlineData("/v1/messages?{0}={0}")]
    public async Task No_parameter_of_a_list_is_a_surprise(string address)
    {
        foreach (var value in new[]
        {
            "", "%00", "a%00b", "%0D%0AX-Injected:%201", "%FF", "%ED%A0%80", "%F0%9F%98%80", ",,,", "'", "%25", "-1", "0", "1e9",
            "201", "99999999999999999999", new string('x', 500), "a=b", "[]",
        })
        {
            var reply = await shared.Gateway.Client.SendAsync(
                "GET", string.Format(System.Globalization.CultureInfo.InvariantCulture, address, value));
            Assert.True(reply.Status is 200 or 400 or 422, $"{address} {value}: {reply.Status} {reply.Body}");
            Assert.Null(reply.Header("X-Injected"));
        }
    }

    private static MessageQuery Newest { get; } = new() { Organization = GatewayFixture.Organization, Limit = 1 };

    private static async Task AssertShownByAllAsync(HttpClient client, Message message, string body)
    {
        foreach (var speaker in Speaker.All.Values)
        {
            var reply = await speaker.LookAsync(client, message);
            Assert.True(reply.Status == 200, $"{speaker.Dialect}: {reply.Status} {reply.Body} for {body}");
        }
    }

    /// <summary>Every place in the body: names of objects and numbers of arrays.</summary>
    private static IEnumerable<IReadOnlyList<object>> PathsOf(JsonNode? node, IReadOnlyList<object>? here = null)
    {
        here ??= [];
        if (here.Count > 0)
        {
            yield return here;
        }

        var children = node switch
        {
            JsonObject fields => fields.Select(field => ((object)field.Key, field.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var path in children.SelectMany(child => PathsOf(child.Item2, [.. here, child.Item1])))
        {
            yield return path;
        }
    }

    /// <summary>The body with one place replaced by raw JSON, which need not be valid text.</summary>
    private static string Replace(JsonNode good, IReadOnlyList<object> path, string value)
    {
        const string Mark = "\"here it goes\"";
        var copy = good.DeepClone();
        var parent = copy;
        foreach (var step in path.SkipLast(1))
        {
            parent = step is int index ? parent[index]! : parent[(string)step]!;
        }

        if (path[^1] is int last)
        {
            parent[last] = "here it goes";
        }
        else
        {
            parent[(string)path[^1]] = "here it goes";
        }

        return copy.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
    }
}
