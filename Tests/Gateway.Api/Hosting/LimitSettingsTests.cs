using Belay.Gateway.Api;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>A limit that is wrong stops the start, with one sentence that names it.</summary>
public sealed class LimitSettingsTests
{
    [Theory]
    [InlineData("Belay:Limits:BodyBytesMax", "64k")]
    [InlineData("Belay:Limits:BodyBytesMax", "1023")]
    [InlineData("Belay:Limits:BatchBodyBytesMax", "99999999999999999999")]
    [InlineData("Belay:Limits:BatchMessagesMax", "1001")]
    [InlineData("Belay:Limits:PartsMax", "0")]
    [InlineData("Belay:Limits:JsonDepthMax", "-16")]
    [InlineData("Belay:Limits:MediaMax", "101")]
    [InlineData("Belay:Limits:UrlCharactersMax", "1.5")]
    [InlineData("Belay:RateLimit:PerSecond", "many")]
    [InlineData("Belay:RateLimit:PerSecond", "-1")]
    [InlineData("Belay:RateLimit:Burst", "lots")]
    public async Task A_wrong_limit_is_named(string setting, string value)
    {
        var wrong = await Assert.ThrowsAsync<SettingException>(
            () => GatewayFixture.StartAsync(new Dictionary<string, string?> { [setting] = value }));

        Assert.Contains(setting, wrong.Message);
    }

    [Fact]
    public async Task A_burst_is_not_below_the_rate()
    {
        var settings = new Dictionary<string, string?> { ["Belay:RateLimit:PerSecond"] = "10", ["Belay:RateLimit:Burst"] = "9" };

        var wrong = await Assert.ThrowsAsync<SettingException>(() => GatewayFixture.StartAsync(settings));

        Assert.Contains("Belay:RateLimit:Burst", wrong.Message);
    }
}
