using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Belay.Tests.Silo;

/// <summary>What is wrong with the settings is said in one sentence, and ends the start with exit code 2.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Belay__Cluster__ConnectionString", "", "Belay:Cluster:ConnectionString is missing")]
    [InlineData("Belay__Cluster__ConnectionString", "Host=127.0.0.1;Port=1;Database=belay;Username=belay", "The database cannot be reached")]
    [InlineData("Belay__Cluster__Address", "silo-1", "Belay:Cluster:Address must be an IP address.")]
    [InlineData("Belay__Cluster__SiloPort", "65536", "Belay:Cluster:SiloPort")]
    public async Task A_wrong_setting_ends_the_start_with_one_sentence_that_names_it(string name, string value, string sentence)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };
        settings.TryAdd("Belay__Cluster__ConnectionString", "Host=127.0.0.1;Port=1;Database=belay;Username=belay");
        using var silo = new SiloProcess(settings, TimeSpan.FromSeconds(5));

        var (code, error) = await silo.FailAsync();

        Assert.Equal(2, code);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("belay: ", line, StringComparison.Ordinal);
        Assert.Contains(sentence, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "ASPNETCORE_URLS", "http://127.0.0.1:{0}",
        "Failed to bind to address http://127.0.0.1:{0}: address already in use. ASPNETCORE_URLS (or --urls) says where to listen, such as "
        + "http://127.0.0.1:8081.")]
    [InlineData("Belay__Cluster__SiloPort", "{0}", "Another process listens on Belay:Cluster:SiloPort or Belay:Cluster:GatewayPort.")]
    [InlineData("Belay__Cluster__GatewayPort", "{0}", "Another process listens on Belay:Cluster:SiloPort or Belay:Cluster:GatewayPort.")]
    public async Task A_taken_port_ends_the_start_with_one_sentence_that_names_it(string name, string value, string sentence)
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        await using var server = await PostgresServer.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var silo = new SiloProcess(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Belay__Cluster__ConnectionString"] = server.ConnectionString(),
                [name] = string.Format(CultureInfo.InvariantCulture, value, port),
            },
            TimeSpan.FromSeconds(5));

        var (code, error) = await silo.FailAsync();

        Assert.Equal(2, code);
        Assert.Equal("belay: " + string.Format(CultureInfo.InvariantCulture, sentence, port), error.TrimEnd());
    }
}
