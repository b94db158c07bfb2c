using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Receipts that wait for their time, all for the same delay, so that first in is first out and one timer is enough.</summary>
internal sealed class DelayedReceipts : IDisposable
{
    private readonly string _carrierName;
    private readonly TimeSpan _delay;
    private readonly int _max;
    private readonly IReceiptSink _sink;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _waiting = new();
    private readonly ITimer _timer;
    private bool _releasing;
    private Task _release = Task.CompletedTask;

    public DelayedReceipts(string carrierName, TimeSpan delay, int max, IReceiptSink sink, TimeProvider timeProvider)
    {
        (_carrierName, _delay, _max, _sink, _timeProvider) = (carrierName, delay, max, sink, timeProvider);
        _timer = timeProvider.CreateTimer(
            static self => ((DelayedReceipts)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count >= _max;
            }
        }
    }

    /// <summary>Puts a receipt to be given after the delay; its time is set when it is given.</summary>
    public void Add(Receipt receipt)
    {
        lock (_lock)
        {
            _waiting.Enqueue(new(receipt, _timeProvider.GetTimestamp()));
            if (!_releasing && _waiting.Count == 1)
            {
                _timer.Change(_delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _timer.Dispose();
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_releasing)
            {
                return;
            }

            _releasing = true;
        }

        _release = ReleaseAsync();
    }

    /// <summary>Gives all receipts whose time has come; a full sink is waited for, the others wait behind it.</summary>
    private async Task ReleaseAsync()
    {
        while (NextDue() is { } receipt)
        {
            try
            {
                await _sink.WriteAsync(new(_carrierName, receipt with { At = _timeProvider.GetUtcNow() }), _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Takes the next receipt that is due; where there is none, arms the timer for the one that will be.</summary>
    private Receipt? NextDue()
    {
        lock (_lock)
        {
            if (_waiting.TryPeek(out var first) && !_stopping.IsCancellationRequested)
            {
                var remaining = _delay - _timeProvider.GetElapsedTime(first.Since);
                if (remaining <= TimeSpan.Zero)
                {
                    return _waiting.Dequeue().Receipt;
                }

                // A timer counts whole milliseconds; rounding up spares a second, empty round.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }

            _releasing = false;
            return null;
        }
    }

    private readonly record struct Entry(Receipt Receipt, long Since);
}
