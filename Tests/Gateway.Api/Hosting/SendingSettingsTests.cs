using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Hosting;

public sealed class SendingSettingsTests
{
    [Fact]
    public void Without_settings_only_time_bounds_the_tries() => Assert.Equal(new SendingRules(), Read());

    [Theory]
    [InlineData("0", 0)]
    [InlineData("30", 30)]
    public void A_number_of_tries_is_a_limit_only_where_it_is_set(string text, int tries) =>
        Assert.Equal(tries, Read(("AttemptsMax", text)).AttemptsMax);

    [Fact]
    public void The_first_pause_may_be_as_short_as_one_likes() =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(10), Read(("PauseBase", "00:00:00.010"), ("PauseMax", "00:00:06"), ("RetryFor", "00:02:24")).PauseBase);

    [Theory]
    [InlineData("AttemptsMax", "-1")]
    [InlineData("AttemptsMax", "1001")]
    [InlineData("PauseBase", "0")]
    [InlineData("RetryFor", "-00:00:01")]
    public void A_wrong_one_is_named(string name, string value) =>
        Assert.Contains("Belay:Sending:" + name, Assert.Throws<SettingException>(() => Read((name, value))).Message);

    private static SendingRules Read(params (string Name, string Value)[] settings) => SendingSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(one => "Belay:Sending:" + one.Name, one => (string?)one.Value))
            .Build());
}
