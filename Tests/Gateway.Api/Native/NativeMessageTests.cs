using System.Globalization;

namespace Belay.Tests.Gateway.Api.Native;

/// <summary>Messages in Belay's own words: the whole of the seam over HTTP.</summary>
public sealed class NativeMessageTests : IAsyncLifetime
{
    private const string At = "2026-05-04T14:00:00Z";

    private GatewayFixture? _gateway;

    private GatewayFixture Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_message_is_kept_as_it_was_asked_for()
    {
        var reply = await PostAsync(
            $$"""{"to":"+12025550123","text":"hello","from":"Belay","tags":"""
            + $$"""["a","b","a"],"send_at":"{{At}}","valid_until":"2026-05-04T15:00:00+01:00"}""");

        Assert.Equal(422, reply.Status);
        Assert.Equal("must be later than the send time", reply.Json["errors"]!["valid_until"]!.GetValue<string>());

        reply = await PostAsync(
            $$"""{"to":"+12025550123","text":"hello","from":"Belay","tags":"""
            + $$"""["a","b","a"],"send_at":"{{At}}","valid_until":"2026-05-04T15:30:00+01:00"}""");

        Assert.Equal(202, reply.Status);
        var wire = reply.Json;
        Assert.Equal(("scheduled", "sms", "belay", At), (Text("status"), Text("channel"), Text("dialect"), Text("due_at")));
        Assert.Equal(("Belay", "+12025550123", "hello", "2026-05-04T14:30:00Z"), (Text("from"), Text("to"), Text("text"), Text("valid_until")));
        Assert.Equal(["a", "b"], wire["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        var step = Assert.Single(wire["timeline"]!.AsArray())!;
        Assert.Equal(
            ("accepted", "scheduled", "acme-full"),
            (step["cause"]!.GetValue<string>(), step["status"]!.GetValue<string>(), step["actor"]!.GetValue<string>()));
        var found = await Gateway.Client.SendAsync("GET", "/belay/v1/messages/" + Text("id"));
        Assert.Equal(wire.ToJsonString(), found.Json.ToJsonString());

        string Text(string field) => wire[field]!.GetValue<string>();
    }

    [Theory]
    [InlineData("""{"to":"+12025550123","text":"x","sendAt":"2026-05-04T14:00:00Z"}""", "sendAt")]
    [InlineData("""{"to":"+12025550123","text":"x","send_at":"2026-05-04T14:00:00"}""", "send_at")]
    [InlineData("""{"to":"+12025550123","text":"x","send_at":"2026-05-04T12:00:00Z"}""", "send_at")]
    [InlineData("""{"to":"+12025550123","text":"x","send_at":""}""", "send_at")]
    [InlineData("""{"to":"+12025550123","text":"x","send_at":1777903200}""", "send_at")]
    [InlineData("""{"to":"+12025550123","text":""}""", "text")]
    [InlineData("""{"to":"+12025550123","text":"\u0000"}""", "text")]
    [InlineData("""{"to":"12","text":"x"}""", "to")]
    [InlineData("""{"text":"x"}""", "to")]
    [InlineData("""{"to":"+12025550123","text":"x","from":"twelve letters"}""", "from")]
    [InlineData("""{"to":"+12025550123","text":"x","channel":"fax"}""", "channel")]
    [InlineData("""{"to":"+12025550123","text":"x","channel":"sms","media":["https://example.com/a"]}""", "channel")]
    [InlineData("""{"to":"+12025550123","text":"x","media":["ftp://example.com/a"]}""", "media")]
    [InlineData("""{"to":"+12025550123","text":"x","tags":[null]}""", "tags")]
    [InlineData("[]", "body")]
    public async Task What_cannot_be_understood_is_refused_by_the_name_of_its_field(string body, string field)
    {
        var reply = await PostAsync(body);

        Assert.Equal((422, "invalid"), (reply.Status, reply.Json["code"]!.GetValue<string>()));
        Assert.Equal(field, Assert.Single(reply.Json["errors"]!.AsObject()).Key);
        Assert.Equal(0, await Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_another_body_is_refused()
    {
        var body = $$"""{"to":"+12025550123","text":"hello","send_at":"{{At}}"}""";
        var first = await PostAsync(body, ("Idempotency-Key", "k"));
        Gateway.Clock.Advance(TimeSpan.FromHours(3));
        var again = await PostAsync(body, ("Idempotency-Key", "k"));
        var other = await PostAsync(body.Replace("hello", "bye", StringComparison.Ordinal), ("Idempotency-Key", "k"));

        Assert.Equal((202, first.Body), (again.Status, again.Body));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other.Json["code"]!.GetValue<string>()));
        Assert.Equal(1, await Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_cancel_answers_with_its_verdict()
    {
        var later = (await PostAsync($$"""{"to":"+12025550123","text":"hello","send_at":"{{At}}"}""")).Json["id"]!.GetValue<string>();
        var now = (await PostAsync("""{"to":"+12025550124","text":"hello"}""")).Json["id"]!.GetValue<string>();
        await Stage.SettleAsync(Gateway);

        var canceled = await DeleteAsync("messages/" + later);
        var again = await DeleteAsync("messages/" + later);
        var late = await DeleteAsync("messages/" + now);
        var nobodys = await DeleteAsync("messages/" + Guid.Empty);

        Assert.Equal(
            (200, "canceled", "canceled"),
            (canceled.Status, canceled.Json["verdict"]!.GetValue<string>(), canceled.Json["message"]!["status"]!.GetValue<string>()));
        Assert.Equal((200, "already_canceled"), (again.Status, again.Json["verdict"]!.GetValue<string>()));
        Assert.Equal((409, "too_late", "false"), (late.Status, late.Json["code"]!.GetValue<string>(), late.Header("x-should-retry")));
        Assert.Equal(now, late.Json["message"]!["id"]!.GetValue<string>());
        Assert.Equal((404, "not_found"), (nobodys.Status, nobodys.Json["code"]!.GetValue<string>()));
        Assert.Equal("route_unknown", (await DeleteAsync("nothing")).Json["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_batch_is_accepted_whole_and_canceled_whole()
    {
        var refused = await BatchAsync($$"""{"messages":[{"to":"+12025550123","text":"a"},{"to":"nobody","text":"b"},null]}""");
        Assert.Equal(
            ["messages[1].to", "messages[2].text", "messages[2].to"],
            refused.Json["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
        Assert.Equal(0, await Gateway.CountAsync(GatewayFixture.Organization));

        var accepted = await BatchAsync(
            $$"""{"messages":[{"to":"+12025550123","text":"a","send_at":"{{At}}"},{"to":"+12025550124","text":"b","send_at":"{{At}}"}]}""");
        Assert.Equal(202, accepted.Status);
        var batch = accepted.Json["batch"]!.GetValue<string>();
        Assert.Equal(2, (await ListAsync("batch=" + batch)).Count);

        var canceled = await DeleteAsync("batches/" + batch);
        Assert.Equal((200, 2), (canceled.Status, canceled.Json["canceled"]!.GetValue<int>()));
        Assert.Equal(0, (await DeleteAsync("batches/" + batch)).Json["canceled"]!.GetValue<int>());
        Assert.Equal(404, (await DeleteAsync("batches/1")).Status);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_every_filter_and_paged()
    {
        foreach (var (to, tag, minute) in new[] { ("+12025550101", "a", 1), ("+12025550102", "a", 2), ("+12025550103", "b", 3) })
        {
            await PostAsync(
                $$"""{"to":"{{to}}","from":"+1555111222{{minute}}","text":"hello","tags":"""
                + $$"""["{{tag}}"],"send_at":"2026-05-04T14:0{{minute.ToString(CultureInfo.InvariantCulture)}}:00Z"}""");
        }

        Assert.Equal(["+12025550103", "+12025550102", "+12025550101"], await ListAsync("limit=200"));
        Assert.Equal(["+12025550102", "+12025550101"], await ListAsync("tag=a"));
        Assert.Equal(["+12025550102"], await ListAsync("to=%2B12025550102"));
        Assert.Equal(["+12025550103"], await ListAsync("from=+15551112223"));
        Assert.Equal(["+12025550102"], await ListAsync("due_from=2026-05-04T14:02:00Z&due_before=2026-05-04T14:03:00Z"));
        Assert.Empty(await ListAsync("status=canceled,delivered"));
        Assert.Equal(3, (await ListAsync("status=scheduled,queued")).Count);
        Assert.Empty(await ListAsync("archived=true"));
        Assert.Empty(await ListAsync("held=true"));
        Assert.Equal(3, (await ListAsync("held=false")).Count);
        var page = (await Gateway.Client.SendAsync("GET", "/belay/v1/messages?limit=2")).Json;
        Assert.Null(page["messages"]![0]!["timeline"]);
        Assert.Equal(["+12025550101"], await ListAsync("cursor=" + page["next_cursor"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_list_shows_archived_messages_alone_or_with_the_others_and_a_batch_is_canceled_with_them()
    {
        var accepted = await BatchAsync(
            $$"""{"messages":[{"to":"+12025550101","text":"a","send_at":"{{At}}"},{"to":"+12025550102","text":"b","send_at":"{{At}}"}]}""");
        var batch = accepted.Json["batch"]!.GetValue<string>();
        await Gateway.Engine.ArchiveAsync(
            GatewayFixture.Organization, BatchId.TryParse(batch, out var id) ? id : default, new Actor("test"),
            TestContext.Current.CancellationToken);
        await PostAsync($$"""{"to":"+12025550103","text":"c","send_at":"{{At}}"}""");

        Assert.Equal(["+12025550103"], await ListAsync("limit=200"));
        Assert.Equal(["+12025550103"], await ListAsync("archived=false"));
        Assert.Equal(["+12025550102", "+12025550101"], await ListAsync("archived=true"));
        Assert.Equal(["+12025550103", "+12025550102", "+12025550101"], await ListAsync("archived=any"));
        Assert.Equal(2, (await DeleteAsync("batches/" + batch)).Json["canceled"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("archived=any&archived=any", "archived")]
    [InlineData("tag=", "tag")]
    [InlineData("tag=%20", "tag")]
    [InlineData("to=", "to")]
    [InlineData("status=", "status")]
    [InlineData("batch=", "batch")]
    [InlineData("tags=a", "tags")]
    [InlineData("status=sleeping", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("batch=x", "batch")]
    [InlineData("due_from=tomorrow", "due_from")]
    [InlineData("archived=maybe", "archived")]
    [InlineData("to=%00", "to")]
    public async Task A_filter_that_is_not_understood_is_refused(string query, string field)
    {
        var reply = await Gateway.Client.SendAsync("GET", "/belay/v1/messages?" + query);

        Assert.Equal((422, field), (reply.Status, Assert.Single(reply.Json["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task A_forecast_counts_the_callers_own_messages()
    {
        await PostAsync($$"""{"to":"+12025550123","text":"a","send_at":"2026-05-04T12:30:00Z"}""");
        await PostAsync($$"""{"to":"+12025550123","text":"a","send_at":"2026-05-04T13:30:00Z"}""");
        await Stage.ScheduleAsync(Gateway, Stage.Draft(sendAt: Stage.Noon.AddMinutes(30)) with { Organization = GatewayFixture.OtherOrganization });

        var reply = await Gateway.Client.SendAsync("GET", "/belay/v1/forecast?from=2026-05-04T12:00:00Z&slot_seconds=3600&slots=3");

        Assert.Equal("""{"from":"2026-05-04T12:00:00Z","slot_seconds":3600,"counts":[1,1,0]}""", reply.Body);
        Assert.Equal(
            422, (await Gateway.Client.SendAsync("GET", "/belay/v1/forecast?from=9998-05-04T12:00:00Z&slot_seconds=31622400&slots=1000")).Status);
    }

    private Task<Reply> PostAsync(string body, params (string, string)[] headers) =>
        Gateway.Client.SendAsync("POST", "/belay/v1/messages", body, headers: headers);

    private Task<Reply> BatchAsync(string body) => Gateway.Client.SendAsync("POST", "/belay/v1/batches", body);

    private Task<Reply> DeleteAsync(string path) => Gateway.Client.SendAsync("DELETE", "/belay/v1/" + path);

    private async Task<IReadOnlyList<string>> ListAsync(string query)
    {
        var reply = await Gateway.Client.SendAsync("GET", "/belay/v1/messages?" + query);
        Assert.True(reply.Status == 200, reply.Body);
        return [.. reply.Json["messages"]!.AsArray().Select(message => message!["to"]!.GetValue<string>())];
    }
}
