using Belay.Cli;
using Belay.Tests.Gateway.Api;

namespace Belay.Tests.Cli.Commands;

/// <summary>cancel, and its report of every verdict.</summary>
public sealed class CancelCommandTests : CommandTests
{
    [Fact]
    public async Task One_message_is_canceled_and_the_exit_code_is_the_verdict()
    {
        var id = await ScheduleAsync();
        var gone = await SendAsync();

        var canceled = await Shell.RunAsync("cancel", id);
        var again = await Shell.RunAsync("cancel", id, "--json");
        var late = await Shell.RunAsync("cancel", gone, "--json");
        var unknown = await Shell.RunAsync("cancel", Guid.Empty.ToString());

        Assert.Equal(ExitCode.Done, canceled.ExitCode);
        Assert.Contains("1 canceled: will never be sent", canceled.Out, StringComparison.Ordinal);
        Assert.Equal(
            (ExitCode.Done, """{"counts":{"already_canceled":1},"messages":[{"id":"ID","verdict":"already_canceled","status":"canceled"}]}"""),
            (again.ExitCode, again.Json.ToJsonString().Replace(id, "ID", StringComparison.Ordinal)));
        Assert.Equal((ExitCode.TooLate, "too_late"), (late.ExitCode, late.Json["messages"]![0]!["verdict"]!.GetValue<string>()));
        Assert.Equal(ExitCode.NotFound, unknown.ExitCode);
    }

    [Fact]
    public async Task A_file_is_worked_off_and_every_verdict_reported()
    {
        var ids = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            ids.Add(await ScheduleAsync());
        }

        var gone = await SendAsync();
        var nobodys = Guid.NewGuid().ToString();
        await File.WriteAllLinesAsync(
            Shell.PathOf("ids.csv"),
            ["id,customer", .. ids.Select(id => $"\"{id}\",Ada"), "", "# the rest", gone, gone, nobodys],
            TestContext.Current.CancellationToken);

        var said = await Shell.RunAsync("cancel", "--file", Shell.PathOf("ids.csv"), "--report", Shell.PathOf("report.csv"));

        Assert.Equal(ExitCode.TooLate, said.ExitCode);
        Assert.Contains("30 canceled: will never be sent", said.Out, StringComparison.Ordinal);
        Assert.Contains("1 too late: with the carrier or at an end", said.Out, StringComparison.Ordinal);
        Assert.Contains("1 not found", said.Out, StringComparison.Ordinal);
        Assert.Contains(gone, said.Out, StringComparison.Ordinal);
        var report = await File.ReadAllLinesAsync(Shell.PathOf("report.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("id,verdict,status,error", report[0]);
        Assert.Equal(
            ids.Select(id => $"{id},canceled,canceled,").Append($"{nobodys},not_found,,").Order(StringComparer.Ordinal),
            report.Skip(1).Where(line => !line.StartsWith(gone, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Single(report, line => line.StartsWith($"{gone},too_late,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tag_and_a_batch_are_canceled_whole()
    {
        var id = await ScheduleAsync("visit");
        var other = await ScheduleAsync("other");

        var byTag = await Shell.RunAsync("cancel", "--tag", "visit", "--json");
        var nothing = await Shell.RunAsync("cancel", "--tag", "visit");
        var batch = (await Shell.RunAsync("show", other, "--json")).Json["batch"]!.GetValue<string>();
        var byBatch = await Shell.RunAsync("cancel", "--batch", batch, "--json");

        Assert.Equal(id, Assert.Single(byTag.Json["messages"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(
            (ExitCode.Done, true),
            (nothing.ExitCode, nothing.Out.Contains("1 already canceled before: will never be sent", StringComparison.Ordinal)));
        Assert.Equal(
            $$"""{"counts":{"canceled":1},"messages":[{"id":"{{other}}","verdict":"canceled","status":"canceled"}]"""
            + $$""","batch":"{{batch}}","canceled":1}""",
            byBatch.Json.ToJsonString());
    }

    [Theory]
    [InlineData("--batch")]
    [InlineData("--tag")]
    public async Task Of_each_message_of_a_batch_or_tag_is_said_whether_it_was_too_late(string way)
    {
        await Gateway.Client.PostAsync(
            "/belay/v1/batches",
            GatewayFixture.Json(
                """{"messages":[{"to":"+15005550199","text":"now","tags":["storm"]},{"to":"+15005550198","text":"later","tags":"""
                + """["storm"],"send_at":"2026-05-05T12:00:00Z"}]}"""),
            TestContext.Current.CancellationToken);
        var made = (await Shell.RunAsync("list", "--tag", "storm", "--json")).Json.AsArray();
        var (now, later) = (IdOf(made, "now"), IdOf(made, "later"));
        await Gateway.Carrier.WaitForCallAsync(MessageId.TryParse(now, out var parsed) ? parsed : default);

        var said = await Shell.RunAsync(
            "cancel", way, way == "--tag" ? "storm" : made[0]!["batch"]!.GetValue<string>(), "--report", Shell.PathOf("report.csv"));

        Assert.Equal(ExitCode.TooLate, said.ExitCode);
        Assert.Contains("1 canceled: will never be sent", said.Out, StringComparison.Ordinal);
        Assert.Contains("1 too late: with the carrier or at an end", said.Out, StringComparison.Ordinal);
        var report = await File.ReadAllTextAsync(Shell.PathOf("report.csv"), TestContext.Current.CancellationToken);
        Assert.Contains($"{later},canceled,canceled,", report, StringComparison.Ordinal);
        Assert.Contains($"{now},too_late,", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--batch")]
    [InlineData("--tag")]
    public async Task What_is_archived_is_pending_all_the_same_and_canceled_with_the_rest(string way)
    {
        var id = await ScheduleAsync("visit");
        var batch = (await Shell.RunAsync("show", id, "--json")).Json["batch"]!.GetValue<string>();
        await Gateway.Engine.ArchiveAsync(
            GatewayFixture.Organization,
            BatchId.TryParse(batch, out var number) ? number : default,
            new Actor("test"),
            TestContext.Current.CancellationToken);

        var hidden = await Shell.RunAsync("list", "--tag", "visit");
        var listed = await Shell.RunAsync("list", "--tag", "visit", "--archived");
        var canceled = await Shell.RunAsync("cancel", way, way == "--tag" ? "visit" : batch, "--json");

        Assert.Equal("No message fits.", hidden.Out.Trim());
        Assert.Matches($"{id} +scheduled, archived ", listed.Out);
        Assert.Equal((ExitCode.Done, """{"canceled":1}"""), (canceled.ExitCode, canceled.Json["counts"]!.ToJsonString()));
        Assert.Matches("Status +canceled, archived", (await Shell.RunAsync("show", id)).Out);
        Gateway.Clock.Advance(TimeSpan.FromHours(6));
        Assert.Empty(Gateway.Carrier.Calls);
    }

    [Theory]
    [InlineData("There is no message with the tag vip. Nothing was canceled.", "--tag", "vip")]
    [InlineData("There is no batch 1. Nothing was canceled.", "--batch", "1")]
    [InlineData("There is no batch no-number. Nothing was canceled.", "--batch", "no-number")]
    [InlineData("The file names no message. Nothing was canceled.", "--file", "-")]
    public async Task What_matches_nothing_is_said_and_is_no_success(string sentence, string way, string what)
    {
        var said = await Shell.RunAsync("cancel", way, what);
        var json = await Shell.RunAsync("cancel", way, what, "--json");

        Assert.Equal((ExitCode.NotFound, "", $"belay: {sentence}\n"), (said.ExitCode, said.Out, said.Error));
        Assert.Equal((ExitCode.NotFound, """{"counts":{},"messages":[]}"""), (json.ExitCode, json.Json.ToJsonString()));
    }

    [Theory]
    [InlineData("--tag has no value: leave it out, or give it one.", "cancel", "--tag", "")]
    [InlineData("--tag has no value: leave it out, or give it one.", "cancel", "--tag= ")]
    [InlineData("--batch has no value: leave it out, or give it one.", "cancel", "--batch", "")]
    [InlineData("--file has no value: leave it out, or give it one.", "cancel", "--file", "")]
    [InlineData("The id is empty.", "cancel", "")]
    [InlineData("The id is empty.", "show", " ")]
    [InlineData("--tag has no value: leave it out, or give it one.", "list", "--tag", "")]
    [InlineData("--at has no value: leave it out, or give it one.", "schedule", "+15005550199", "x", "--at", "")]
    public async Task What_is_blank_is_no_value_and_means_no_message_in_place_of_all(string sentence, params string[] args)
    {
        var id = await ScheduleAsync("visit");

        var said = await Shell.RunAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.StartsWith("belay: " + sentence, said.Error, StringComparison.Ordinal);
        Assert.Equal("scheduled", (await Shell.RunAsync("show", id, "--json")).Json["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_tag_of_characters_that_nobody_sees_cancels_nothing()
    {
        var id = await ScheduleAsync("visit");

        var said = await Shell.RunAsync("cancel", "--tag", "\u200b");

        Assert.NotEqual(ExitCode.Done, said.ExitCode);
        Assert.Equal("scheduled", (await Shell.RunAsync("show", id, "--json")).Json["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nothing_is_canceled_when_it_is_not_clear_what()
    {
        var id = await ScheduleAsync("visit");
        await File.WriteAllLinesAsync(Shell.PathOf("ids.txt"), [id, "+15005550199"], TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, (await Shell.RunAsync("cancel")).ExitCode);
        Assert.Equal(ExitCode.Usage, (await Shell.RunAsync("cancel", id, "--tag", "visit")).ExitCode);
        Assert.Equal(ExitCode.Usage, (await Shell.RunAsync("cancel", "--file", Shell.PathOf("nothing.txt"))).ExitCode);
        var wrongLine = await Shell.RunAsync("cancel", "--file", Shell.PathOf("ids.txt"));
        Assert.Equal(
            (ExitCode.Usage, "belay: Line 2 does not begin with the id of a message; nothing was canceled.\n"),
            (wrongLine.ExitCode, wrongLine.Error));
        Assert.Equal("scheduled", (await Shell.RunAsync("show", id, "--json")).Json["status"]!.GetValue<string>());
    }

    [Fact, Trait("Promise", "P10")]
    public async Task A_cancel_without_an_answer_is_reported_as_unknown_never_as_canceled()
    {
        var (kept, lost) = (await ScheduleAsync(), await ScheduleAsync());
        Shell.Connect = () => new HttpClient(
            new Lossy(request => request.Method == HttpMethod.Delete && request.RequestUri!.AbsolutePath.EndsWith(lost, StringComparison.Ordinal)));
        var running = Shell.RunAsync($"{kept}\n{lost}\n", ["cancel", "--file", "-", "--json"]);
        while (!running.IsCompleted)
        {
            // The pauses between tries are on the test's clock.
            Gateway.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        var said = await running;
        Assert.Equal(ExitCode.Unavailable, said.ExitCode);
        Assert.Equal("""{"canceled":1,"unknown":1}""", said.Json["counts"]!.ToJsonString());
        Assert.Contains("unknown", said.Json["messages"]!
            .AsArray().Single(line => line!["id"]!.GetValue<string>() == lost)!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_done_before_a_refusal_is_reported_all_the_same()
    {
        var (first, second) = (await ScheduleAsync(), await ScheduleAsync());
        Shell.Connect = () => new HttpClient(new KeyStops(after: 1));

        var said = await Shell.RunAsync($"{first}\n{second}\n", ["cancel", "--file", "-", "--concurrency", "1", "--json"]);

        Assert.Equal(
            (ExitCode.NotAllowed, "belay: The API key does not work. The report tells of what was done before.\n"), (said.ExitCode, said.Error));
        Assert.Equal("""{"canceled":1}""", said.Json["counts"]!.ToJsonString());
    }

    /// <summary>Changes the key after so many requests, as when it is revoked meanwhile.</summary>
    private sealed class KeyStops(int after) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _left = after;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Decrement(ref _left) < 0)
            {
                request.Headers.Authorization = new("Bearer", "no-such-key-0123456789");
            }

            return base.SendAsync(request, cancellationToken);
        }
    }

    private static string IdOf(System.Text.Json.Nodes.JsonArray messages, string text) =>
        messages.Single(one => one!["text"]!.GetValue<string>() == text)!["id"]!.GetValue<string>();

    private async Task<string> ScheduleAsync(string tag = "any") =>
        (await Shell.RunAsync("schedule", "+15005550199", "See you", "--at", "in 5h", "--tag", tag, "--json")).Json["id"]!.GetValue<string>();

    private async Task<string> SendAsync()
    {
        var id = (await Shell.RunAsync("send", "+15005550199", "Hello", "--json")).Json["id"]!.GetValue<string>();
        await Gateway.Carrier.WaitForCallAsync(MessageId.TryParse(id, out var parsed) ? parsed : default);
        return id;
    }

    /// <summary>Loses the answers to some requests, or refuses them on the way.</summary>
    private sealed class Lossy(Func<HttpRequestMessage, bool> loses) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            return loses(request) ? throw new HttpRequestException(HttpRequestError.ResponseEnded) : response;
        }
    }
}
