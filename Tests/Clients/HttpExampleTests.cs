using System.ComponentModel;
using System.Text.RegularExpressions;
using Belay.Tests.Gateway.Api;

namespace Belay.Tests.Clients;

/// <summary>The examples of docs/examples/http, which the README shows, run against the real gateway where their runtime is installed.</summary>
public sealed partial class HttpExampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Each example: the program that runs it, its arguments, the file.</summary>
    public static TheoryData<string, string, string> Examples { get; } = new()
    {
        { "node", "", "node.mjs" },
        { "python3", "", "python.py" },
        { "go", "run", "main.go" },
        { "bash", "-eu", "curl.sh" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_of_the_readme_schedules_a_message_and_calls_it_off(string program, string argument, string file)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        gateway.Clock.StepTo(TimeProvider.System.GetUtcNow());
        await SkipWithoutAsync(program, program == "go" ? "version" : "--version");
        if (file == "curl.sh")
        {
            await SkipWithoutAsync("curl", "--version");
        }

        var ended = await NodePackages.RunAsync(
            program,
            [.. argument.Split(' ', StringSplitOptions.RemoveEmptyEntries), Path.Combine(NodePackages.Folder, "http", file)],
            Patience,
            ("BELAY_URL", gateway.BaseAddress.GetLeftPart(UriPartial.Authority)),
            ("BELAY_KEY", GatewayFixture.Key),
            ("GOFLAGS", "-mod=mod"),
            ("GOTOOLCHAIN", "local"));

        var said = Said().Match(ended.Output);
        Assert.True(ended.ExitCode == 0 && said.Success, $"{file} ended with {ended.ExitCode}: {ended.Output}");
        Assert.True(MessageId.TryParse(said.Groups["id"].Value, out var id));
        var message = await gateway.Engine.FindAsync(GatewayFixture.Organization, id, TestContext.Current.CancellationToken);
        Assert.Equal(
            (MessageStatus.Canceled, "See you tomorrow", "visit-17"), (message!.Status, message.Draft.Text, Assert.Single(message.Draft.Tags)));
    }

    [Theory]
    [InlineData("AgentMessage")]
    [InlineData("Volt MX")]
    public async Task The_lines_of_the_readme_for_a_dialect_schedule_a_message_and_call_it_off(string dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        gateway.Clock.StepTo(TimeProvider.System.GetUtcNow());
        await SkipWithoutAsync("bash", "--version");
        await SkipWithoutAsync("curl", "--version");
        var readme = (await File.ReadAllTextAsync(Path.Combine(NodePackages.Folder, "README.md"), TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n");
        var section = readme[readme.IndexOf($"**{dialect}**", StringComparison.Ordinal)..];
        var lines = section.Split("```sh\n")[1].Split("```")[0]
            .Replace("http://127.0.0.1:8080", gateway.BaseAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

        var ended = await NodePackages.RunAsync("bash", ["-euc", lines], Patience, ("BELAY_KEY", GatewayFixture.Key));

        var messages = await gateway.Engine.ListAsync(
            new MessageQuery { Organization = GatewayFixture.Organization, Limit = 10 }, TestContext.Current.CancellationToken);
        Assert.True(ended.ExitCode == 0 && messages.Messages.Count == 1, ended.Output);
        Assert.Equal(MessageStatus.Canceled, messages.Messages[0].Status);
    }

    [Fact]
    public void The_readme_shows_each_example_as_it_is()
    {
        var readme = File.ReadAllText(Path.Combine(NodePackages.Folder, "README.md")).ReplaceLineEndings("\n");

        foreach (var file in Directory.EnumerateFiles(Path.Combine(NodePackages.Folder, "http")))
        {
            Assert.Contains("\n" + File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd() + "\n```", readme, StringComparison.Ordinal);
        }
    }

    private static async Task SkipWithoutAsync(string program, string argument)
    {
        try
        {
            _ = await NodePackages.RunAsync(program, [argument], Patience);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
        }
    }

    [GeneratedRegex(@"^(?<id>[0-9a-f-]{36}) canceled\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Said();
}
