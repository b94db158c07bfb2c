using System.Globalization;
using Belay.Gateway.Api.Courier.Look;
using Belay.Tests.Gateway.Api.Access;
using Belay.Tests.Gateway.Api.CrossDialect;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>
/// P8: everything by which a caller can name somebody else's message, asked in pairs: once with what another organization has, once with what nobody
/// has. The two answers are the same, and nothing of the other organization moves.
/// </summary>
public sealed class TenantWallTests : IAsyncLifetime
{
    private const int Seed = 20261121;
    private const int Pairs = 3_000;
    private const string Id = "<id>";

    private GatewayFixture? _gateway;

    private GatewayFixture Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await (_gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact, Trait("Promise", "P8")]
    public async Task Thousands_of_random_pairs_tell_a_stranger_nothing_and_move_nothing()
    {
        var random = new Random(Seed);
        using var stranger = Gateway.ClientWith(GatewayFixture.OtherKey);
        var theirs = await MessagesOfAllDialectsAsync();
        await Stage.ScheduleAsync(Gateway, Stage.Draft(to: "+13039999999") with { Organization = GatewayFixture.OtherOrganization });
        var before = (await Stage.AllAsync(Gateway)).ToDictionary(message => message.Id, message => message.Version);
        var asked = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (foreign, nobodys) = (theirs[random.Next(theirs.Count)], Stage.In(MessageStatus.Scheduled, Stage.Draft(to: $"+1303{pair:D7}")));
            var questions = QuestionsOn(foreign);
            var place = random.Next(questions.Count);
            var (one, other) = (questions[place], QuestionsOn(nobodys)[place]);

            var first = await AskAsync(stranger, one);
            var second = await AskAsync(stranger, other);

            asked[one.Name] = asked.GetValueOrDefault(one.Name) + 1;
            Assert.True(
                Masked(first, foreign) == Masked(second, nobodys),
                $"seed {Seed}, pair {pair}: {one.Method} {one.Path} {one.Body}\n{first.Status} {first.Body}\n{second.Status} {second.Body}");
            Assert.True(first.Status < 500, first.Body);
        }

        Assert.Equal(QuestionsOn(theirs[0]).Count, asked.Count);
        var after = (await Stage.AllAsync(Gateway)).ToDictionary(message => message.Id, message => message.Version);
        Assert.Equal(before, after);
    }

    [Fact, Trait("Promise", "P8")]
    public async Task No_question_is_without_an_answer_for_the_owner()
    {
        // What the stranger is refused is there: each question is put on a message of its own.
        foreach (var name in QuestionsOn(Stage.In(MessageStatus.Scheduled)).Select(question => question.Name))
        {
            var message =
                (await Stage.ScheduleAsync(
                    Gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)) with { Tags = ["tag-of-acme"], To = "+12025550100" }))[0];
            var nobodys = Stage.In(MessageStatus.Scheduled, Stage.Draft(to: "+12025550101"));
            var mine = await AskAsync(Gateway.Client, QuestionsOn(message).Single(question => question.Name == name));
            var none = await AskAsync(Gateway.Client, QuestionsOn(nobodys).Single(question => question.Name == name));

            // A message that still waits is there, and not to be sent again: 409.
            Assert.True(
                mine.Status is 200 or 202 || (mine.Status == 409 && name.EndsWith("/resend", StringComparison.Ordinal)),
                $"{name}: {mine.Status} {mine.Body}");
            // A cursor is a place, and a place of nobody's is one too.
            Assert.True(Masked(mine, message) != Masked(none, nobodys) || name.Contains("cursor", StringComparison.Ordinal), $"{name}: {mine.Body}");
        }
    }

    [Fact, Trait("Promise", "P8")]
    public async Task An_idempotency_key_is_its_organizations_own()
    {
        using var stranger = Gateway.ClientWith(GatewayFixture.OtherKey);
        foreach (var speaker in Speaker.All.Values)
        {
            var order = speaker.Orders.First(order => order is { Later: true, Recipients: 1, ToUsers: false });
            var at = Gateway.Clock.GetUtcNow() + Order.Lead;
            var (mine, theirs) = (order.Body(order.NewRecipients(), at), order.Body(order.NewRecipients(), at));
            var key = ("Idempotency-Key", "the-same-key");

            var first = await Gateway.Client.SendAsync("POST", order.Path, mine, headers: key);
            var foreign = await stranger.SendAsync("POST", order.Path, theirs, headers: key);
            var again = await Gateway.Client.SendAsync("POST", order.Path, mine, headers: key);

            Assert.True(
                first.Status is 200 or 202 && foreign.Status == first.Status, $"{speaker.Dialect}: {first.Status} {foreign.Status} {foreign.Body}");
            Assert.NotEqual(first.Body, foreign.Body);
            Assert.Equal(Speaker.WithoutRequestId(first), Speaker.WithoutRequestId(again));
        }
    }

    /// <summary>Every address with a parameter, and everything in a query or body that names a message, its batch, its people or its words.</summary>
    private IReadOnlyList<Question> QuestionsOn(Message message)
    {
        var (number, batch, to) = (message.Number.ToString(CultureInfo.InvariantCulture), message.Draft.Batch.ToString(), message.Draft.To);
        var escaped = Uri.EscapeDataString(to);
        var tag = message.Draft.Tags.Count > 0 ? message.Draft.Tags[0] : "tag-of-nobody";
        var json = System.Text.Json.JsonSerializer.Serialize(to);
        return
        [
            .. RouteBook.Read(Gateway, message).Where(call => call is { NamesMessage: true, Rule.NeedsKey: true })
                .Select(call => new Question(call.ToString(), call.Method, call.Path)),
            new("messageId", "GET", $"/messages?messageId={message.Id.ToCourierString()}"),
            new("traceId", "GET", $"/messages?traceId={message.Id.ToCourierString()}"),
            new("recipient", "GET", $"/messages?recipient={escaped}"),
            new("tag", "GET", $"/messages?tag={tag}&archived=true"),
            new("tags", "GET", $"/messages?tags={tag}"),
            new("Courier's cursor", "GET", $"/messages?cursor={Cursor.Write(message.Id)}&recipient={escaped}"),
            new("AgentMessage's cursor", "GET", $"/v1/messages?cursor={message.Id}&to={escaped}"),
            new("AgentMessage's to", "GET", $"/v1/messages?to={escaped}"),
            new("Belay's cursor", "GET", $"/belay/v1/messages?cursor={message.Id}&to={escaped}"),
            new("Belay's to", "GET", $"/belay/v1/messages?to={escaped}"),
            new("Belay's tag", "GET", $"/belay/v1/messages?tag={tag}"),
            new("Belay's batch", "GET", $"/belay/v1/messages?batch={batch}"),
            new("AgentMessage's tag", "GET", $"/v1/messages?tag={tag}"),
            new("requestId", "POST", "/api/v1/status/sms", $$"""{"requestId":"{{batch}}"}"""),
            new("requestId at the other address", "POST", "/vpns/api/v1/status/sms", $$"""{"requestId":"{{number}}"}"""),
            new("mobileNumber", "POST", "/api/v1/status/sms", $$"""{"sentDate":"05/04/2026","mobileNumber":{{json}} }"""),
            new("mobileNo", "POST", "/api/v1/messages/sms/fetch", $$"""{"mobileNo":{{json}} }"""),
            new("audienceId", "POST", "/api/v1/messages/sms/fetch", $$"""{"audienceId":{{json}} }"""),
        ];
    }

    /// <summary>Messages of every order of every dialect, some of them canceled or archived.</summary>
    private async Task<IReadOnlyList<Message>> MessagesOfAllDialectsAsync()
    {
        var messages = new List<Message>();
        foreach (var speaker in Speaker.All.Values)
        {
            foreach (var order in speaker.Orders)
            {
                messages.AddRange(await speaker.OrderAsync(Gateway, order, order.NewRecipients()));
            }
        }

        messages.AddRange(await Stage.ScheduleAsync(Gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)) with { Tags = ["tag-of-acme"] }));
        foreach (var message in messages.Where((_, place) => place % 5 == 0))
        {
            await Gateway.Engine.CancelAsync(
                GatewayFixture.Organization, message.Id, new("test"), CancelRule.Pending, TestContext.Current.CancellationToken);
            await Gateway.Engine.ArchiveAsync(GatewayFixture.Organization, message.Draft.Batch, new("test"), TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(messages.Where(message => message.Draft.SendAt is null).Select(message => Gateway.Carrier.WaitForCallAsync(message.Id)));
        await UntilQuietAsync();
        return messages;
    }

    /// <summary>Returns when no message is on its way: what moves by itself must not look like a stranger's work.</summary>
    private async Task UntilQuietAsync()
    {
        while ((await Stage.AllAsync(Gateway)).Any(message => message.Status is MessageStatus.Queued or MessageStatus.Sending))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static Task<Reply> AskAsync(HttpClient client, Question question) =>
        client.SendAsync(question.Method, question.Path, question.Body
            ?? (question.Method is "POST" or "PUT" ? "" : null), question.Body is null ? null : "application/json");

    private static (int Status, string Body, string? Type) Masked(Reply reply, Message message)
    {
        var (status, body) = Speaker.WithoutRequestId(reply);
        return (status, body.Replace(message.Id.ToString(), Id, StringComparison.Ordinal)
            .Replace(message.Id.ToCourierString(), Id, StringComparison.Ordinal)
            .Replace(message.Draft.Batch.ToString(), Id, StringComparison.Ordinal)
            .Replace(message.Number.ToString(CultureInfo.InvariantCulture), Id, StringComparison.Ordinal), reply.ContentType);
    }

    private sealed record Question(string Name, string Method, string Path, string? Body = null);
}
