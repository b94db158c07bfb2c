using System.Diagnostics;

namespace Belay.Tests.EndToEnd;

/// <summary>What the built program makes of its command line, and what the documented backup leaves behind.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-line-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(0, "Belay holds a message until its time", "--help")]
    [InlineData(2, "belay: There is no command kyes; the nearest one is keys", "kyes", "list")]
    [InlineData(2, "belay: There is no option --url; the nearest one is --urls", "--url=http://127.0.0.1:0")]
    [InlineData(2, "belay: Belay:Carier is not a setting; the nearest one is Belay:Carrier.", "--Belay:Carier=http")]
    [InlineData(2, "belay: There is no option --nmae.", "keys", "create", "--org", "acme", "--nmae", "till")]
    [InlineData(2, "belay: There is no option --lter.", "review", "hold", "--lter")]
    [InlineData(2, "belay: There is no database in ", "keys", "list")]
    [InlineData(2, "belay: There is no database in ", "keys", "revoke", "x")]
    [InlineData(2, "belay: There is no database in ", "review", "list")]
    [InlineData(2, "belay: There is no database in ", "review", "hold")]
    [InlineData(2, "belay: There is no database in ", "review", "release", "--all")]
    public async Task A_mistake_starts_nothing_and_makes_no_file(int code, string beginning, params string[] arguments)
    {
        var (exitCode, said) = await RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll"), .. arguments]);

        Assert.Equal(code, exitCode);
        Assert.StartsWith(beginning, said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Theory]
    [InlineData]
    [InlineData("keys", "list")]
    [InlineData("review", "list")]
    public async Task A_file_of_settings_that_cannot_be_read_is_said_in_one_line(params string[] arguments)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "appsettings.json"), "{\n  \"Belay\": { secret", TestContext.Current.CancellationToken);

        var (exitCode, said) = await RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll"), .. arguments]);

        Assert.Equal(2, exitCode);
        Assert.Matches("^belay: [^\n]*appsettings\\.json[^\n]*line 2, character [0-9]+\\)\\.\n$", said);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_may_have_a_name_that_means_something_elsewhere()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "x"), "--org globex", TestContext.Current.CancellationToken);

        Assert.Equal(
            0,
            (await RunAsync(
                "dotnet", Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll"), "keys", "create", "--org", "acme", "--name", "@x")).Code);
        Assert.Contains(
            "@x",
            (await RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll"), "keys", "list")).Said,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_documented_backup_makes_a_whole_copy_or_leaves_nothing_behind(bool thereIsOne)
    {
        Assert.SkipWhen(!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/sqlite3"), "There is no sqlite3 here.");
        if (thereIsOne)
        {
            using var gateway = await GatewayProcess.StartAsync(_directory);
            await gateway.Client.ScheduleAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1));
            await CheckAsync(exists: true);
        }
        else
        {
            await CheckAsync(exists: false);
        }
    }

    private async Task CheckAsync(bool exists)
    {
        var commands = (await File.ReadAllLinesAsync(Documentation(), TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith("(umask 077; test -s data/belay.db", StringComparison.Ordinal)).ToList();
        var (code, _) = await RunAsync("/bin/sh", "-c", Assert.Single(commands));

        var backup = new FileInfo(Path.Combine(_directory, "belay-backup.db"));
        Assert.Equal((exists, exists, exists), (code == 0, backup.Exists, backup.Exists && backup.Length > 0));
        Assert.Equal(exists, Directory.Exists(Path.Combine(_directory, "data")));
    }

    private static string Documentation()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ARCHITECTURE.md")))
        {
            directory = directory.Parent!;
        }

        return Path.Combine(directory.FullName, "docs", "operations.md");
    }

    /// <summary>Runs it in the directory, where the default data directory would be made.</summary>
    private async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said + await complained);
    }
}
