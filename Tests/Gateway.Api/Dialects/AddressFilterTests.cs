namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>A list that is filtered by a number is not empty without a word for the way in which the number is written.</summary>
public sealed class AddressFilterTests
{
    private const string Number = "+15005550199";
    private const string NeedsCountry = "needs + and its country code";

    /// <summary>
    /// Each list of every dialect that is filtered by an address: path, and where the address belongs in a body; and the field that an error names.
    /// </summary>
    public static TheoryData<string, string?, string> Lists { get; } = new()
    {
        { "/belay/v1/messages?to=", null, "\"to\"" },
        { "/belay/v1/messages?from=", null, "\"from\"" },
        { "/v1/messages?to=", null, "\"to\"" },
        { "/v1/messages?from=", null, "\"from\"" },
        { "/messages?recipient=", null, "'recipient'" },
        { "/api/v1/messages/sms/fetch", "mobileNo", "mobileNo" },
        { "/api/v1/status/sms", "mobileNumber", "mobileNumber" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_number_in_any_notation_finds_its_messages_and_what_is_none_is_refused(string path, string? field, string named)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = (await Stage.ScheduleAsync(gateway, Stage.Draft(Number, Stage.Noon.AddHours(1)) with { From = Number, Text = "found" }))[0].Id;

        foreach (var written in new[] { Number, "+1 (500) 555-0199", "tel:+1-500-555-0199" })
        {
            var found = await AskAsync(gateway, path, field, Uri.EscapeDataString(written), written);
            Assert.True(found.Status == 200 && Finds(found, id, field), $"{written}: {found.Body}");
        }

        foreach (var written in new[] { "15005550199", "(500) 555-0199", "tel:15005550199", "+1500555" + "a", "0015005550199" })
        {
            var refused = await AskAsync(gateway, path, field, Uri.EscapeDataString(written), written);
            Assert.True(refused.Status is 400 or 422, $"{written}: {refused.Status} {refused.Body}");
            Assert.Contains(named, refused.Body.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(written, refused.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/belay/v1/messages?to=")]
    [InlineData("/v1/messages?to=")]
    [InlineData("/messages?recipient=")]
    public async Task A_plus_that_was_not_encoded_is_one(string path)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = (await Stage.ScheduleAsync(gateway, Stage.Draft(Number, Stage.Noon.AddHours(1))))[0].Id;

        Assert.True(Finds(await gateway.Client.SendAsync("GET", path + Number), id, null));
        Assert.True(Finds(await gateway.Client.SendAsync("GET", path + "tel:" + Number), id, null));
    }

    [Theory]
    [InlineData("/belay/v1/messages?to=", "422")]
    [InlineData("/v1/messages?to=", "422")]
    [InlineData("/messages?recipient=", "400")]
    public async Task A_users_id_of_digits_is_found_and_one_that_nobody_has_is_taken_for_a_number(string path, string status)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = (await Stage.ScheduleAsync(gateway, Stage.Draft("15005550199", Stage.Noon.AddHours(1)) with { Channel = Channel.User }))[0].Id;

        Assert.True(Finds(await gateway.Client.SendAsync("GET", path + "15005550199"), id, null));
        Assert.Equal(200, (await gateway.Client.SendAsync("GET", path + "15005550199&status=SENT".ToLowerInvariant())).Status);
        var nobody = await gateway.Client.SendAsync("GET", path + "15005550198");
        Assert.Equal(status, nobody.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(NeedsCountry, nobody.Body.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.Client.SendAsync("GET", path + "nobody")).Status);
    }

    [Fact]
    public async Task A_number_of_the_default_country_is_read_in_a_filter_as_in_a_body()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:DefaultCountry"] = "US" });
        var id = (await Stage.ScheduleAsync(gateway, Stage.Draft("+12025550123", Stage.Noon.AddHours(1))))[0].Id;

        Assert.True(Finds(await gateway.Client.SendAsync("GET", "/belay/v1/messages?to=2025550123"), id, null));
        Assert.True(Finds(await gateway.Client.SendAsync("POST", "/api/v1/messages/sms/fetch", """{"mobileNo":"(202) 555-0123"}"""), id, "mobileNo"));
    }

    [Theory]
    [InlineData("tag=a+b")]
    [InlineData("tag=a%2Bb")]
    [InlineData("tags=x,a+b")]
    [InlineData("tag=a+b&tag=c")]
    public async Task Couriers_tag_with_a_plus_is_found_where_the_plus_was_not_encoded(string query)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)) with { Tags = ["a+b", "c"] }))[0].Id;

        Assert.True(Finds(await gateway.Client.SendAsync("GET", "/messages?" + query), id, null));
    }

    private static Task<Reply> AskAsync(GatewayFixture gateway, string path, string? field, string escaped, string written) => field is null
        ? gateway.Client.SendAsync("GET", path + escaped)
        : gateway.Client.SendAsync(
            "POST", path, $$"""{"{{field}}":"{{written}}"{{(field == "mobileNumber" ? ",\"sentDate\":\"05/04/2026\"" : "")}}}""");

    /// <summary>Volt MX shows a message's text or number, and the others its id.</summary>
    private static bool Finds(Reply reply, MessageId id, string? field) => field is null
        ? reply.Body.Contains(id.ToString(), StringComparison.Ordinal) || reply.Body.Contains(id.ToCourierString(), StringComparison.Ordinal)
        : reply.Body.Contains("Initial", StringComparison.Ordinal);
}
