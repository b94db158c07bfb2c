using System.Net;
using System.Text.Json;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>Making messages: what is answered, what is kept, what the carrier gets.</summary>
public sealed class CreateTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?>
    {
        ["Belay:Webhooks:Endpoints:0:Organization"] = "globex",
        ["Belay:Webhooks:Endpoints:0:Dialect"] = "Telnyx",
        ["Belay:Webhooks:Endpoints:0:Url"] = "https://globex.example/hooks",
    });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_scheduled_message_is_shown_whole_with_every_field_of_the_vendor_and_no_send_time()
    {
        var answer = await _gateway.Client.PostAsync("/v2/messages/schedule", """
            {"from":"+15550001111","to":"+15550002222","text":"See you at nine","subject":"Visit",
             "messaging_profile_id":"4000eba1-a0c0-4563-9925-b25e842a7cb6",
             "webhook_url":"https://www.example.com/hooks","webhook_failover_url":"https://backup.example.com/hooks",
             "send_at":"2026-05-05T14:00:00+02:00",
             "auto_detect":true,"use_profile_webhooks":false,"something_else":[1,{"a":null}]}
            """);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var expected = """
            {"data":{"record_type":"message","direction":"outbound","id":"<id>","type":"SMS",
            "messaging_profile_id":"4000eba1-a0c0-4563-9925-b25e842a7cb6",
            "organization_id":"75173925-cd03-8b3a-8096-d8ddc74a4d8c",
            "from":{"phone_number":"+15550001111","carrier":"","line_type":""},
            "to":[{"phone_number":"+15550002222","status":"scheduled","carrier":"","line_type":""}],"cc":[],
            "text":"See you at nine","subject":"Visit","media":[],
            "webhook_url":"https://www.example.com/hooks","webhook_failover_url":"https://backup.example.com/hooks",
            "encoding":"GSM-7","parts":1,"tags":[],"cost":null,"cost_breakdown":null,
            "tcr_campaign_id":null,"tcr_campaign_billable":false,"tcr_campaign_registered":null,
            "received_at":"2026-05-04T12:00:00.000Z","sent_at":null,"completed_at":null,"valid_until":null,
            "errors":[],"smart_encoding_applied":false}}
            """;
        Assert.Equal(expected.Replace("\n", "").Replace("<id>", answer.Id), answer.Body.GetRawText());
        var stored = await _gateway.StoredAsync(answer.Id);
        Assert.Equal(new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero), stored.DueAt);
        Assert.Equal("acme-full", stored.Timeline[0].Actor.Name);
    }

    [Theory]
    [InlineData("/v2")]
    [InlineData("/telnyx/v2")]
    public async Task A_message_is_made_looked_at_and_canceled_under_both_roots(string root)
    {
        var id = (await _gateway.Client.PostAsync(root + "/messages/schedule", TelnyxCalls.Schedule)).Id;

        var shown = await _gateway.Client.LookAsync($"{root}/messages/{id}");
        var canceled = await _gateway.Client.SendJsonAsync(HttpMethod.Delete, $"{root}/messages/{id}");

        Assert.Equal("scheduled", shown.Data.GetProperty("to")[0].GetProperty("status").GetString());
        Assert.Equal("cancelled", canceled.Body.GetProperty("to")[0].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/v2/messages", """{"from":"+15550001111","to":"+15550002222","text":"Hi"}""", "+15550001111")]
    [InlineData("/v2/messages", """{"from":"+15550001111","to":["+15550002222"],"text":"Hi","send_at":null}""", "+15550001111")]
    [InlineData("/v2/messages", """{"from":"12345","to":"+15550002222","text":"Hi"}""", "12345")]
    [InlineData("/v2/messages", """{"from":"Acme Inc","messaging_profile_id":"p","to":"+15550002222","text":"Hi"}""", "Acme Inc")]
    [InlineData("/v2/messages", """{"messaging_profile_id":"p","to":"+15550002222","text":"Hi"}""", "")]
    [InlineData("/v2/messages/long_code", """{"from":"+15550001111","to":"+15550002222","text":"Hi"}""", "+15550001111")]
    [InlineData("/v2/messages/short_code", """{"from":"12345","to":"+15550002222","text":"Hi"}""", "12345")]
    [InlineData("/v2/messages/number_pool", """{"messaging_profile_id":"p","to":"+15550002222","text":"Hi"}""", "")]
    [InlineData("/v2/messages/alphanumeric_sender_id", """{"from":"Acme","messaging_profile_id":"p","to":"+15550002222","text":"Hi"}""", "Acme")]
    public async Task A_message_without_a_time_leaves_at_once(string path, string body, string from)
    {
        var answer = await _gateway.Client.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("queued", answer.Data.GetProperty("to")[0].GetProperty("status").GetString());
        Assert.Equal(from, answer.Data.GetProperty("from").GetProperty("phone_number").GetString());
        var call = await _gateway.Carrier.WaitForCallAsync((await _gateway.StoredAsync(answer.Id)).Id);
        Assert.Equal((from, "+15550002222", "Hi"), (call.Submission.Draft.From, call.Submission.Draft.To, call.Submission.Draft.TextToSend));
    }

    [Fact]
    public async Task Send_with_a_time_schedules()
    {
        var answer = await _gateway.Client.PostAsync("/v2/messages", TelnyxCalls.Schedule);

        Assert.Equal(MessageStatus.Scheduled, (await _gateway.StoredAsync(answer.Id)).Status);
    }

    [Theory]
    [InlineData("2026-05-04T12:05:00Z")]
    [InlineData("2026-05-09T12:00:00.000Z")]
    [InlineData("2026-05-04T14:05+02:00")]
    [InlineData("2026-05-04t07:05:00,123456789-0500")]
    public async Task A_time_from_five_minutes_to_five_days_ahead_is_taken(string sendAt)
    {
        var answer = await _gateway.Client.PostAsync("/v2/messages/schedule", TelnyxCalls.Schedule.Replace("2026-05-05T12:00:00Z", sendAt));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Media_make_an_mms_of_one_part_and_the_carrier_gets_their_addresses()
    {
        var answer = await _gateway.Client.PostAsync(
            "/v2/messages",
            $$"""{"from":"+15550001111","to":"+15550002222","text":"{{new string('é', 2_000)}}","media_urls":["https://cdn.example/a.png"]}""");

        Assert.Equal("MMS", answer.Data.GetProperty("type").GetString());
        Assert.Equal(1, answer.Data.GetProperty("parts").GetInt32());
        Assert.Equal(
            """[{"url":"https://cdn.example/a.png","content_type":null,"sha256":null,"size":null}]""", answer.Data.GetProperty("media").GetRawText());
        Assert.Equal(["https://cdn.example/a.png"], (await _gateway.StoredAsync(answer.Id)).Draft.Media);
    }

    [Fact]
    public async Task A_message_of_media_alone_has_no_text_field_because_the_schema_knows_no_null_there()
    {
        var answer = await _gateway.Client.PostAsync(
            "/v2/messages", """{"from":"+15550001111","to":"+15550002222","media_urls":["https://cdn.example/a.png"]}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.False(answer.Data.TryGetProperty("text", out _));
        Assert.False(answer.Data.TryGetProperty("messaging_profile_id", out _));
    }

    [Theory]
    [InlineData(null, "“Hi” – €", "UCS-2", false)]
    [InlineData("auto", "“Hi” – €", "GSM-7", true)]
    [InlineData("ucs2", "Hi", "UCS-2", false)]
    [InlineData("gsm7", "Hi €", "GSM-7", false)]
    public async Task The_encoding_is_the_one_asked_for(string? encoding, string text, string expected, bool smart)
    {
        var body = JsonSerializer.Serialize(new { from = "+15550001111", to = "+15550002222", text, encoding });

        var answer = await _gateway.Client.PostAsync("/v2/messages", body);

        Assert.Equal(expected, answer.Data.GetProperty("encoding").GetString());
        Assert.Equal(smart, answer.Data.GetProperty("smart_encoding_applied").GetBoolean());
        Assert.Equal(text, answer.Data.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_setting_is_the_profile_s_switch_for_smart_encoding()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Telnyx:SmartEncoding"] = "true" });

        var answer = await gateway.Client.PostAsync("/v2/messages", """{"from":"+15550001111","to":"+15550002222","text":"“Hi”"}""");

        Assert.True(answer.Data.GetProperty("smart_encoding_applied").GetBoolean());
        Assert.Equal("\"Hi\"", (await gateway.StoredAsync(answer.Id)).Draft.TextToSend);
    }

    [Theory]
    [InlineData(1_530, 10)]
    [InlineData(161, 2)]
    [InlineData(160, 1)]
    public async Task Parts_are_counted(int characters, int parts)
    {
        var answer = await _gateway.Client.PostAsync(
            "/v2/messages", $$"""{"from":"+15550001111","to":"+15550002222","text":"{{new string('a', characters)}}"}""");

        Assert.Equal(parts, answer.Data.GetProperty("parts").GetInt32());
    }

    [Theory]
    [InlineData(
        """{"webhook_url":"https://a.example","webhook_failover_url":"https://b.example"}""", false, "https://a.example", "https://b.example")]
    [InlineData("""{"webhook_url":"https://a.example"}""", false, "https://a.example", null)]
    [InlineData("""{"webhook_url":"https://a.example"}""", true, "https://a.example", "https://globex.example/hooks")]
    [InlineData("""{"webhook_url":"https://a.example","use_profile_webhooks":false}""", true, "https://a.example", null)]
    [InlineData("""{"webhook_failover_url":"https://b.example"}""", true, null, "https://b.example")]
    [InlineData("""{"webhook_failover_url":"https://b.example"}""", false, "https://b.example", null)]
    [InlineData("{}", true, null, null)]
    public async Task Events_go_to_the_message_s_own_addresses_first_then_to_the_organization_s(
        string fields, bool hasEndpoint, string? url, string? failover)
    {
        using var client = _gateway.ClientWith(hasEndpoint ? GatewayFixture.OtherKey : GatewayFixture.Key);

        var stored = await ScheduledWithAsync(client, fields, hasEndpoint);

        Assert.Equal((url, failover), (stored.Draft.Webhook.Url, stored.Draft.Webhook.FailoverUrl));
        Assert.Equal(
            MessageStatuses.Sent | MessageStatuses.Delivered | MessageStatuses.DeliveryFailed
            | MessageStatuses.DeliveryUnconfirmed | MessageStatuses.SendingFailed | MessageStatuses.Expired,
            stored.Draft.Webhook.On);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"use_profile_webhooks":false}""", true)]
    public async Task Without_any_address_nothing_is_told(string fields, bool hasEndpoint)
    {
        using var client = _gateway.ClientWith(hasEndpoint ? GatewayFixture.OtherKey : GatewayFixture.Key);

        Assert.Equal(MessageStatuses.None, (await ScheduledWithAsync(client, fields, hasEndpoint)).Draft.Webhook.On);
    }

    private async Task<Message> ScheduledWithAsync(HttpClient client, string fields, bool other)
    {
        var id = await client.ScheduleAsync(TelnyxCalls.Schedule[..^1] + (fields == "{}" ? "}" : "," + fields[1..]));
        Assert.True(MessageId.TryParse(id, out var known));
        var organization = other ? GatewayFixture.OtherOrganization : GatewayFixture.Organization;
        return (await _gateway.Engine.FindAsync(organization, known, TestContext.Current.CancellationToken))!;
    }
}
