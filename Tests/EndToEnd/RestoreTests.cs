using System.Diagnostics;

namespace Belay.Tests.EndToEnd;

/// <summary>The built program on a restored backup, and its command for what is held.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-restore-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact, Trait("Promise", "P2"), Trait("Promise", "P4")]
    public async Task What_left_after_the_backup_is_held_and_an_operator_releases_or_drops_it()
    {
        var ids = new List<string>();
        using (var gateway = await GatewayProcess.StartAsync(_directory))
        {
            var at = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20);
            for (var i = 0; i < 3; i++)
            {
                ids.Add((await gateway.Client.ScheduleAsync(at))!);
            }

            gateway.Kill();
        }

        var backup = Directory.CreateDirectory(Path.Combine(_directory, "backup")).FullName;
        Copy(Path.Combine(_directory, "data"), backup);
        using (var gateway = await GatewayProcess.StartAsync(_directory))
        {
            await gateway.Client.WaitForEndsAsync(ids, TimeSpan.FromMinutes(2));
            gateway.Kill();
        }

        Assert.Equal(3, Journal.Read(_directory).Calls.Count);
        Copy(backup, Path.Combine(_directory, "data"));
        using var restored = await GatewayProcess.StartAsync(_directory);

        var listed = await ReviewAsync("list");
        Assert.Equal(ids.Order(StringComparer.Ordinal), listed.Said.Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal));
        Assert.All(listed.Said, line => Assert.Equal("scheduled", line.Split('\t')[3]));
        Assert.Equal(0, (await ReviewAsync("release", ids[0])).Code);
        Assert.Equal(0, (await ReviewAsync("drop", ids[1])).Code);
        Assert.Equal(1, (await ReviewAsync("drop", ids[1])).Code);
        Assert.Equal(2, (await ReviewAsync("drop")).Code);

        var ends = await restored.Client.WaitForEndsAsync(ids.Take(2), TimeSpan.FromMinutes(1));
        Assert.Equal("canceled", ends[ids[1]]);
        Assert.Contains(ends[ids[0]], (string[])["sent", "delivered"]);
        var calls = Journal.Read(_directory).Calls.CountBy(id => id).ToDictionary();
        Assert.Equal((2, 1, 1), (calls[ids[0]], calls[ids[1]], calls[ids[2]]));
        Assert.Equal([ids[2]], (await ReviewAsync("list")).Said.Select(line => line.Split('\t')[0]));
    }

    /// <summary>Only the database, as a backup does, and no left-over of the one before.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var name in (string[])["belay.db", "belay.db-wal", "belay.db-shm"])
        {
            File.Delete(Path.Combine(to, name));
            if (name != "belay.db-shm" && File.Exists(Path.Combine(from, name)))
            {
                File.Copy(Path.Combine(from, name), Path.Combine(to, name));
            }
        }
    }

    private async Task<(int Code, string[] Said)> ReviewAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll"), "review", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Belay__DataDirectory"] = Path.Combine(_directory, "data");
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await complained;
        return (process.ExitCode, (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
