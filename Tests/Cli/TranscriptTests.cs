using System.Text;
using System.Text.RegularExpressions;
using Belay.Tests.Gateway.Api;

namespace Belay.Tests.Cli;

/// <summary>The transcript of docs/cli.md is what the program says. <c>BELAY_WRITE_TRANSCRIPT=1</c> writes it anew.</summary>
public sealed partial class TranscriptTests
{
    private const string Begin = "<!-- transcript -->\n```console\n";
    private const string End = "```\n<!-- /transcript -->";

    [Fact]
    public async Task The_transcript_is_what_the_program_says()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "cli.md");
        var document = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var (from, to) = (document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, document.IndexOf(End, StringComparison.Ordinal));
        var written = document[from..to];

        var said = await SayAsync(written.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)));

        if (Environment.GetEnvironmentVariable("BELAY_WRITE_TRANSCRIPT") == "1")
        {
            await File.WriteAllTextAsync(path, document[..from] + said + document[to..], TestContext.Current.CancellationToken);
        }

        Assert.Equal(Alike(written), Alike(said));
    }

    private static async Task<string> SayAsync(IEnumerable<string> commands)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var shell = new Shell(gateway);
        var transcript = new StringBuilder();
        foreach (var command in commands)
        {
            var ended = await shell.RunAsync([.. Word().Matches(command["$ belay ".Length..]).Select(word => word.Value.Trim('"'))]);
            var output = ended.Out + ended.Error;
            transcript.Append(command).Append('\n');
            foreach (var line in output.ReplaceLineEndings("\n").TrimEnd().Split('\n'))
            {
                transcript.Append(Secret().Replace(line, "belay_live_…").TrimEnd()).Append('\n');
            }

            while ((await gateway.Engine.ListAsync(
                new() { Organization = GatewayFixture.Organization, Statuses = MessageStatuses.Queued | MessageStatuses.Sending },
                TestContext.Current.CancellationToken)).Messages.Count > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        return transcript.ToString();
    }

    /// <summary>Without what differs from run to run: ids.</summary>
    private static string Alike(string transcript) =>
        Numbers().Replace(KeyId().Replace(MessageIds().Replace(transcript, "<id>"), "<key>"), "<number>");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("This test reads docs/cli.md beside Orleans.sln, which is not found.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();

    [GeneratedRegex("belay_live_[0-9a-z]+_[0-9A-Za-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Secret();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MessageIds();

    [GeneratedRegex(@"\b[0-9a-hjkmnp-tv-z]{10}\b(?=  | may)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex KeyId();

    [GeneratedRegex(@"\b\d{19}\b|\b[0-9A-HJKMNP-TV-Z]{26}\b", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Numbers();
}
