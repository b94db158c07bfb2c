using Belay.Gateway.Api;
using Belay.Gateway.Api.Telnyx;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>The settings, their documented defaults, and the sentence for a wrong one.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void The_defaults_are_the_vendor_s_rules()
    {
        var settings = Read();

        Assert.Equal(
            new TelnyxSettings
            {
                MinimumLead = TimeSpan.FromSeconds(300),
                MaximumLead = TimeSpan.FromSeconds(432_000),
                CancelCutoff = TimeSpan.FromSeconds(60),
                SmartEncoding = false,
            },
            settings);
    }

    [Fact]
    public void Each_can_be_set() => Assert.Equal(
        new TelnyxSettings
        {
            MinimumLead = TimeSpan.Zero,
            MaximumLead = TimeSpan.FromDays(365),
            CancelCutoff = TimeSpan.FromSeconds(1),
            SmartEncoding = true,
        },
        Read(("MinimumLeadSeconds", "0"), ("MaximumLeadSeconds", "31536000"), ("CancelCutoffSeconds", "1"), ("SmartEncoding", "true")));

    [Theory]
    [InlineData("MinimumLeadSeconds", "-1")]
    [InlineData("MinimumLeadSeconds", "432001")]
    [InlineData("MaximumLeadSeconds", "five days")]
    [InlineData("MaximumLeadSeconds", "99999999999")]
    [InlineData("CancelCutoffSeconds", "1.5")]
    [InlineData("SmartEncoding", "yes")]
    public void A_wrong_one_stops_the_start_and_is_named(string name, string value) =>
        Assert.Contains("Belay:Telnyx:" + name, Assert.Throws<SettingException>(() => Read((name, value))).Message);

    private static TelnyxSettings Read(params IEnumerable<(string Name, string Value)> values) => TelnyxSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create("Belay:Telnyx:" + pair.Name, (string?)pair.Value)))
            .Build());
}
