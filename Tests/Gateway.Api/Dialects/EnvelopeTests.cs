using System.Text;
using Belay.Tests.Gateway.Api.Access;
using Belay.Tests.Gateway.Api.CrossDialect;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>
/// Every "no" of the gateway itself, said in the words of every dialect. (401, 403, 404, 405 and 415 are asked of every call in the access matrix.)
/// </summary>
public sealed class EnvelopeTests
{
    /// <summary>A text that no answer may quote.</summary>
    private const string Secret = "secret text of a message";

    public static TheoryData<Dialect> Dialects { get; } = [.. Speaker.All.Keys];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_engine_that_is_away_is_503_with_a_time_to_come_back(Dialect dialect)
    {
        await using var gateway = await BrokenAsync(() => new StoreUnavailableException(Secret, TimeSpan.FromSeconds(3.2)));

        foreach (var reply in await AskAllAsync(gateway, dialect))
        {
            Envelope.AssertRefusal(reply, 503, dialect);
            Assert.Equal("4", reply.Header("Retry-After"));
            Assert.DoesNotContain(Secret, reply.Body);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_defect_of_ours_is_500_and_tells_nothing_but_its_number(Dialect dialect)
    {
        await using var gateway = await BrokenAsync(() => new InvalidOperationException(Secret));

        foreach (var reply in await AskAllAsync(gateway, dialect))
        {
            Envelope.AssertRefusal(reply, 500, dialect);
            Assert.DoesNotContain(Secret, reply.Body);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Too_many_requests_are_429_with_a_time_to_come_back(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:RateLimit:PerSecond"] = "1" });
        var nobodys = Stage.In(MessageStatus.Scheduled);
        var reply = await Speaker.All[dialect].LookAsync(gateway.Client, nobodys);

        // A slow machine may earn a second request in the meantime, but not ten.
        for (var asked = 1; asked < 10 && reply.Status != 429; asked++)
        {
            reply = await Speaker.All[dialect].LookAsync(gateway.Client, nobodys);
        }

        Envelope.AssertRefusal(reply, 429, dialect);
        Assert.Equal("1", reply.Header("Retry-After"));
        Assert.Equal(("1", "0"), (reply.Header("x-ratelimit-limit"), reply.Header("x-ratelimit-remaining")));
        Assert.Null(reply.Header("x-should-retry"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Too_many_pending_messages_are_429_and_not_worth_an_immediate_retry(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: new EngineSettings { PendingPerOrganizationMax = 1 });
        var order = Speaker.All[dialect].Orders.First(order => order is { Later: true, Recipients: 1 });
        await Speaker.All[dialect].OrderAsync(gateway, order, order.NewRecipients());

        var reply = await gateway.Client.SendAsync("POST", order.Path, order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead));

        Envelope.AssertRefusal(reply, 429, dialect);
        Assert.Equal(("60", "false"), (reply.Header("Retry-After"), reply.Header("x-should-retry")));
        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_body_of_the_longest_length_is_read_and_one_byte_more_is_413(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var max = dialect is Dialect.Courier or Dialect.VoltMx ? 4 * 1024 * 1024 : 64 * 1024;
        var order = Speaker.All[dialect].Orders.First(order => order is { Later: true, Recipients: 1 });
        var body = order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead).Trim();
        var longest = body + new string(' ', max - Encoding.UTF8.GetByteCount(body));

        var tooLong = await gateway.Client.SendAsync("POST", order.Path, longest + " ");
        var none = await gateway.CountAsync(GatewayFixture.Organization);
        var read = await gateway.Client.SendAsync("POST", order.Path, longest);

        Envelope.AssertRefusal(tooLong, 413, dialect);
        Assert.Equal(0, none);
        Assert.True(read.Status is 200 or 202, read.Body);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_body_without_a_length_is_bounded_too(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var order = Speaker.All[dialect].Orders[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, order.Path)
        {
            Content = new StringContent(new string(' ', (4 * 1024 * 1024) + 1), Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;

        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Envelope.AssertRefusal(new((int)response.StatusCode, text, response.Content.Headers.ContentType?.ToString(), response.Headers), 413, dialect);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_idempotency_key_has_1_to_255_characters(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var order = Speaker.All[dialect].Orders.First(order => order is { Later: true, Recipients: 1 });
        var body = order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead);

        foreach (var key in new[] { "", " ", new string('k', IdempotencyKey.LengthMax + 1) })
        {
            Envelope.AssertRefusal(await gateway.Client.SendAsync("POST", order.Path, body, headers: ("Idempotency-Key", key)), 400, dialect);
        }

        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
        foreach (var key in new[] { "k", new string('k', IdempotencyKey.LengthMax) })
        {
            var reply = await gateway.Client.SendAsync("POST", order.Path, body, headers: ("Idempotency-Key", key));
            Assert.True(reply.Status is 200 or 202, reply.Body);
        }
    }

    /// <summary>JSON within JSON, in a field that nobody reads: it counts all the same.</summary>
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Json_may_nest_16_levels(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var order = Speaker.All[dialect].Orders.First(order => order is { Later: true, Recipients: 1 });
        var body = order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead).TrimEnd()[..^1];

        // AgentMessage refuses an unknown field, in other words than JSON that it cannot read.
        var deep = await gateway.Client.SendAsync("POST", order.Path, $"{body},\"x\":{Nested(15)}}}");
        var tooDeep = await gateway.Client.SendAsync("POST", order.Path, $"{body},\"x\":{Nested(16)}}}");

        Assert.Equal(dialect == Dialect.AgentMessage ? 422 : dialect == Dialect.Courier ? 202 : 200, deep.Status);
        Envelope.AssertRefusal(tooDeep, 400, dialect);
        static string Nested(int levels) => new string('[', levels) + new string(']', levels);
    }

    private static Task<GatewayFixture> BrokenAsync(Func<Exception> failure) =>
        GatewayFixture.StartAsync(services: services => services.AddSingleton<IMessageEngine>(new BrokenEngine(failure)));

    /// <summary>An order, a look, a list and a cancel.</summary>
    private static async Task<IReadOnlyList<Reply>> AskAllAsync(GatewayFixture gateway, Dialect dialect)
    {
        var (speaker, message) = (Speaker.All[dialect], Stage.In(MessageStatus.Scheduled));
        var order = speaker.Orders.First(order => order is { Later: true, Recipients: 1 });
        string[] lists = dialect switch
        {
            Dialect.Courier => ["/messages"],
            Dialect.AgentMessage => ["/v1/messages"],
            Dialect.Telnyx or Dialect.VoltMx => [],
            _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
        };
        return
        [
            await gateway.Client.SendAsync("POST", order.Path, order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead)),
            await speaker.LookAsync(gateway.Client, message),
            .. await speaker.CancelAsync(gateway.Client, [message]),
            .. await Task.WhenAll(lists.Select(path => gateway.Client.SendAsync("GET", path))),
        ];
    }
}
