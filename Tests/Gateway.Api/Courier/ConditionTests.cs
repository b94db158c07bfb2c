using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>P11: what would keep a message back at Courier is not passed over here.</summary>
public sealed class ConditionTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    [Theory]
    [InlineData("\"providers\":{\"twilio\":{\"if\":\"data.vip\"}}", "message.providers.twilio.if")]
    [InlineData("\"providers\":{\"a\":{},\"b\":{\"if\":\"false\"}}", "message.providers.b.if")]
    [InlineData("\"providers\":{\"twilio\":{\"if\":false}}", "message.providers.twilio.if")]
    [InlineData("\"channels\":{\"sms\":{\"if\":\"false\"}}", "message.channels.sms.if")]
    public async Task A_condition_of_a_provider_or_a_channel_is_refused(string fields, string words) => await RefusesAsync(Body(fields), words);

    [Theory]
    [InlineData("""{"notifications":{"a":{"status":"OPTED_OUT"}}}""", "message.to.preferences.notifications.a.status")]
    [InlineData("""{"categories":{"a":{"status":"OPTED_OUT"}}}""", "does not want the message")]
    [InlineData("""{"notifications":{"a":{"status":"OPTED_IN"},"b":{"status":"OPTED_OUT"}}}""", "message.to.preferences.notifications.b.status")]
    [InlineData("""{"status":"OPTED_OUT"}""", "message.to.preferences.status")]
    [InlineData("""{"notifications":{"a":{"status":"opted_out"}}}""", "OPTED_IN, OPTED_OUT or REQUIRED")]
    [InlineData("""{"notifications":{"a":{"status":false}}}""", "OPTED_IN, OPTED_OUT or REQUIRED")]
    [InlineData("""{"notifications":{"a":{"status":"OPTED_IN","rules":[{"type":"snooze"}]}}}""", "rules of preferences")]
    [InlineData("""{"notifications":{"a":{"status":"OPTED_IN","channel_preferences":[{"channel":"email"}]}}}""", "channel_preferences")]
    public async Task A_recipient_who_does_not_want_the_message_is_refused(string preferences, string words)
    {
        var unwilling = $$"""{"phone_number":"+12025550123","preferences":{{preferences}}}""";

        await RefusesAsync(Body(to: unwilling), words);
        await RefusesAsync(
            Body(to: $$"""[{"phone_number":"+12025550124"},{{unwilling}}]"""),
            words.Replace("message.to.", "message.to[1].", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"notifications":{"a":{"status":"OPTED_IN"},"status":{"status":"REQUIRED"}},"categories":null,"templateId":"t"}""")]
    [InlineData("""{"notifications":{"a":{"status":"OPTED_IN","rules":[],"channel_preferences":[{"channel":"email"},{"channel":"sms"}]}}}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_recipient_who_wants_it_gets_it(string preferences)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        await gateway.Client.SendAsync(Body(
            "\"providers\":{\"twilio\":{\"if\":\"\"}},\"channels\":{\"email\":{\"if\":\"false\"}}",
            $$"""{"phone_number":"+12025550123","preferences":{{preferences}}}"""));

        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("{\"phone_number\":\"+12025550123\",\"profile\":{\"timezone\":\"America/New_York\"}}", "", 13)]
    [InlineData("{\"phone_number\":\"+12025550123\",\"profile\":{\"zoneinfo\":\"America/New_York\"}}", "", 13)]
    [InlineData("{\"phone_number\":\"+12025550123\"}", ",\"profile\":{\"timezone\":\"America/New_York\"}", 13)]
    [InlineData("{\"phone_number\":\"+12025550123\",\"timezone\":\"Europe/Berlin\"}", ",\"profile\":{\"timezone\":\"America/New_York\"}", 7)]
    public async Task A_time_without_an_offset_is_of_the_zone_of_the_profile(string to, string profile, int hour)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"until\":\"2026-05-05T09:00:00\"}" + profile, to));

        Assert.Equal(Stage.Noon.Date.AddDays(1).AddHours(hour), (await gateway.FindAsync(id)).Draft.SendAt!.Value.UtcDateTime);
    }

    [Fact]
    public async Task A_zone_of_the_profile_that_does_not_exist_is_refused_where_it_counts() => await RefusesAsync(
        Body("\"delay\":{\"until\":\"2026-05-05\"},\"profile\":{\"timezone\":\"Mars/Olympus\"}"), "The time zone of 'delay'");

    private async Task RefusesAsync(string body, string words)
    {
        var (status, answer, _) = await shared.Gateway.Client.CallAsync(HttpMethod.Post, "/send", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request_error", answer!.Text("type"));
        Assert.Contains(words, answer!.Text("message"), StringComparison.Ordinal);
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }
}
