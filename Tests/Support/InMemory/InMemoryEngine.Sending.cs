using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>How due messages leave.</summary>
public sealed partial class InMemoryEngine
{
    /// <summary>A call found open was cut short by the end of the engine before; its outcome is unknown.</summary>
    private void RecoverOpenCalls()
    {
        lock (_store.Lock)
        {
            var now = _time.GetUtcNow();
            foreach (var message in _store.Messages.Values.Where(message => message.CallOpen).ToList())
            {
                var unknown = new CarrierAnswer.Unknown(new MessageError("restarted", "The engine ended during the call."));
                Decide_NeedsLock(message, Answered(message.Claims, unknown), now);
            }
        }
    }

    /// <summary>
    /// Claims what is due, most overdue first, as far as there are free calls, and sets the timer to the next instant that matters.
    /// </summary>
    private void Wake()
    {
        List<Message> claimed = [];
        lock (_store.Lock)
        {
            while (!_stopped && _store.Wakes.Count > 0 && _open < _carrier.Traits.CallsAtOnce(_settings.DispatchConcurrency))
            {
                var now = _time.GetUtcNow();
                var next = _store.Wakes.Min;
                if (next.WakeAt > now)
                {
                    Arm_NeedsLock(next.WakeAt - now);
                    if (next.WakeAt > _time.GetUtcNow())
                    {
                        break;
                    }

                    // Its time came before the timer began to count.
                    continue;
                }

                var decision = Decide_NeedsLock(_store.Messages[next.Id], new Command.Wake(_carrier.Traits), now);
                if (decision.CallsCarrier)
                {
                    _open++;
                    claimed.Add(decision.Next);
                }
            }
        }

        Outbox.Signal();
        foreach (var message in claimed)
        {
            // Owned by the engine: it never throws, and an engine that has stopped ignores its answer.
            _ = Task.Run(() => SubmitAsync(message), CancellationToken.None);
        }
    }

    private void Arm_NeedsLock(TimeSpan dueIn)
    {
        // A timer takes at most 49 days; an early tick finds nothing due and arms it again.
        var longest = TimeSpan.FromDays(40);
        _timer.Change(dueIn > longest ? longest : dueIn, Timeout.InfiniteTimeSpan);
    }

    private async Task SubmitAsync(Message message)
    {
        CarrierAnswer answer;
        try
        {
            answer = await _carrier.SubmitAsync(new Submission(message.Draft, message.Attempts, message.DueAt), _stopping.Token);
        }
#pragma warning disable CA1031 // Whatever a carrier throws, the outcome of the call is unknown.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            answer = new CarrierAnswer.Unknown(new MessageError("carrier_threw", exception.GetType().Name));
        }

        lock (_store.Lock)
        {
            if (_stopped)
            {
                return;
            }

            _open--;
            Decide_NeedsLock(_store.Messages[message.Id], Answered(message.Claims, answer), _time.GetUtcNow());
        }

        Wake();
    }

    private Command.RecordAnswer Answered(int claim, CarrierAnswer answer) =>
        new(claim, answer, _carrier.Traits, _settings.Sending, Random.Shared.NextDouble());
}
