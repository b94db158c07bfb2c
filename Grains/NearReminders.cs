using Belay.Engine;
using Belay.Engine.Sending;
using Belay.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Belay.Grains;

/// <summary>The table of reminders, of which Orleans sees what the dispatcher does not know yet.</summary>
/// <remarks>
/// Orleans keeps a loop with a timer, 2 kB, for each reminder that is near; what waits in the dispatcher takes a tenth of that. So a reminder ticks
/// some time before its message is due, which then waits in the dispatcher, and Orleans hears of it no more. What is due sooner than that tick would
/// come, and what is more than Orleans should keep, is handed to the dispatcher at once.
/// </remarks>
internal sealed class NearReminders(IReminderTable table, Dispatcher dispatcher, EngineOptions options, TimeProvider time) : IReminderTable
{
    /// <summary>Most reminders that Orleans is shown in one look.</summary>
    private const int ShownMax = 1_000;

    /// <summary>Reminders are read in milliseconds, rounded: a claim that comes too early is made for nothing.</summary>
    private static readonly TimeSpan Exactness = TimeSpan.FromMilliseconds(1);

    /// <summary>How often Orleans looks for reminders that are near.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    /// <summary>How long before its message is due a reminder ticks: the message waits in the dispatcher from then on.</summary>
    private TimeSpan TickAhead => options.WatchWithin / 2;

    /// <summary>Puts it in the place of the table that is registered.</summary>
    public static void Replace(IServiceCollection services)
    {
        var table = services.Last(service => service.ServiceType == typeof(IReminderTable));
        services.Replace(ServiceDescriptor.Singleton<IReminderTable>(provider => ActivatorUtilities.CreateInstance<NearReminders>(
            provider, (IReminderTable)ActivatorUtilities.CreateInstance(provider, table.ImplementationType!))));
    }

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var near = await table.ReadRows(begin, end);
        var now = time.GetUtcNow();
        var shown = new List<ReminderEntry>();
        foreach (var reminder in near.Reminders)
        {
            var id = new MessageId(Guid.Parse(reminder.GrainId.Key.ToString()!));
            if (dispatcher.Knows(id))
            {
                continue;
            }

            var dueAt = new DateTimeOffset(reminder.StartAt, TimeSpan.Zero);
            if (dueAt - TickAhead > now && shown.Count < ShownMax)
            {
                // One tick is all that is needed: by the next the dispatcher knows it.
                (reminder.StartAt, reminder.Period) = (reminder.StartAt - TickAhead, options.WatchWithin);
                shown.Add(reminder);
            }
            else
            {
                dispatcher.Enqueue(id, dueAt + Exactness);
            }
        }

        return new(shown);
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => table.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => table.StopAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => table.ReadRows(grainId);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => table.ReadRow(grainId, reminderName);

    public Task<string?> UpsertRow(ReminderEntry entry) => table.UpsertRow(entry);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => table.RemoveRow(grainId, reminderName, eTag);

    public Task TestOnlyClearTable() => table.TestOnlyClearTable();
}
