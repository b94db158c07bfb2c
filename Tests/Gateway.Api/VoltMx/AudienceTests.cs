using Belay.Gateway.Api;
using Belay.Gateway.Api.VoltMx;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.VoltMx;

public sealed class AudienceTests
{
    private const string NoAudience = """{"id":"","message":"No active audience members found"}""";
    private const string Stranger = """{"recipient":{"mobile":"+15550000009"}}""";

    private static readonly Dictionary<string, string?> Audience = new()
    {
        ["Belay:VoltMx:Audience:0:Organization"] = "acme",
        ["Belay:VoltMx:Audience:0:Id"] = "1",
        ["Belay:VoltMx:Audience:0:Mobile"] = "+15550000001",
    };

    [Fact]
    public async Task A_recipient_may_be_named_by_audience_id()
    {
        await using var gateway = await GatewayFixture.StartAsync(Audience);
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var body = VoltMxExamples.To("""{"recipient":{"id":"1"}}""");

        Assert.Equal(200, (await gateway.Client.SendAsync("POST", "/api/v1/message/sms", body)).Status);
        Assert.Equal("+15550000001", Assert.Single(await Stage.AllAsync(gateway)).Draft.To);

        var theirs = await other.SendAsync("POST", "/api/v1/message/sms", body);
        Assert.Equal((400, NoAudience), (theirs.Status, theirs.Body));
    }

    [Theory]
    [InlineData(false, "", Stranger, 200)]
    [InlineData(true, "?checkUserExistence=false", Stranger, 200)]
    [InlineData(true, "", Stranger, 400)]
    [InlineData(true, "?checkUserExistence=true", Stranger, 400)]
    [InlineData(true, "", """{"recipient":{"mobile":"+15550000001"}}""", 200)]
    [InlineData(true, "", """{"recipient":[{"mobile":"+15550000001"},{"mobile":"+15550000009"}]}""", 400)]
    public async Task The_check_is_a_setting_and_a_request_may_waive_it(bool check, string query, string recipients, int status)
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new Dictionary<string, string?>(Audience) { ["Belay:VoltMx:CheckUserExistence"] = check.ToString() });

        var reply = await gateway.Client.SendAsync("POST", "/api/v1/message/sms" + query, VoltMxExamples.To(recipients));

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 400, reply.Body == NoAudience);
        Assert.Equal(status == 200 ? 1 : 0, (await Stage.AllAsync(gateway)).Count);
    }

    [Theory]
    [InlineData("Belay:VoltMx:CheckUserExistence", "perhaps", "Belay:VoltMx:CheckUserExistence")]
    [InlineData("Belay:VoltMx:Audience:0:Organization", "No Organization", "Belay:VoltMx:Audience:0:Organization")]
    [InlineData("Belay:VoltMx:Audience:0:Mobile", "555", "Belay:VoltMx:Audience:0")]
    [InlineData("Belay:VoltMx:Audience:0:Id", "", "Belay:VoltMx:Audience:0")]
    public void A_wrong_setting_is_named(string setting, string value, string named)
    {
        var settings = new Dictionary<string, string?>(Audience) { [setting] = value };

        var wrong = Assert.Throws<SettingException>(() => VoltMxOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));

        Assert.StartsWith(named, wrong.Message);
    }

    [Theory]
    [InlineData("+15550000001", 200)]
    [InlineData("+1 555 000 0001", 200)]
    [InlineData("+15550000002", 400)]
    public async Task A_number_and_an_id_in_one_recipient_must_be_of_the_same_member(string mobile, int status)
    {
        await using var gateway = await GatewayFixture.StartAsync(Audience);

        var reply = await gateway.Client.SendAsync(
            "POST", "/api/v1/message/sms", VoltMxExamples.To($$"""{"recipient":{"mobile":"{{mobile}}","id":"1"} }"""));

        Assert.True(reply.Status == status, reply.Body);
    }

    [Fact]
    public void A_number_has_one_audience_id()
    {
        var settings = new Dictionary<string, string?>(Audience)
        {
            ["Belay:VoltMx:Audience:1:Organization"] = "acme",
            ["Belay:VoltMx:Audience:1:Id"] = "2",
            ["Belay:VoltMx:Audience:1:Mobile"] = "+15550000001",
        };

        Assert.Throws<SettingException>(() => VoltMxOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
    }
}
