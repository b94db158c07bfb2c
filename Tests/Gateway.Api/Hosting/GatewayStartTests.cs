using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>The addresses to listen on.</summary>
public sealed class GatewayStartTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:80000")]
    [InlineData("http://127.0.0.1:8080;nonsense")]
    public void An_address_that_cannot_be_read_is_named_in_one_sentence(string urls)
    {
        var wrong = Assert.Throws<SettingException>(() => GatewayStart.CheckAddresses(urls));

        Assert.StartsWith("ASPNETCORE_URLS has " + urls.Split(';')[^1], wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://*:8080; https://[::1]:8443;http://unix:/run/belay.sock")]
    public void Addresses_that_can_be_read_are_left_to_the_web_server(string? urls) => GatewayStart.CheckAddresses(urls);
}
