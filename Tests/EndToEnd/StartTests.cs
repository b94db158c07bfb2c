using System.Net;
using System.Net.Sockets;

namespace Belay.Tests.EndToEnd;

/// <summary>Where the built program cannot listen, it says so in one sentence and ends with exit code 2.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-start-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_taken_port_is_said_in_one_sentence_that_names_the_address()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Assert.Equal($"The gateway ended with 2: belay: Failed to bind to address http://{taken.LocalEndpoint}: address already in use.", await FailAsync($"http://{taken.LocalEndpoint}"));
    }

    [Fact]
    public async Task An_address_of_another_machine_is_said_in_one_sentence_that_names_it() =>
        Assert.Matches("^The gateway ended with 2: belay: Cannot listen on http://192.0.2.1:8080: [^\n]+\\.$", await FailAsync("http://192.0.2.1:8080"));

    private async Task<string> FailAsync(string url) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(_directory, ("ASPNETCORE_URLS", url)))).Message;
}
