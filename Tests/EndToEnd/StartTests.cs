using System.Net;
using System.Net.Sockets;

namespace Belay.Tests.EndToEnd;

/// <summary>Where the built program cannot start, it says so in one sentence, and nothing else, and ends with exit code 2.</summary>
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

    [Theory, Trait("Promise", "P4")]
    [InlineData("0")]
    [InlineData("1")]
    public async Task A_second_process_on_the_same_directory_is_refused_also_where_the_platforms_file_locks_are_off(string off)
    {
        using var first = await GatewayProcess.StartAsync(_directory, ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", off));

        var second = await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(
            _directory, ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", off), ("Belay__Carriers__Sandbox__JournalPath", "")));

        Assert.Equal("The gateway ended with 2: belay: Another Belay process runs on the same Belay:DataDirectory. Stop it, or set another directory.", second.Message);
        Assert.NotNull(await first.Client.ScheduleAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("Belay__Carier", "http", "Belay:Carier is not a setting; the nearest one is Belay:Carrier.")]
    [InlineData("Belay__Sending__ReceiptTimeout", "72", "Belay:Sending:ReceiptTimeout must be a span of time")]
    [InlineData("Belay__DataDirectory", "/dev/null/data", "Belay:DataDirectory cannot be made or written to by this user.")]
    [InlineData("Belay__Carrier", "pigeon", "Belay:Carrier must be one of")]
    public async Task A_wrong_setting_is_said_in_one_sentence(string name, string value, string sentence)
    {
        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(_directory, (name, value)));

        Assert.StartsWith("The gateway ended with 2: belay: " + sentence, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    private async Task<string> FailAsync(string url) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(_directory, ("ASPNETCORE_URLS", url)))).Message;
}
