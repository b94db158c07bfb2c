using System.Text.Json;
using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

public sealed class SandboxJournalTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".jsonl");
    private readonly ManualTimeProvider _clock = new();
    private readonly ReceiptChannel _receipts = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Has_one_line_per_call_when_the_call_is_answered(bool fsync)
    {
        using var sandbox = NewSandbox(fsync);
        await sandbox.SubmitAsync(Samples.Submission(SandboxNumbers.LaterTwice, attempt: 1), Token);
        await sandbox.SubmitAsync(Samples.Submission(SandboxNumbers.LaterTwice, attempt: 3), Token);
        await sandbox.SubmitAsync(Samples.Submission(SandboxNumbers.LaterTwice, attempt: 4), Token);

        var lines = ReadWhileOpen().Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal([1, 3, 4], lines.Select(line => line.GetProperty("attempt").GetInt32()));
        Assert.Equal([false, true, false], lines.Select(line => line.GetProperty("effect").GetBoolean()));
        Assert.All(lines, line =>
        {
            Assert.Equal(Samples.Draft().Id.ToString(), line.GetProperty("id").GetString());
            Assert.Equal(_clock.GetUtcNow(), line.GetProperty("at").GetDateTimeOffset());
            Assert.Equal(4, line.EnumerateObject().Count());
        });
    }

    [Fact]
    public async Task Holds_neither_text_nor_numbers()
    {
        using var sandbox = NewSandbox();
        await sandbox.SubmitAsync(Samples.Submission(), Token);

        var journal = string.Concat(ReadWhileOpen());
        Assert.NotEmpty(journal);
        Assert.DoesNotContain(Samples.Text, journal, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Samples.To[1..], journal, StringComparison.Ordinal);
        Assert.DoesNotContain(Samples.From[1..], journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P4_keys_are_remembered_over_a_restart()
    {
        CarrierAnswer before;
        using (var sandbox = NewSandbox())
        {
            before = await sandbox.SubmitAsync(Samples.Submission(), Token);
        }

        using var restarted = NewSandbox();
        var after = await restarted.SubmitAsync(Samples.Submission(attempt: 2), Token);

        Assert.Equal(before, after);
        Assert.Equal(new SandboxCounters(1, 0, 1, 1), restarted.Counters);
    }

    [Fact]
    public async Task A_line_torn_by_a_crash_spoils_neither_its_neighbours_nor_the_next_line()
    {
        using (var sandbox = NewSandbox())
        {
            await sandbox.SubmitAsync(Samples.Submission(n: 1), Token);
        }

        await File.AppendAllTextAsync(_path, """{"id":"0193""", Token);
        using var restarted = NewSandbox();
        await restarted.SubmitAsync(Samples.Submission(n: 2), Token);

        var lines = ReadWhileOpen();
        Assert.Equal(3, lines.Count);
        Assert.Contains(Samples.Draft(n: 2).Id.ToString(), lines[2], StringComparison.Ordinal);
        Assert.Equal(2, restarted.Counters.KeysRemembered);
    }

    private SandboxCarrier NewSandbox(bool fsync = false) =>
        new(new SandboxOptions { JournalPath = _path, JournalFsync = fsync }, _receipts, _clock);

    private List<string> ReadWhileOpen()
    {
        using var reader = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
