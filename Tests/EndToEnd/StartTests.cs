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

        Assert.Equal(
            $"The gateway ended with 2: belay: Failed to bind to address http://{taken.LocalEndpoint}: address already in use. "
            + "ASPNETCORE_URLS (or --urls) says where to listen, such as http://127.0.0.1:8081.",
            await FailAsync($"http://{taken.LocalEndpoint}"));
    }

    [Fact]
    public async Task An_address_of_another_machine_is_said_in_one_sentence_that_names_it() =>
        Assert.Matches(
            "^The gateway ended with 2: belay: Cannot listen on http://192.0.2.1:8080: [^\n]+\\.$", await FailAsync("http://192.0.2.1:8080"));

    [Theory, Trait("Promise", "P4")]
    [InlineData("0")]
    [InlineData("1")]
    public async Task A_second_process_on_the_same_directory_is_refused_also_where_the_platforms_file_locks_are_off(string off)
    {
        using var first = await GatewayProcess.StartAsync(_directory, ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", off));

        var second = await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(
            _directory, ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", off), ("Belay__Carriers__Sandbox__JournalPath", "")));

        Assert.Equal(
            $"The gateway ended with 2: belay: Another Belay process runs on the same Belay:DataDirectory ({Path.Combine(_directory, "data")}). Stop "
            + "it, or set another directory.",
            second.Message);
        Assert.NotNull(await first.Client.ScheduleAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("Belay__Carier", "http", "Belay:Carier is not a setting; the nearest one is Belay:Carrier.")]
    [InlineData("Belay__Sending__ReceiptTimeout", "72", "Belay:Sending:ReceiptTimeout must be a span of time")]
    [InlineData("Belay__DataDirectory", "/dev/null/data", "Belay:DataDirectory (/dev/null/data) cannot be made or written to by this user.")]
    [InlineData("Belay__Carrier", "pigeon", "Belay:Carrier must be one of")]
    [InlineData("Belay__Carrier", "", "Belay:Carrier is empty.")]
    [InlineData("Belay__Carriers__Http__Url", "http://127.0.0.1:9/", "Belay:Carrier is not set, though Belay:Carriers:Http has settings.")]
    [InlineData("Logging__LogLevel__Default", "Inform", "Logging:LogLevel:Default must be one of: Trace, Debug,")]
    [InlineData("Logging__Console__MaxQueueLength", "many", "Logging:Console:MaxQueueLength must be a whole number.")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:0/path", "Cannot listen on http://127.0.0.1:0/path: ")]
    public async Task A_wrong_setting_is_said_in_one_sentence(string name, string value, string sentence)
    {
        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(_directory, (name, value)));

        Assert.StartsWith("The gateway ended with 2: belay: " + sentence, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public async Task Each_wrong_setting_is_a_line_of_its_own()
    {
        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            GatewayProcess.StartAsync(_directory, ("Belay__Carrier", "kannel"), ("Belay__Carriers__Kannel__Url", "http://127.0.0.1:9/")));

        Assert.Equal(
            ["belay: Belay:Carriers:Kannel:Password is missing: Kannel lets nobody send without it.",
                "belay: Belay:Carriers:Kannel:Username is missing: Kannel lets nobody send without it."],
            wrong.Message.Replace("The gateway ended with 2: ", "", StringComparison.Ordinal).Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Settings_in_the_working_directory_are_read_and_the_environment_has_the_last_word()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "appsettings.json"), """{"Belay":{"Carrier":"pigeon","Limits":{"PartsMax":"many"}}}""",
            TestContext.Current.CancellationToken);

        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(
            () => GatewayProcess.StartAsync(_directory, ("Belay__Limits__PartsMax", "9")));

        Assert.StartsWith("The gateway ended with 2: belay: Belay:Carrier must be one of", wrong.Message, StringComparison.Ordinal);
    }

    private async Task<string> FailAsync(string url) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(_directory, ("ASPNETCORE_URLS", url)))).Message;
}
