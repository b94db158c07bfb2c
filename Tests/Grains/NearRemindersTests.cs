using Belay.Engine;
using Belay.Engine.Sending;
using Belay.Grains;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Grains;

/// <summary>What Orleans sees of the reminders that are near.</summary>
public sealed class NearRemindersTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Table _table = new();
    private readonly Dispatcher _dispatcher;
    private readonly NearReminders _reminders;

    public NearRemindersTests()
    {
        var options = new EngineOptions { WatchWithin = TimeSpan.FromSeconds(60) };
        var carrier = new ScriptedCarrier(_clock, new CarrierTraits("test", true, true));
        var host = new EngineHost(null!, carrier, new LocalClaimants("test"), options, _clock);
        _dispatcher = new Dispatcher(host, null!, NullLogger<Dispatcher>.Instance);
        _reminders = new NearReminders(_table, _dispatcher, options, _clock);
    }

    public void Dispose() => _dispatcher.Dispose();

    [Fact]
    public async Task A_reminder_ticks_before_its_message_is_due()
    {
        var id = _table.Add(_clock.GetUtcNow().AddSeconds(50));

        var shown = Assert.Single(await LookAsync());
        Assert.Equal(_clock.GetUtcNow().AddSeconds(20).UtcDateTime, shown.StartAt);
        Assert.False(_dispatcher.Knows(id));
    }

    [Fact]
    public async Task What_is_due_before_its_tick_would_come_waits_in_the_dispatcher_at_once()
    {
        var id = _table.Add(_clock.GetUtcNow().AddSeconds(30));

        Assert.Empty(await LookAsync());
        Assert.True(_dispatcher.Knows(id));
    }

    [Fact]
    public async Task What_the_dispatcher_knows_is_not_shown()
    {
        var id = _table.Add(_clock.GetUtcNow().AddSeconds(50));
        _dispatcher.Enqueue(id, _clock.GetUtcNow().AddSeconds(50));

        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task What_Orleans_does_not_keep_waits_in_the_dispatcher()
    {
        var ids = Enumerable.Range(0, 1_500).Select(_ => _table.Add(_clock.GetUtcNow().AddSeconds(50))).ToList();

        var shown = await LookAsync();
        Assert.Equal(1_000, shown.Count);
        Assert.Equal(500, ids.Count(_dispatcher.Knows));
        Assert.DoesNotContain(shown, reminder => _dispatcher.Knows(Table.IdOf(reminder)));
    }

    private async Task<IList<ReminderEntry>> LookAsync() => (await _reminders.ReadRows(0, 0)).Reminders;

    private sealed class Table : IReminderTable
    {
        private readonly List<ReminderEntry> _entries = [];

        public static MessageId IdOf(ReminderEntry entry) => new(Guid.Parse(entry.GrainId.Key.ToString()!));

        public MessageId Add(DateTimeOffset dueAt)
        {
            var entry = new ReminderEntry
            {
                GrainId = GrainId.Create(MessageGrain.TypeName, new Guid(_entries.Count + 1, 0, 0, new byte[8]).ToString()),
                ReminderName = "wake",
                StartAt = dueAt.UtcDateTime,
                Period = TimeSpan.FromSeconds(10),
            };
            _entries.Add(entry);
            return IdOf(entry);
        }

        public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(new ReminderTableData(_entries));

        public Task<ReminderTableData> ReadRows(GrainId grainId) => throw new NotSupportedException();

        public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => throw new NotSupportedException();

        public Task<string?> UpsertRow(ReminderEntry entry) => throw new NotSupportedException();

        public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => throw new NotSupportedException();

        public Task TestOnlyClearTable() => throw new NotSupportedException();
    }
}
