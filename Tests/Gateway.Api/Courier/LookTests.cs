using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

public sealed class LookTests
{
    [Fact]
    public async Task A_delayed_message_shows_what_must_be_there_and_nothing_that_has_not_happened()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000},\"metadata\":{\"event\":\"table-ready\"}"));

        Assert.Equal(
            $$"""
            {"id":"{{id}}","status":"DELAYED","enqueued":{{gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds()}},
            "recipient":"\u002B12025550123","event":"table-ready","notification":""}
            """.Replace("\n", "", StringComparison.Ordinal),
            (await gateway.Client.GetJsonAsync($"/messages/{id}")).ToJsonString());
    }

    [Fact]
    public async Task A_delivered_message_shows_its_times_and_its_provider()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body());
        await gateway.DeliverAsync(id);

        var details = await gateway.Client.GetJsonAsync($"/messages/{id}");

        var now = gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal("DELIVERED", details.Text("status"));
        Assert.Equal((now, now), (details["sent"]!.GetValue<long>(), details["delivered"]!.GetValue<long>()));
        var provider = Assert.Single(details["providers"]!.AsArray())!;
        Assert.Equal(("scripted", "DELIVERED", "sms"), (provider.Text("provider"), provider.Text("status"), provider["channel"]!.Text("key")));
    }

    [Fact]
    public async Task The_history_tells_what_happened_and_can_be_filtered_by_type()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        await gateway.DeliverAsync(id);

        var history = await gateway.Client.GetJsonAsync($"/messages/{id}/history");
        var filtered = await gateway.Client.GetJsonAsync($"/messages/{id}/history?type=SENT");
        var unknown = await gateway.Client.GetJsonAsync($"/messages/{id}/history?type=OPENED");
        var empty = await gateway.Client.GetJsonAsync($"/messages/{id}/history?type=");

        var entries = history["results"]!.AsArray();
        Assert.Equal(["ENQUEUED", "DELAYED", "DELIVERING", "SENT", "DELIVERED"], entries.Select(entry => entry!.Text("type")));
        Assert.Equal(entries[0]!["ts"]!.GetValue<long>() + 60_000, entries[2]!["ts"]!.GetValue<long>());
        Assert.Equal(entries[0]!["ts"]!.GetValue<long>() + 60_000, entries[1]!["until"]!.GetValue<long>());
        Assert.Equal("SENT", Assert.Single(filtered["results"]!.AsArray())!.Text("type"));
        Assert.Empty(unknown["results"]!.AsArray());
        Assert.Equal(5, empty["results"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_output_is_what_the_message_says()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body());

        Assert.Equal(
            """{"results":[{"channel":"sms","channel_id":"sms","content":{"blocks":"""
            + """[{"type":"text","text":"Your table is ready."}],"body":"Your table is ready.","html":"","subject":"Hi","text":"Your table is """
            + """ready.","title":"Hi"}}]}""",
            (await gateway.Client.GetJsonAsync($"/messages/{id}/output")).ToJsonString());
    }

    [Fact]
    public async Task An_archived_message_is_out_of_lists_and_can_still_be_looked_at()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var archived = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));
        var kept = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));

        var (status, answer, _) = await gateway.Client.CallAsync(HttpMethod.Put, $"/requests/{archived}/archive");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Null(answer);
        Assert.Equal([kept], (await gateway.Client.GetJsonAsync("/messages")).Ids());
        Assert.Equal([kept], (await gateway.Client.GetJsonAsync("/messages?archived=false")).Ids());
        Assert.Equal([kept, archived], (await gateway.Client.GetJsonAsync("/messages?archived=true")).Ids());
        Assert.Equal("DELAYED", (await gateway.Client.GetJsonAsync($"/messages/{archived}")).Text("status"));
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Client.CallAsync(HttpMethod.Put, $"/requests/{archived}/archive")).Status);
    }

    [Fact]
    public async Task A_request_is_archived_by_its_own_id_or_by_one_of_its_messages()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        const string to = """[{"phone_number":"+12025550101"},{"phone_number":"+12025550102"}]""";
        var first = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}", to));
        var second = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}", to));
        var message = (await gateway.Client.GetJsonAsync($"/messages?traceId={second}")).Ids()[0];

        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Client.CallAsync(HttpMethod.Put, $"/requests/{first}/archive")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Client.CallAsync(HttpMethod.Put, $"/requests/{message}/archive")).Status);

        Assert.Empty((await gateway.Client.GetJsonAsync("/messages")).Ids());
        Assert.Equal(4, (await gateway.Client.GetJsonAsync("/messages?archived=true")).Ids().Length);
    }

    [Fact]
    public async Task A_message_of_another_dialect_is_looked_at_listed_and_canceled_like_any_other()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var (_, scheduled, _) = await gateway.Client.CallAsync(
            HttpMethod.Post,
            "/v2/messages/schedule",
            """{"from":"+12025550100","to":"+12025550123","text":"From elsewhere","send_at":"2026-05-04T13:00:00Z"}""");
        var uuid = scheduled!["data"]!.Text("id");
        var id = Id(uuid).ToCourierString();

        var details = await gateway.Client.GetJsonAsync($"/messages/{uuid}");
        var listed = await gateway.Client.GetJsonAsync($"/messages?recipient=%2B12025550123&status=DELAYED&traceId={id}");
        var output = await gateway.Client.GetJsonAsync($"/messages/{id}/output");
        var (status, record, _) = await gateway.Client.CancelAsync(id);

        Assert.Equal((id, "DELAYED", Phone, ""), (details.Text("id"), details.Text("status"), details.Text("recipient"), details.Text("event")));
        Assert.Equal([id], listed.Ids());
        Assert.Equal("From elsewhere", output["results"]![0]!["content"]!.Text("body"));
        Assert.Equal((HttpStatusCode.OK, "CANCELED"), (status, record!.Text("status")));
    }

    [Fact]
    public async Task The_description_names_every_call_and_what_can_be_asked_of_a_list()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var paths = (await gateway.Client.GetJsonAsync("/openapi/courier.json"))["paths"]!.AsObject();

        Assert.Equal(
            [
                "/messages", "/messages/{id}", "/messages/{id}/cancel", "/messages/{id}/history", "/messages/{id}/output", "/messages/{id}/resend",
                "/requests/{id}/archive", "/send",
            ],
            paths.Select(path => path.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "archived", "cursor", "enqueued_after", "event", "list", "messageId", "notification", "provider", "recipient", "status", "tag",
                "tags", "tenant_id", "traceId",
            ],
            paths["/messages"]!["get"]!["parameters"]!.AsArray().Select(parameter => parameter!.Text("name")).Order(StringComparer.Ordinal));
        Assert.Contains("Idempotency-Key", paths["/send"]!["post"]!["parameters"]!.AsArray().Select(parameter => parameter!.Text("name")));
        Assert.Equal(["202", "400", "429"], paths["/send"]!["post"]!["responses"]!.AsObject().Select(response => response.Key));
    }
}
