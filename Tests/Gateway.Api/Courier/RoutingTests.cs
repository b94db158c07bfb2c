using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>Nobody gets an SMS in place of something else.</summary>
public sealed class RoutingTests
{
    private const string ToPhone = """{"phone_number":"+12025550123"}""";
    private const string ToBoth = """{"phone_number":"+12025550123","email":"a@example.com"}""";
    private const string ToUser = """{"user_id":"u"}""";
    private const string ToUserWithPhone = """{"user_id":"u","phone_number":"+12025550123"}""";

    [Theory]
    [InlineData(ToPhone, "single", """["sms"]""", Channel.Sms)]
    [InlineData(ToPhone, "single", """["email","sms"]""", Channel.Sms)]
    [InlineData(ToPhone, "single", """["inbox","push","direct_message","sms"]""", Channel.Sms)]
    [InlineData(ToPhone, "all", """["sms","email"]""", Channel.Sms)]
    [InlineData(ToPhone, "single", """[{"method":"all","channels":["email"]},{"method":"single","channels":["push","sms"]}]""", Channel.Sms)]
    [InlineData(ToBoth, "single", """["sms","email"]""", Channel.Sms)]
    [InlineData(ToUser, "single", """["sms","inbox"]""", Channel.User)]
    [InlineData(ToUser, "all", """["inbox","push"]""", Channel.User)]
    [InlineData(ToUserWithPhone, "single", """["inbox","sms"]""", Channel.User)]
    [InlineData(ToUserWithPhone, "single", """["sms","inbox"]""", Channel.Sms)]
    public async Task A_message_goes_by_the_channel_that_is_chosen(string to, string method, string channels, Channel channel)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body($$"""
            "routing":{"method":"{{method}}","channels":{{channels}} }
            """, to));

        var draft = (await gateway.FindAsync(id)).Draft;
        Assert.Equal((channel, channel == Channel.Sms ? "+12025550123" : "u"), (draft.Channel, draft.To));
    }

    [Theory]
    [InlineData(ToPhone, """{"method":"single","channels":["email"]}""", "no channel")]
    [InlineData(ToPhone, """{"method":"single","channels":["push"]}""", "no channel")]
    [InlineData(ToPhone, """{"method":"single","channels":[]}""", "no channel")]
    [InlineData(ToPhone, """{"method":"single"}""", "message.routing.channels")]
    [InlineData(ToPhone, """{"channels":"sms"}""", "message.routing.channels")]
    [InlineData(ToPhone, """{"method":"single","channels":["twilio"]}""", "message.routing.channels[0]")]
    [InlineData(ToPhone, """{"method":"single","channels":["twilio","sms"]}""", "message.routing.channels[0]")]
    [InlineData(ToPhone, """{"method":"all","channels":["sms","sendgrid"]}""", "message.routing.channels[1]")]
    [InlineData(ToPhone, """{"method":"single","channels":[7]}""", "message.routing.channels[0]")]
    [InlineData(ToPhone, """{"method":"some","channels":["sms"]}""", "message.routing.method")]
    [InlineData(ToPhone, """{"method":"single","channels":[{"method":"some","channels":["sms"]}]}""", "message.routing.channels[0].method")]
    [InlineData(ToBoth, """{"method":"single","channels":["email","sms"]}""", "email")]
    [InlineData(ToBoth, """{"method":"all","channels":["sms","email"]}""", "email")]
    [InlineData(ToUser, """{"method":"single","channels":["sms"]}""", "phone_number")]
    [InlineData(ToUserWithPhone, """{"method":"all","channels":["sms","inbox"]}""", "several channels")]
    public async Task What_cannot_be_sent_as_asked_is_refused(string to, string routing, string words)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body("\"routing\":" + routing, to));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(words, answer!.Text("message"), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("""{"sms":{"if":"data.ok"}}""", "message.channels.sms.if")]
    [InlineData("""{"sms":{"providers":["twilio"]}}""", "message.channels.sms.providers")]
    public async Task A_condition_that_could_keep_the_message_back_is_not_passed_over(string channels, string words)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body("\"channels\":" + channels));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(words, answer!.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_of_channels_that_are_not_used_does_no_harm()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body(
            "\"channels\":{\"email\":{\"if\":\"data.ok\",\"providers\":[\"sendgrid\"]},\"sms\":{\"brand_id\":\"b\"} "
            + "},\"providers\":{\"sendgrid\":{\"if\":\"false\"} }"));

        Assert.Equal(Channel.Sms, (await gateway.FindAsync(id)).Draft.Channel);
    }
}
