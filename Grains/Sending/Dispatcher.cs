using Belay.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Grains.Sending;

/// <summary>
/// One per silo: takes messages that are due, the most overdue first, has them claimed when a call of the carrier is free, makes the call, and brings the answer
/// back.
/// </summary>
/// <remarks>One timer serves all that is near, so that what comes due while the process stands still leaves in due order all the same.</remarks>
internal sealed partial class Dispatcher : BackgroundService
{
    private static readonly TimeSpan RecordAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait of the timer: the wall clock is read again at least this often, so that a clock that is set delays nothing for longer.</summary>
    private static readonly TimeSpan SleepMax = TimeSpan.FromSeconds(1);

    private readonly ICarrier _carrier;
    private readonly ClusterEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<MessageId, DateTimeOffset> _near = new();
    private readonly PriorityQueue<MessageId, DateTimeOffset> _due = new();
    private readonly Dictionary<MessageId, Entry> _entries = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private long _askings;

    public Dispatcher(ICarrier carrier, ILocalSiloDetails silo, ClusterEngineOptions options, TimeProvider time, ILogger<Dispatcher> logger)
    {
        (_carrier, _options, _time, _logger) = (carrier, options, time, logger);
        Silo = silo.SiloAddress.ToParsableString();
        _timer = time.CreateTimer(_ => MoveDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Place
    {
        Near,
        Due,
        Calling,
    }

    /// <summary>This silo, as claims name it.</summary>
    public string Silo { get; }

    /// <summary>Lets sending begin.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Queues a message for its time, in place of what was queued before; one whose call this silo makes, only after its answer is recorded.</summary>
    public void Enqueue(IMessageWork message, MessageId id, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out var entry))
            {
                _entries[id] = entry = new Entry(message);
            }
            else if (entry.Place == Place.Calling)
            {
                entry.AgainAt = dueAt;
                return;
            }
            else if (entry.Place == Place.Due || entry.At == dueAt)
            {
                return;
            }

            entry.At = dueAt;
            _near.Enqueue(id, dueAt);
        }

        MoveDue();
    }

    /// <summary>Forgets a message that waits for nothing any more, unless it is due or its call is made here.</summary>
    public void Forget(MessageId id)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out var entry) && entry.Place == Place.Near)
            {
                _entries.Remove(id);
            }
        }
    }

    /// <summary>Whether the message is due here, or this silo makes its call.</summary>
    public bool Holds(MessageId id)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(id, out var entry) && entry.Place != Place.Near;
        }
    }

    public override void Dispose()
    {
        _timer.Dispose();
        _arrived.Dispose();
        base.Dispose();
    }

    /// <summary>Stops claiming; calls that are open get the host's time to end.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAny(_opened.Task, Task.Delay(Timeout.InfiniteTimeSpan, _time, stoppingToken));
        await Task.WhenAll(Enumerable.Range(0, _carrier.Traits.CallsAtOnce(_options.DispatchConcurrency)).Select(_ => RunAsync(stoppingToken)));
    }

    /// <summary>Moves what has come due to the calls, in due order, and sets the timer for what comes next.</summary>
    private void MoveDue()
    {
        var moved = 0;
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            while (_near.TryPeek(out var id, out var at) && (at <= now || !IsNear(id, at)))
            {
                _near.Dequeue();
                if (IsNear(id, at))
                {
                    _entries[id].Place = Place.Due;
                    _due.Enqueue(id, at);
                    moved++;
                }
            }

            if (_near.TryPeek(out _, out var nextAt))
            {
                // Whole milliseconds are what timers count in; a tick before the time only sets the timer again.
                var pause = TimeSpan.FromMilliseconds(Math.Ceiling((nextAt - now).TotalMilliseconds));
                _timer.Change(pause < SleepMax ? pause : SleepMax, Timeout.InfiniteTimeSpan);
            }
        }

        if (moved > 0)
        {
            _arrived.Release(moved);
        }
    }

    private bool IsNear(MessageId id, DateTimeOffset at) => _entries.TryGetValue(id, out var entry) && entry.Place == Place.Near && entry.At == at;

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _arrived.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            MessageId id;
            Entry entry;
            lock (_lock)
            {
                id = _due.Dequeue();
                entry = _entries[id];
            }

            try
            {
                await SendAsync(entry, id);
            }
#pragma warning disable CA1031 // Whatever fails, the message's reminder or the sweeper brings it back.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                LogPutOff(id, failed.GetType().Name);
            }

            lock (_lock)
            {
                _entries.Remove(id);
            }

            if (entry.AgainAt is { } againAt)
            {
                Enqueue(entry.Message, id, againAt);
            }
        }
    }

    private async Task SendAsync(Entry entry, MessageId id)
    {
        if (await entry.Message.ClaimAsync(Silo, Interlocked.Increment(ref _askings)) is not { } call)
        {
            return;
        }

        lock (_lock)
        {
            entry.Place = Place.Calling;
        }

        CarrierAnswer answer;
        try
        {
            answer = await _carrier.SubmitAsync(call.Submission, CancellationToken.None).WaitAsync(_options.CallLease, _time);
        }
#pragma warning disable CA1031 // Whatever a carrier throws, the outcome of the call is unknown.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogCarrierFailed(_carrier.Traits.Name, failed.GetType().Name);
            answer = new CarrierAnswer.Unknown(new MessageError("carrier_failed", "The call of the carrier failed without an answer."));
        }

        await RecordAsync(entry.Message, id, call.Claim, answer);
    }

    /// <summary>Brings the answer until it is durable or stale. Until then the message is held here: whoever asks for it again says by that that no call was made.</summary>
    private async Task RecordAsync(IMessageWork message, MessageId id, int claim, CarrierAnswer answer)
    {
        while (true)
        {
            try
            {
                await message.RecordAnswerAsync(claim, answer);
                return;
            }
#pragma warning disable CA1031 // The store or the grain's silo is away for the moment.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                LogNotRecorded(id, failed.GetType().Name);
                await Task.Delay(RecordAgainAfter, _time);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Message {Id} could not be sent now ({ExceptionType}); its reminder brings it back")]
    private partial void LogPutOff(MessageId id, string exceptionType);

    [LoggerMessage(2, LogLevel.Warning, "Carrier {Carrier} failed with {ExceptionType}")]
    private partial void LogCarrierFailed(string carrier, string exceptionType);

    [LoggerMessage(3, LogLevel.Warning, "The answer for message {Id} could not be recorded ({ExceptionType}); trying again")]
    private partial void LogNotRecorded(MessageId id, string exceptionType);

    /// <summary>Where a message is in this silo. Read and written under the lock.</summary>
    private sealed class Entry(IMessageWork message)
    {
        public IMessageWork Message { get; } = message;

        public Place Place { get; set; }

        /// <summary>Where it is near: when it comes due.</summary>
        public DateTimeOffset At { get; set; }

        /// <summary>When its time comes again, if that became known before the answer to its call was recorded here.</summary>
        public DateTimeOffset? AgainAt { get; set; }
    }
}
