using System.Text;
using Belay.Messages;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>What only the store in one file can be asked about erasing: the bytes on its disk, and the size of its steps.</summary>
public sealed class EraserTests
{
    private const string Canary = "an-unmistakable-canary-text";

    private static readonly EngineSettings Short = new() { KeepFinishedFor = TimeSpan.FromDays(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_what_was_erased_no_byte_is_left_in_the_database()
    {
        await using var fixture = SqliteFixture.Create(Short, ownsClock: true, new Adjustments());
        var ids = await CancelAsync(fixture, 3);
        Assert.Contains(Canary, await BytesAsync(fixture), StringComparison.Ordinal);

        await EraseAsync(fixture, ids);

        var bytes = await BytesAsync(fixture);
        Assert.DoesNotContain(Canary, bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("+1202555", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_one_step_holds_is_erased_step_by_step()
    {
        await using var fixture = SqliteFixture.Create(Short, ownsClock: true, new Adjustments());

        await EraseAsync(fixture, await CancelAsync(fixture, 250));
    }

    private static async Task<IReadOnlyList<MessageId>> CancelAsync(SqliteFixture fixture, int count)
    {
        var ids = new List<MessageId>();
        for (var i = 0; i < count; i++)
        {
            var id = MessageId.Create(fixture.Now, [0, 0, 0, 0, 0, 0, 0, 0, (byte)(i >> 8), (byte)i]);
            var draft = new Draft
            {
                Id = id,
                Organization = OrganizationId.Parse("acme"),
                Batch = BatchId.Of(id),
                Dialect = Dialect.None,
                From = "+12025550000",
                To = $"+1202555{i + 1:0000}",
                Text = Canary,
                Tags = [Canary],
                SendAt = fixture.Now.AddHours(1),
            };
            Assert.IsType<ScheduleVerdict.Accepted>(await fixture.Engine.ScheduleAsync(new ScheduleRequest([draft], new Actor("test")), Token));
            Assert.IsType<CancelVerdict.Canceled>(
                await fixture.Engine.CancelAsync(draft.Organization, id, new Actor("test"), CancelRule.Pending, Token));
            ids.Add(id);
        }

        return ids;
    }

    private static async Task EraseAsync(SqliteFixture fixture, IReadOnlyList<MessageId> ids)
    {
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        using var patience = new CancellationTokenSource(ScriptedCarrier.Patience);
        while (true)
        {
            var left = 0;
            foreach (var id in ids)
            {
                left += (await fixture.Engine.FindAsync(OrganizationId.Parse("acme"), id, Token))!.ErasedAt is null ? 1 : 0;
            }

            if (left == 0)
            {
                return;
            }

            // The next step comes after a pause of the engine's clock, once the step before has ended on the engine's own threads.
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>The database file as it is when nobody has it open: without its log.</summary>
    private static async Task<string> BytesAsync(SqliteFixture fixture)
    {
        var copy = fixture.CopyAsAfterCrash();
        try
        {
            await using (var engine = fixture.OpenCopy(copy))
            {
                engine.Start();
            }

            Assert.False(File.Exists(Path.Combine(copy, "belay.db-wal")) && new FileInfo(Path.Combine(copy, "belay.db-wal")).Length > 0);
            return Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(copy, "belay.db"), Token));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
