using Belay.Client;

namespace Example;

public sealed class Appointments(BelayClient belay)
{
    /// <summary>The same key on every try: however often this is repeated, there is one message.</summary>
    public async Task<string> RemindAsync(string number, DateTimeOffset at, string appointment, CancellationToken stop)
    {
        var message = new NewMessage(number, "See you tomorrow.") { SendAt = at, Tags = [appointment] };
        return (await belay.ScheduleAsync(message, idempotencyKey: appointment, stop)).Id;
    }

    /// <summary>Whether it will never be sent; where it is too late, somebody should call.</summary>
    public async Task<bool> CallOffAsync(string messageId, CancellationToken stop) => (await belay.CancelAsync(messageId, stop)).WillNeverBeSent;
}
