using System.Text.RegularExpressions;

namespace Belay.Tests.Silo;

/// <summary>The example of a .NET client (docs/examples/client), as it is built and as its reader runs it.</summary>
public sealed partial class ExampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2")]
    public async Task The_clients_example_schedules_a_message_through_the_grains_and_calls_it_off()
    {
        await using var cluster = await Cluster.StartAsync(Patience);

        var (code, output, error) = await Command.RunAsync(
            "dotnet",
            [Command.PathOf("ClientExample")],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__Belay"] = cluster.Server.ConnectionString() });

        Assert.True(code == 0, output + error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        var durable = Durable().Match(lines[0]);
        Assert.True(durable.Success, lines[0]);
        Assert.Equal("Canceled: it will never be sent.", lines[1]);
        Assert.Equal(
            [(durable.Groups["id"].Value, "acme", "canceled")],
            await cluster.QueryAsync(
                "SELECT id::text, organization, status FROM message", row => (row.GetString(0), row.GetString(1), row.GetString(2))));
        Assert.Empty(cluster.Carrier.Calls);
    }

    [GeneratedRegex("^(?<id>[0-9a-f-]{36}) is durable[.]$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Durable();
}
