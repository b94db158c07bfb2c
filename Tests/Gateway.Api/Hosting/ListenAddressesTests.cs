using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Hosting;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://*:8080;http://+:80")]
    [InlineData("http://[::1]:0; http://localhost")]
    [InlineData("HTTPS://belay.example:443")]
    [InlineData("http://unix:/run/belay.sock")]
    [InlineData("")]
    public void An_address_is_taken(string urls) => Judge(urls);

    /// <remarks>The web server would listen on every interface for the first two.</remarks>
    [Theory]
    [InlineData("http://127.0.0.1:80x", "http://127.0.0.1:80x")]
    [InlineData("http://::1:8080", "http://::1:8080")]
    [InlineData("http://127.0.0.1:8080;foo", "foo")]
    [InlineData("http://127.0.0.1:99999", "http://127.0.0.1:99999")]
    [InlineData("htp://127.0.0.1:8080", "htp://127.0.0.1:8080")]
    public void What_is_none_stops_the_start_by_its_name(string urls, string wrong) =>
        Assert.Equal(
            $"ASPNETCORE_URLS (or --urls) has \"{wrong}\", which is no address such as http://127.0.0.1:8080.",
            Assert.Throws<SettingException>(() => Judge(urls)).Message);

    /// <remarks>The web server would listen on port 80 of every interface.</remarks>
    [Theory]
    [InlineData("http_ports", "8080;80x", "ASPNETCORE_HTTP_PORTS (or --http_ports) has \"80x\", which is no port such as 8080.")]
    [InlineData("https_ports", "99999", "ASPNETCORE_HTTPS_PORTS (or --https_ports) has \"99999\", which is no port such as 8080.")]
    public void What_is_no_port_stops_the_start_by_its_name(string name, string ports, string sentence)
    {
        Assert.Equal(sentence, Assert.Throws<SettingException>(() => ListenAddresses.ThrowIfWrong(With(ports))).Message);
        ListenAddresses.ThrowIfWrong(With(""));
        ListenAddresses.ThrowIfWrong(With("80;8080"));

        IConfiguration With(string value) => new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build();
    }

    private static void Judge(string urls) =>
        ListenAddresses.ThrowIfWrong(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("urls", (string?)urls)]).Build());
}
