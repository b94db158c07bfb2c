using Belay.Grains.Interfaces;
using Belay.Grains.Storage;
using Belay.Messages;
using Belay.Storage.Postgres.Writing;

namespace Belay.Grains;

/// <summary>Writes the messages of one request in one commit. They are new, so no activation of theirs knows anything yet; those that are due soon are told afterwards.</summary>
[GrainType("batch")]
internal sealed class BatchGrain(PostgresBatches batches, ClusterEngineOptions options, TimeProvider time) : Grain, IBatchGrain
{
    public async Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request)
    {
        var now = time.GetUtcNow();
        var verdict = await batches.ScheduleAsync(
            request, now, message => MessageStorage.ReminderOf(message, Work(message.Id).GetGrainId()), CancellationToken.None);
        if (verdict is ScheduleVerdict.Accepted { Messages: var messages })
        {
            foreach (var message in messages)
            {
                EngineMetrics.Count(message.Timeline);
            }

            await Task.WhenAll(messages.Where(message => message.WakeAt - now <= options.WatchWithin).Select(message => Work(message.Id).AttendAsync()));
        }

        return verdict;
    }

    private IMessageWork Work(MessageId id) => GrainFactory.GetGrain<IMessageWork>(id.ToString());
}
