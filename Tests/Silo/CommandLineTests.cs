namespace Belay.Tests.Silo;

/// <summary>The commands of the built program, which work on the cluster's database without a silo.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_the_page_about_clusters()
    {
        var (exitCode, output, _) = await Command.RunAsync(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, SiloProcess.Silo), "--help"], new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.Equal(0, exitCode);
        Assert.Contains("docs/cluster.md", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--role", "gateway")]
    [InlineData("--role=silo")]
    public async Task A_role_is_no_option_any_more(params string[] arguments)
    {
        var (exitCode, _, error) = await Command.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, SiloProcess.Silo), .. arguments],
            new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.Equal(2, exitCode);
        Assert.Equal("belay: --role is no option any more: Silo is a silo, and the gateway alone is the program Gateway.Api.\n", error);
    }

    [Theory]
    [InlineData("", "Belay:Cluster:ConnectionString or Belay:Cluster:Silos is missing: a gateway alone is a client of silos")]
    [InlineData("127.0.0.1:1", "No silo answers: start one")]
    [InlineData("ftp://silo-1", "Belay:Cluster:Silos must be addresses of silos")]
    [InlineData("nobody.invalid:30000", "Belay:Cluster:Silos names a host that nobody knows.")]
    public async Task A_gateway_alone_says_which_silos_it_lacks(string silos, string sentence)
    {
        var (exitCode, _, error) = await Command.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, SiloProcess.Gateway)],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Belay__Cluster__Silos"] = silos });

        Assert.Equal(2, exitCode);
        Assert.StartsWith("belay: " + sentence, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Keys_and_held_messages_are_managed_without_a_silo()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        await using var server = await PostgresServer.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Belay__Cluster__ConnectionString"] = server.ConnectionString() };

        foreach (var looks in (string[][])[["keys", "list"], ["keys", "revoke", "x"], ["review", "list"], ["review", "hold"]])
        {
            Assert.Equal("", await SayAsync(2, looks));
        }

        Assert.Matches("^belay_live_", await SayAsync(0, "keys", "create", "--org", "acme", "--name", "desk"));
        var id = (await SayAsync(0, "keys", "list")).Split('\t')[0];
        Assert.Equal($"Key {id} is revoked.\n", await SayAsync(0, "keys", "revoke", id));
        Assert.Equal("", await SayAsync(1, "keys", "revoke", id));

        Assert.Equal("0 messages are held now.\n", await SayAsync(0, "review", "hold"));
        Assert.Equal("", await SayAsync(0, "review", "list"));
        Assert.Equal("0 messages are released.\n", await SayAsync(0, "review", "release", "--all"));
        Assert.Equal("", await SayAsync(2, "review", "drop"));

        async Task<string> SayAsync(int code, params string[] arguments)
        {
            var (exitCode, output, error) = await Command.RunAsync(
                "dotnet", [Path.Combine(AppContext.BaseDirectory, SiloProcess.Silo), .. arguments], settings);
            Assert.True(code == exitCode, error);
            Assert.Equal(code == 2 && arguments[^1] != "drop", error.Contains("holds no tables of Belay", StringComparison.Ordinal));
            return output;
        }
    }
}
