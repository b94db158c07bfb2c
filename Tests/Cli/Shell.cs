using Belay.Cli;
using Belay.Tests.Gateway.Api;
using NodaTime;

namespace Belay.Tests.Cli;

/// <summary>What a command left behind.</summary>
internal sealed record Ended(int ExitCode, string Out, string Error)
{
    public System.Text.Json.Nodes.JsonNode Json => System.Text.Json.Nodes.JsonNode.Parse(Out)!;
}

/// <summary>A person in Vienna at a terminal, before a real gateway on the test's clock.</summary>
internal sealed class Shell(GatewayFixture gateway, string? key = GatewayFixture.Key) : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("belay-cli-test-");

    public Dictionary<string, string> Environment { get; } = key is null
        ? new() { ["BELAY_URL"] = gateway.BaseAddress.AbsoluteUri }
        : new() { ["BELAY_URL"] = gateway.BaseAddress.AbsoluteUri, ["BELAY_KEY"] = key };

    /// <summary>How the commands reach the gateway; a test may put something in between.</summary>
    public Func<HttpClient> Connect { get; set; } = static () => new HttpClient();

    public string PathOf(string name) => Path.Combine(_home.FullName, name);

    public Task<Ended> RunAsync(params string[] args) => RunAsync("", args);

    public async Task<Ended> RunAsync(string input, string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(
            args,
            new Terminal
            {
                Out = Terminal.Tables(output, redirected: true),
                Raw = output,
                Progress = Terminal.Tables(error, redirected: true),
                Error = error,
                In = new StringReader(input),
                Time = gateway.Clock,
                Zone = DateTimeZoneProviders.Tzdb["Europe/Vienna"],
                Environment = name => Environment.GetValueOrDefault(name),
                ConfigPath = PathOf("config.json"),
                Connect = Connect,
            },
            TestContext.Current.CancellationToken);
        return new(code, output.ToString(), error.ToString());
    }

    public void Dispose() => _home.Delete(recursive: true);
}
