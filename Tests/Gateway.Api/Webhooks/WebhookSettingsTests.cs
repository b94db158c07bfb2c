using Belay.Gateway.Api;
using Belay.Gateway.Api.Webhooks;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>A wrong setting stops the start with a sentence that names it.</summary>
public sealed class WebhookSettingsTests
{
    [Fact]
    public void Private_networks_are_out_of_reach_unless_a_setting_allows_them()
    {
        var settings = WebhookSettings.Read(Configuration([]));

        Assert.False(settings.AllowPrivateNetworks);
        Assert.Equal((256, 8, 24), (settings.Concurrency, settings.ConcurrencyPerHost, settings.WaitingPerHost));
        Assert.True(WebhookSettings.Read(Configuration([("AllowPrivateNetworks", "true")])).AllowPrivateNetworks);
    }

    [Theory]
    [InlineData("AllowPrivateNetworks", "yes")]
    [InlineData("AllowPrivateNetworks", "1")]
    [InlineData("Concurrency", "0")]
    [InlineData("Concurrency", "4097")]
    [InlineData("Concurrency", "many")]
    [InlineData("ConcurrencyPerHost", "0")]
    [InlineData("ConcurrencyPerHost", "257")]
    public void A_wrong_setting_is_named(string name, string value)
    {
        var wrong = Assert.Throws<SettingException>(() => WebhookSettings.Read(Configuration([(name, value)])));

        Assert.Contains($"Belay:Webhooks:{name}", wrong.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("*")]
    [InlineData("*.example.org")]
    [InlineData("http://hooks.example")]
    [InlineData("hooks.example:8443")]
    [InlineData("hooks.example/path")]
    [InlineData("two words")]
    [InlineData("user@hooks.example")]
    [InlineData("0177.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("127.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0-10.0.0.255")]
    [InlineData("10.0.0.0-255")]
    [InlineData("10.0.0.0-10")]
    [InlineData("10.0.0")]
    [InlineData("10.0.x.x")]
    [InlineData("10.0.0.X")]
    [InlineData("10-20")]
    [InlineData(".0.0.10")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.0.0.1,10.0.0.2")]
    [InlineData("10.0.0.1 10.0.0.2")]
    [InlineData("10.0.0.0/")]
    [InlineData("10/8")]
    [InlineData("fd00::/129")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%1")]
    [InlineData("::ffff:10.0.0.1")]
    public void An_allowed_host_that_cannot_be_read_is_named_and_not_quoted(string entry)
    {
        var wrong = Assert.Throws<SettingException>(
            () => WebhookSettings.Read(Configuration([("AllowedHosts:0", "10.0.0.0/8"), ("AllowedHosts:1", entry)])));

        Assert.StartsWith("Belay:Webhooks:AllowedHosts:1 cannot be read.", wrong.Message);
    }

    [Theory]
    [InlineData("AgentMessage", "not base64!", "Secret")]
    [InlineData("AgentMessage", "", "Secret")]
    [InlineData("AgentMessage", "AAEC=", "Secret")]
    [InlineData("Courier", "", "Secret")]
    [InlineData("Telnyx", "anything", "Secret")]
    public void A_secret_that_cannot_sign_is_named(string dialect, string secret, string name)
    {
        var wrong = Assert.Throws<SettingException>(() => WebhookEndpoints.Read(Endpoint(("Dialect", dialect), ("Secret", secret))));

        Assert.Contains($"Belay:Webhooks:Endpoints:0:{name}", wrong.Message);
        Assert.False(secret.Length > 0 && wrong.Message.Contains(secret));
    }

    [Theory]
    [InlineData("AgentMessage", "AAECAwQFBgcICQoLDA0ODw==")]
    [InlineData("AgentMessage", null)]
    [InlineData("Courier", "any words")]
    [InlineData("Courier", null)]
    [InlineData("Telnyx", null)]
    public void An_endpoint_is_found_by_its_organization_and_dialect(string dialect, string? secret)
    {
        var name = Enum.Parse<Dialect>(dialect);
        var endpoints = WebhookEndpoints.Read(Endpoint(("Dialect", dialect), ("Secret", secret)));

        Assert.Equal(
            new WebhookEndpoint(OrganizationId.Parse("acme"), name, "https://hooks.example/", null, secret),
            endpoints.Find(OrganizationId.Parse("acme"), name));
        Assert.Null(endpoints.Find(OrganizationId.Parse("globex"), name));
        Assert.Null(endpoints.Find(OrganizationId.Parse("acme"), Dialect.VoltMx));
    }

    [Theory]
    [InlineData("Dialect", "VoltMx")]
    [InlineData("Dialect", "")]
    [InlineData("Organization", "No Such Name")]
    [InlineData("Url", "ftp://hooks.example/")]
    [InlineData("Url", "https://user:secret@hooks.example/")]
    [InlineData("Url", "")]
    [InlineData("FailoverUrl", "https://backup.example/")]
    public void A_wrong_endpoint_is_named(string name, string value)
    {
        var wrong = Assert.Throws<SettingException>(() => WebhookEndpoints.Read(Endpoint(("Dialect", "Courier"), (name, value))));

        Assert.Contains($"Belay:Webhooks:Endpoints:0:{name}", wrong.Message);
    }

    private static IConfiguration Configuration((string Name, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(one => KeyValuePair.Create($"Belay:Webhooks:{one.Name}", one.Value))).Build();

    private static IConfiguration Endpoint(params (string Name, string? Value)[] values)
    {
        var all = new Dictionary<string, string?> { ["Organization"] = "acme", ["Url"] = "https://hooks.example/" };
        foreach (var (name, value) in values)
        {
            all[name] = value;
        }

        return Configuration([.. all.Select(one => ($"Endpoints:0:{one.Key}", one.Value))]);
    }
}
