namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>What holds for every message holds in every dialect: how numbers are read, how texts and tags are kept, what is too much.</summary>
public sealed class SameRulesTests
{
    public static TheoryData<Dialect> Dialects => OneMessage.Dialects;

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_number_without_its_country_is_refused_and_not_taken_for_a_short_code(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        foreach (var to in (string[])["5550100", "555-0100", "(555) 0100", "0012025550123", "2025550123"])
        {
            var reply = await OneMessage.SendAsync(gateway.Client, dialect, to);

            Assert.True(reply.Status == OneMessage.RefusalOf(dialect), $"{to}: {reply.Status} {reply.Body}");
            Assert.Contains("needs + and its country code", reply.Body, StringComparison.Ordinal);
        }

        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task What_is_no_number_is_refused(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        foreach (var to in (string[])["+", "+0123456789", "+1234567890123456", "+12", "+1202555012a", "+44 (0)20 7946 0018"])
        {
            var reply = await OneMessage.SendAsync(gateway.Client, dialect, to);

            Assert.True(reply.Status == OneMessage.RefusalOf(dialect), $"{to}: {reply.Status} {reply.Body}");
        }

        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_number_with_one_reading_is_kept_in_its_one_form(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        foreach (var to in (string[])["+1 (202) 555-0123", " +12025550123 ", "＋１２０２５５５０１２３", "+١٢٠٢٥٥٥٠١٢٣", "tel:+1-202-555-0123"])
        {
            var reply = await OneMessage.SendAsync(gateway.Client, dialect, to);
            Assert.True(reply.Status is 200 or 202, $"{to}: {reply.Status} {reply.Body}");
        }

        Assert.All(await Stage.AllAsync(gateway), message => Assert.Equal("+12025550123", message.Draft.To));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task With_a_default_country_its_numbers_are_made_international(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:DefaultCountry"] = "US" });
        foreach (var to in (string[])["(202) 555-0123", "2025550123", "1-202-555-0123"])
        {
            var reply = await OneMessage.SendAsync(gateway.Client, dialect, to);
            Assert.True(reply.Status is 200 or 202, $"{to}: {reply.Status} {reply.Body}");
        }

        var local = await OneMessage.SendAsync(gateway.Client, dialect, "555-0100");
        Assert.Equal(OneMessage.RefusalOf(dialect), local.Status);
        Assert.All(await Stage.AllAsync(gateway), message => Assert.Equal("+12025550123", message.Draft.To));
    }

    [Theory]
    [InlineData(Dialect.None)]
    [InlineData(Dialect.Telnyx)]
    [InlineData(Dialect.AgentMessage)]
    public async Task A_sender_is_read_like_a_recipient(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await OneMessage.SendAsync(gateway.Client, dialect, from: " +1 (555) 111-2222 ");
        var unclear = await OneMessage.SendAsync(gateway.Client, dialect, from: "111-2222");

        Assert.True(reply.Status is 200 or 202, reply.Body);
        Assert.Equal("+15551112222", Assert.Single(await Stage.AllAsync(gateway)).Draft.From);
        Assert.Equal(OneMessage.RefusalOf(dialect), unclear.Status);
        Assert.Contains("needs + and its country code", unclear.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_text_of_more_parts_than_allowed_is_refused(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        Assert.True((await OneMessage.SendAsync(gateway.Client, dialect, text: new string('Ж', 670))).Status is 200 or 202);
        Assert.Equal(OneMessage.RefusalOf(dialect), (await OneMessage.SendAsync(gateway.Client, dialect, text: new string('Ж', 700))).Status);
        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_setting_moves_the_limit_of_parts_everywhere(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Limits:PartsMax"] = "2" });

        Assert.True((await OneMessage.SendAsync(gateway.Client, dialect, text: new string('a', 306))).Status is 200 or 202);
        Assert.Equal(OneMessage.RefusalOf(dialect), (await OneMessage.SendAsync(gateway.Client, dialect, text: new string('a', 307))).Status);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_text_of_blanks_is_refused_as_empty(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        foreach (var text in (string[])["", "   ", "\u00A0", "\u200B\u200D\uFEFF", "\n\t", "\u2800\u3164"])
        {
            var reply = await OneMessage.SendAsync(gateway.Client, dialect, text: text);
            Assert.True(reply.Status == OneMessage.RefusalOf(dialect), $"{reply.Status} {reply.Body}");
        }

        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("/v2/messages", "media_urls")]
    [InlineData("/v1/messages", "media_urls")]
    [InlineData("/belay/v1/messages", "media")]
    public async Task A_text_of_blanks_may_stand_beside_media(string path, string field)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync(
            "POST", path, $$"""{"from":"+15551112222","to":"+12025550123","text":" ","{{field}}":["https://example.com/a.png"]}""");

        Assert.True(reply.Status is 200 or 202, reply.Body);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_text_in_two_characters_a_letter_is_kept_in_one(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await OneMessage.SendAsync(gateway.Client, dialect, text: string.Concat(Enumerable.Repeat("e\u0301", 160)));

        Assert.True(reply.Status is 200 or 202, reply.Body);
        var draft = Assert.Single(await Stage.AllAsync(gateway)).Draft;
        Assert.Equal((new string('é', 160), SmsEncoding.Gsm7, 1), (draft.Text, draft.Encoding, draft.Parts));
    }

    [Theory]
    [InlineData(Dialect.None)]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.AgentMessage)]
    public async Task A_tag_has_no_blanks_around_it_and_is_found_however_it_is_written(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await OneMessage.SendAsync(gateway.Client, dialect, tag: " cafe\u0301\u00A0");

        Assert.True(reply.Status is 200 or 202, reply.Body);
        Assert.Equal(["café"], Assert.Single(await Stage.AllAsync(gateway)).Draft.Tags);
        foreach (var tag in (string[])["café", " cafe\u0301 "])
        {
            foreach (var (path, list) in new[]
            {
                ("/belay/v1/messages?tag=", "messages"),
                ("/messages?tag=", "results"),
                ("/messages?tags=", "results"),
                ("/v1/messages?tag=", "data"),
            })
            {
                Assert.Single((await gateway.Client.SendAsync("GET", path + Uri.EscapeDataString(tag))).Json[list]!.AsArray());
            }
        }
    }

    [Theory]
    [InlineData(Dialect.None)]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.AgentMessage)]
    public async Task A_tag_of_blanks_is_refused(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        Assert.Equal(OneMessage.RefusalOf(dialect), (await OneMessage.SendAsync(gateway.Client, dialect, tag: " \u200B")).Status);
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    /// <summary>A plus in a query is a blank by the rules of forms; a number never begins with one.</summary>
    [Theory]
    [InlineData("+12025550123")]
    [InlineData("%2B12025550123")]
    [InlineData("%20%2B12025550123%20")]
    [InlineData("+1+202+555+0123")]
    [InlineData("%2B1%20(202)%20555-0123")]
    public async Task A_number_in_a_query_is_found_however_it_is_written(string written)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await Stage.ScheduleAsync(gateway, Stage.Draft("+12025550123") with { From = "+12025550123" }, Stage.Draft("+12025550199"));

        foreach (var (path, list) in new[]
        {
            ("/belay/v1/messages?to=", "messages"), ("/belay/v1/messages?from=", "messages"), ("/messages?recipient=", "results"),
            ("/v1/messages?to=", "data"), ("/v1/messages?from=", "data"),
        })
        {
            var reply = await gateway.Client.SendAsync("GET", path + written);
            Assert.True(reply.Status == 200 && reply.Json[list]!.AsArray().Count == 1, $"{path}{written}: {reply.Body}");
        }
    }

    [Theory]
    [InlineData("/api/v1/messages/sms/fetch", "\"mobileNo\"", "totalMessages")]
    [InlineData("/api/v1/status/sms", "\"sentDate\":\"05/04/2026\",\"mobileNumber\"", "total")]
    public async Task A_number_in_a_question_of_Volt_MX_is_found_however_it_is_written(string path, string fields, string total)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await Stage.ScheduleAsync(gateway, Stage.Draft("+12025550123"), Stage.Draft("+12025550199"));

        var reply = await gateway.Client.SendAsync("POST", path, $$"""{ {{fields}}:" +1 (202) 555-0123 "}""");

        Assert.Equal((200, 1), (reply.Status, reply.Json[total]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_time_in_a_query_may_have_a_plus_that_has_become_a_blank()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await Stage.ScheduleAsync(gateway, Stage.Draft());

        Assert.Single((await gateway.Client.SendAsync("GET", "/messages?enqueued_after=2026-05-04T13:00:00+01:00")).Json["results"]!.AsArray());
        Assert.Single((await gateway.Client.SendAsync("GET", "/belay/v1/messages?due_from=2026-05-04T13:00:00+01:00")).Json["messages"]!.AsArray());
    }

    [Fact]
    public async Task A_user_id_of_digits_is_found_as_it_was_given()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var sent = await gateway.Client.SendAsync("POST", "/send", """{"message":{"to":{"user_id":" 5550100 "},"content":{"body":"hello"} } }""");

        Assert.Equal(202, sent.Status);
        Assert.Single((await gateway.Client.SendAsync("GET", "/messages?recipient=5550100")).Json["results"]!.AsArray());
    }

    [Fact]
    public async Task An_audience_of_the_settings_is_read_by_the_same_rules()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?>
        {
            ["Belay:DefaultCountry"] = "US",
            ["Belay:VoltMx:Audience:0:Organization"] = "acme",
            ["Belay:VoltMx:Audience:0:Id"] = " 7 ",
            ["Belay:VoltMx:Audience:0:Mobile"] = "(202) 555-0123",
        });

        var reply = await gateway.Client.SendAsync(
            "POST", "/api/v1/message/sms",
            """{"smsServiceRequest":{"messages":{"message":{"content":"hello","recipients":{"recipient":{"id":"7"} } } } } }""");

        Assert.Equal(200, reply.Status);
        Assert.Equal("+12025550123", Assert.Single(await Stage.AllAsync(gateway)).Draft.To);
    }
}
