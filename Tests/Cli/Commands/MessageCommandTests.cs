using Belay.Cli;
using Belay.Tests.Gateway.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Cli.Commands;

/// <summary>send, schedule, list, show and forecast, on 4 May 2026 at 14:00 in Vienna.</summary>
public sealed class MessageCommandTests : CommandTests
{
    [Fact]
    public async Task A_message_is_scheduled_for_the_time_that_was_meant()
    {
        var said = await Shell.RunAsync(
            "schedule", "+15005550199", "See you", "--at", "tomorrow 09:00", "--from", "Belay", "--tag", "visit", "--tag", "vip");

        Assert.Equal((ExitCode.Done, ""), (said.ExitCode, said.Error));
        Assert.Contains("is scheduled for Tue 2026-05-05 09:00:00 Europe/Vienna (+02), in 19 h 0 min.", said.Out, StringComparison.Ordinal);
        var message = Assert.Single((await Shell.RunAsync("list", "--json")).Json.AsArray())!;
        Assert.Equal("2026-05-05T07:00:00+00:00", message["due_at"]!.GetValue<string>());
        Assert.Equal(
            ("scheduled", "Belay", "visit"),
            (message["status"]!.GetValue<string>(), message["from"]!.GetValue<string>(), message["tags"]![0]!.GetValue<string>()));

        var inNewYork = await Shell.RunAsync("schedule", "+15005550199", "See you", "--at", "tomorrow 09:00", "--zone", "America/New_York", "--json");
        Assert.Equal("2026-05-05T13:00:00+00:00", inNewYork.Json["due_at"]!.GetValue<string>());
    }

    [Theory, Trait("Promise", "P11")]
    [InlineData("2026-10-25 02:30", null)]
    [InlineData("2027-03-28 02:30", null)]
    [InlineData("2026-05-04 14:00", null)]
    [InlineData("yesterday 09:00", null)]
    [InlineData("tomorrow 09:00", "Nowhere/Land")]
    public async Task A_time_that_is_not_understood_sends_nothing(string at, string? zone)
    {
        var said = await Shell.RunAsync(["schedule", "+15005550199", "See you", "--at", at, .. zone is null ? (string[])[] : ["--zone", zone]]);

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.Matches("^belay: [^\n]+\\.\n$", said.Error);
        Assert.Equal(0, await Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_message_is_sent_now_with_its_text_from_the_standard_input()
    {
        var said = await Shell.RunAsync("Hello\n", ["send", "+15005550199", "-", "--json", "--idempotency-key", "once"]);
        var again = await Shell.RunAsync("Hello\n", ["send", "+15005550199", "-", "--json", "--idempotency-key", "once"]);

        Assert.Equal("Hello", said.Json["text"]!.GetValue<string>());
        Assert.Equal(said.Out, again.Out);
        Assert.Equal("Hello", (await Gateway.Carrier.WaitForCallAsync(IdOf(said))).Submission.Draft.Text);
    }

    [Fact]
    public async Task A_list_is_a_table_whose_ids_are_whole()
    {
        Assert.Equal("No message fits.", (await Shell.RunAsync("list")).Out.Trim());
        var first = (await ScheduleAsync("in 1h", "a")).Json["id"]!.GetValue<string>();
        var second = (await ScheduleAsync("in 2h", "b")).Json["id"]!.GetValue<string>();

        var all = await Shell.RunAsync("list");
        var narrowed = await Shell.RunAsync("list", "--due-before", "today 15:30", "--status", "scheduled");
        var one = await Shell.RunAsync("list", "--limit", "1");

        Assert.Contains("Due (Europe/Vienna)", all.Out, StringComparison.Ordinal);
        Assert.True(all.Out.IndexOf(second, StringComparison.Ordinal) < all.Out.IndexOf(first, StringComparison.Ordinal));
        Assert.Contains("2026-05-04 15:00:00", narrowed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(second, narrowed.Out, StringComparison.Ordinal);
        Assert.Contains("1 message, and there are more: raise --limit.", one.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", all.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await Shell.RunAsync("list", "--status", "sleeping")).ExitCode);
        Assert.Equal(ExitCode.Usage, (await Shell.RunAsync("list", "--limit", "0")).ExitCode);
    }

    [Theory]
    [InlineData("--tag", "nosuch")]
    [InlineData("--batch", "1")]
    [InlineData("--to", "+15005550100")]
    [InlineData("--status", "delivered,sent")]
    public async Task A_list_of_nothing_says_so_and_is_done(string filter, string value)
    {
        await ScheduleAsync("in 1h", "a");

        var said = await Shell.RunAsync("list", filter, value);

        Assert.Equal((ExitCode.Done, "No message fits.\n", ""), (said.ExitCode, said.Out, said.Error));
        Assert.Equal("[]\n", (await Shell.RunAsync("list", filter, value, "--json")).Out);
    }

    [Fact]
    public async Task One_is_not_told_as_many()
    {
        await Shell.RunAsync("schedule", "+15005550199", "!", "--at", "in 30 minutes");
        var id = (await Shell.RunAsync("list", "--json")).Json[0]!["id"]!.GetValue<string>();

        Assert.Contains("1 message.", (await Shell.RunAsync("list")).Out, StringComparison.Ordinal);
        Assert.Contains("1 message is due in 3 h 0 min.", (await Shell.RunAsync("forecast", "--slots", "3")).Out, StringComparison.Ordinal);
        Assert.Contains(
            "0 messages are due in 1 min 0 s.", (await Shell.RunAsync("forecast", "--per", "minute", "--slots", "1")).Out, StringComparison.Ordinal);
        Assert.Contains("1 character (--text shows it)", (await Shell.RunAsync("show", id)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_shown_with_its_timeline_and_without_its_text()
    {
        var id = (await ScheduleAsync("in 1h", "a")).Json["id"]!.GetValue<string>();

        var shown = await Shell.RunAsync("show", id);

        Assert.Contains("accepted", shown.Out, StringComparison.Ordinal);
        Assert.Contains("2026-05-04 14:00:00.000", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("See you", shown.Out, StringComparison.Ordinal);
        Assert.Contains("See you", (await Shell.RunAsync("show", id, "--text")).Out, StringComparison.Ordinal);
        var unknown = await Shell.RunAsync("show", "1234");
        Assert.Equal((ExitCode.NotFound, "belay: There is no message 1234.\n"), (unknown.ExitCode, unknown.Error));
    }

    [Fact]
    public async Task A_message_is_shown_with_what_became_of_its_webhook_events()
    {
        var id = MessageId.Create(Gateway.Clock.GetUtcNow(), new byte[MessageId.RandomBytes]);
        var draft = new Draft
        {
            Id = id, Organization = GatewayFixture.Organization, Batch = BatchId.Of(id), Dialect = Dialect.Courier, From = "Belay",
            To = "+15005550199", Text = "See you",
            SendAt = Gateway.Clock.GetUtcNow().AddHours(1),
            Webhook = new(MessageStatuses.Scheduled | MessageStatuses.Canceled, "http://127.0.0.1:9/hook"),
        };
        await Gateway.Engine.ScheduleAsync(new([draft], new Actor("test")), TestContext.Current.CancellationToken);
        Assert.Contains("waiting", (await Shell.RunAsync("show", id.ToString())).Out, StringComparison.Ordinal);
        await Shell.RunAsync("cancel", id.ToString());

        // Said in the gateway's place, which may at the same time try to reach nobody at all.
        var outbox = Gateway.Services.GetRequiredService<IWebhookOutbox>();
        await outbox.GiveUpAsync(WebhookEvent.IdOf(id, 1), 6, TestContext.Current.CancellationToken);
        await outbox.SettleAsync(WebhookEvent.IdOf(id, 2), null, TestContext.Current.CancellationToken);
        var shown = await Shell.RunAsync("show", id.ToString());
        var json = (await Shell.RunAsync("show", id.ToString(), "--json")).Json;

        Assert.Matches("accepted .* given up after 6 tries", shown.Out);
        Assert.Matches("canceled .* delivered", shown.Out);
        Assert.Equal(["given_up", "delivered"], json["timeline"]!.AsArray().Select(step => step!["delivery"]!["state"]!.GetValue<string>()));
        Assert.DoesNotContain(
            "Webhook",
            (await Shell.RunAsync("show", (await ScheduleAsync("in 1h", "a")).Json["id"]!.GetValue<string>())).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forecast_counts_what_is_due()
    {
        await ScheduleAsync("in 30 minutes", "a");
        await ScheduleAsync("in 90 minutes", "a");
        await ScheduleAsync("in 100 minutes", "a");

        var json = (await Shell.RunAsync("forecast", "--slots", "3", "--json")).Json;
        var table = await Shell.RunAsync("forecast", "--slots", "3");

        Assert.Equal(("[1,2,0]", 3600), (json["counts"]!.ToJsonString(), json["slot_seconds"]!.GetValue<int>()));
        Assert.Contains("3 messages are due in 3 h 0 min.", table.Out, StringComparison.Ordinal);
        Assert.Contains("Mon 2026-05-04 15:00  2", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_has_these_fields_in_json_and_no_others()
    {
        var json = (await ScheduleAsync("in 1h", "a")).Json;

        // Programs rely on these names: add to them, rename none.
        Assert.Equal(
            [
                "id", "batch", "dialect", "status", "held", "channel", "from", "to", "text", "media", "tags", "parts", "version", "attempts",
                "received_at", "due_at", "archived", "timeline",
            ],
            json.AsObject().Select(field => field.Key));
        Assert.Equal(["version", "status", "cause", "at", "actor", "request_id"], json["timeline"]![0]!.AsObject().Select(field => field.Key));
    }

    private static MessageId IdOf(Ended said) =>
        MessageId.TryParse(said.Json["id"]!.GetValue<string>(), out var id) ? id : throw new InvalidOperationException(said.Out);

    private Task<Ended> ScheduleAsync(string at, string tag) =>
        Shell.RunAsync("schedule", "+15005550199", "See you", "--at", at, "--tag", tag, "--json");
}
