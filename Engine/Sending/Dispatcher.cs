using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Engine.Sending;

/// <summary>
/// One in each process: knows which messages are near, has the most overdue one claimed when a call of the carrier is free, makes the call, and
/// brings the answer back.
/// </summary>
/// <remarks>
/// A message is claimed only when its call can begin, so that it can be canceled up to then. While the store has more that is overdue than is known
/// here, what is due later is left to it: the next look brings it in its turn. So what is due leaves in the order of its times, and memory does not
/// follow the backlog.
/// </remarks>
public sealed partial class Dispatcher : IDisposable
{
    /// <summary>How long to wait before an answer that could not be recorded is recorded again.</summary>
    private static readonly TimeSpan RecordAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a call that is cut short may take to return.</summary>
    private static readonly TimeSpan HeedWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest wait of the timer: the wall clock is read again at least this often, so that a clock that is set delays nothing for longer.
    /// </summary>
    private static readonly TimeSpan SleepMax = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The shortest time between two failures of the store that have everything looked for anew: one message that always fails is no outage.
    /// </summary>
    private static readonly TimeSpan DoubtAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How many messages are made ready at once.</summary>
    private const int ReadyAtOnce = 32;

    /// <summary>How many messages may be ready for their claim before they are due: enough for what leaves at once.</summary>
    private const int ReadyMax = 8192;

    /// <summary>A clock that moves by so much while a timer is being set is one that was set.</summary>
    private static readonly TimeSpan MovedBy = TimeSpan.FromMilliseconds(1);

    private readonly EngineHost _host;
    private readonly IMessageActors _actors;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly DueQueue _queue;
    private readonly Queue<MessageId> _toReady = new();
    private readonly CancellationTokenSource _cutShort = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private DateTimeOffset _sleepsUntil;
    private DateTimeOffset _wakesAt;
    private bool _tickedEarly;
    private long _requests;
    private int _open;
    private int _readying;
    private bool _isDraining;

    /// <summary>All that is due up to here is known here, or was claimed; what is due later may come after something that is not.</summary>
    private DateTimeOffset _knownUpTo = DateTimeOffset.MinValue;
    private bool _isLooking;
    private bool _isInDoubt;
    private long? _doubtedAt;

    /// <summary>Makes it; it claims nothing before it is told what is due.</summary>
    public Dispatcher(EngineHost host, IMessageActors actors, ILogger<Dispatcher> logger)
    {
        ArgumentNullException.ThrowIfNull(host);
        (_host, _actors, _logger) = (host, actors, logger);
        _queue = new() { SoonWithin = host.Options.ReadyAhead };
        LookWanted.Give();
        _timer = host.Time.CreateTimer(_ => Awake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Most calls that may be open at once.</summary>
    public int CallsMax => _host.Carrier.Traits.CallsAtOnce(_host.Options.DispatchConcurrency);

    /// <summary>How many messages are due here, those with an open call included.</summary>
    public int Due
    {
        get
        {
            lock (_lock)
            {
                return _queue.Due + _open;
            }
        }
    }

    /// <summary>How many calls are claimed, made or recorded now.</summary>
    public int OpenCalls
    {
        get
        {
            lock (_lock)
            {
                return _open;
            }
        }
    }

    /// <summary>Whether nothing is soon due here, and no call is open.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _open == 0 && _queue.Soon == 0 && _queue.Due == 0;
            }
        }
    }

    /// <summary>
    /// How many overdue messages a look at the store brings at most: so many more than there are calls, or than a few quick ones take meanwhile, that
    /// calls do not wait for the next look.
    /// </summary>
    public int TakenMax => Math.Max(4 * CallsMax, 256) + CallsMax;

    /// <summary>Whether all that is due is known here. If not, the store is to be looked at when there is not enough to do.</summary>
    public bool KnowsAll
    {
        get
        {
            lock (_lock)
            {
                return _knownUpTo == DateTimeOffset.MaxValue;
            }
        }
    }

    /// <summary>Given when the store is to be looked at: there is not enough to do while more is overdue, or what is known is in doubt.</summary>
    public Nudge LookWanted { get; } = new();

    /// <summary>The store is looked at from now on: what comes due meanwhile may not be in that look, and is kept.</summary>
    public void BeginLook()
    {
        lock (_lock)
        {
            (_isLooking, _isInDoubt) = (true, false);
            LookWanted.TakeBack();
        }
    }

    /// <summary>The look failed; another one is to follow.</summary>
    public void EndLook()
    {
        lock (_lock)
        {
            _isLooking = false;
            _queue.LeaveDueAfter(_knownUpTo, _host.Time.GetUtcNow());
            if (_knownUpTo != DateTimeOffset.MaxValue)
            {
                LookWanted.Give();
            }
        }
    }

    /// <summary>Takes up what a look at the store found, and lets claiming go on up to there.</summary>
    /// <param name="found">Messages, and when each was due.</param>
    /// <param name="upTo">All that is due up to this instant was found, and is among them or was known here.</param>
    /// <param name="isAll">Whether nothing was left out that is due later.</param>
    public void TakeUp(IEnumerable<(MessageId Id, DateTimeOffset At)> found, DateTimeOffset upTo, bool isAll)
    {
        ArgumentNullException.ThrowIfNull(found);
        var now = _host.Time.GetUtcNow();
        lock (_lock)
        {
            _isLooking = false;
            _knownUpTo = isAll && !_isInDoubt ? DateTimeOffset.MaxValue : upTo;
            if (_isInDoubt)
            {
                LookWanted.Give();
            }

            _queue.LeaveDueAfter(_knownUpTo, now);
            foreach (var (id, at) in found)
            {
                if (!_queue.Holds(id))
                {
                    _queue.Enqueue(id, at, now);
                }
            }
        }

        Advance();
    }

    /// <summary>
    /// Queues a message for its time, in place of what was queued before; one whose call is made here, only after its answer is recorded.
    /// </summary>
    public void Enqueue(MessageId id, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            if (!_queue.Enqueue(id, dueAt, _host.Time.GetUtcNow()))
            {
                return;
            }
        }

        Advance();
    }

    /// <summary>Forgets a message that waits for nothing near any more; one that is due, or whose call is made here, once that is over.</summary>
    public void Forget(MessageId id)
    {
        lock (_lock)
        {
            _queue.Forget(id);
        }
    }

    /// <summary>Whether the message is due here, or its call is made here.</summary>
    public bool Holds(MessageId id)
    {
        lock (_lock)
        {
            return _queue.Holds(id);
        }
    }

    /// <summary>Whether the message waits here, is due here, or its call is made here.</summary>
    public bool Knows(MessageId id)
    {
        lock (_lock)
        {
            return _queue.Knows(id);
        }
    }

    /// <summary>
    /// Claims nothing more, and waits for open calls; past the grace it cuts them short. Who looks for overdue messages later finds those that do not
    /// even heed that.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isDraining = true;
            if (_open == 0)
            {
                return;
            }
        }

        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(_host.Options.StopGrace);
        await using var cut = grace.Token.Register(_cutShort.Cancel);
        await Task.WhenAny(_idle.Task, Task.Delay(_host.Options.StopGrace + HeedWithin, TimeProvider.System, CancellationToken.None));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _cutShort.Dispose();
    }

    /// <summary>The timer has ticked. It may have done so a little early by the wall clock: then it is set again.</summary>
    private void Awake()
    {
        lock (_lock)
        {
            _tickedEarly = _host.Time.GetUtcNow() < _wakesAt;
            _sleepsUntil = DateTimeOffset.MinValue;
        }

        Advance();
    }

    /// <summary>
    /// A claim failed because the store is away. What was due before it may be lost here by now: nothing is claimed until the store was looked at
    /// again.
    /// </summary>
    private void Doubt()
    {
        lock (_lock)
        {
            if (_doubtedAt is { } before && _host.Time.GetElapsedTime(before) < DoubtAgainAfter)
            {
                return;
            }

            _doubtedAt = _host.Time.GetTimestamp();
            (_knownUpTo, _isInDoubt) = (DateTimeOffset.MinValue, true);
            _queue.LeaveDueAfter(_knownUpTo, _host.Time.GetUtcNow());
            LookWanted.Give();
        }
    }

    /// <summary>Moves on what has come due, in due order, begins as many calls as are free, and sets the timer for what comes next.</summary>
    private void Advance()
    {
        lock (_lock)
        {
            DateTimeOffset now;
            do
            {
                now = _host.Time.GetUtcNow();
                _queue.Advance(now, keepUpTo: _isLooking ? DateTimeOffset.MaxValue : _knownUpTo, Ready_NeedsLock);
            }
            while (!TrySleep_NeedsLock(now));

            while (!_isDraining && _open < CallsMax && _queue.TryTake(_knownUpTo, out var id))
            {
                _open++;
                var (message, claimant) = (id, new Claimant(_host.Claimants.Self, ++_requests));
                Begin(() => SendAsync(message, claimant));
            }

            if (_knownUpTo != DateTimeOffset.MaxValue && !_isLooking && _queue.Due + _open <= TakenMax / 2)
            {
                LookWanted.Give();
            }
        }
    }

    /// <summary>
    /// Sets the timer for what comes next; false where the clock moved on while the timer was being set, or that time has come already.
    /// </summary>
    private bool TrySleep_NeedsLock(DateTimeOffset now)
    {
        if (_queue.Next is not { } nextAt)
        {
            return true;
        }

        if (_sleepsUntil != nextAt || _wakesAt <= now)
        {
            var pause = nextAt - now < SleepMax ? nextAt - now : SleepMax;
            if (_tickedEarly)
            {
                // Whole milliseconds are what timers count in: with less, it would tick again and again until then.
                pause = TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds));
                _tickedEarly = false;
            }

            (_sleepsUntil, _wakesAt) = (nextAt, now + pause);
            _timer.Change(pause, Timeout.InfiniteTimeSpan);
            if (_host.Time.GetUtcNow() - now >= MovedBy)
            {
                // The pause counts from where the clock is by now, and so would end too late.
                _sleepsUntil = DateTimeOffset.MinValue;
                return false;
            }
        }

        return _host.Time.GetUtcNow() < nextAt;
    }

    private void Begin(Func<Task> work) =>
        _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _host.Turns);

    /// <summary>Has a message that is soon due be ready for its claim, unless so many are already that they would fill the memory.</summary>
    private void Ready_NeedsLock(MessageId id)
    {
        if (_isDraining || _queue.Soon + _queue.Due > ReadyMax)
        {
            return;
        }

        _toReady.Enqueue(id);
        if (_readying < ReadyAtOnce)
        {
            _readying++;
            Begin(ReadyAsync);
        }
    }

    private async Task ReadyAsync()
    {
        while (true)
        {
            MessageId id;
            lock (_lock)
            {
                if (!_toReady.TryDequeue(out id))
                {
                    _readying--;
                    return;
                }
            }

            try
            {
                await _actors.AttendAsync(id);
            }
#pragma warning disable CA1031 // What could not be read now is read by its claim.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    private async Task SendAsync(MessageId id, Claimant claimant)
    {
        try
        {
            if (await _actors.ClaimAsync(id, claimant) is { } call)
            {
                lock (_lock)
                {
                    _queue.Call(id);
                }

                await RecordAsync(id, call.Claim, await CallAsync(id, call.Submission));
            }
        }
#pragma warning disable CA1031 // Whatever fails, the next look for overdue messages brings it back.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogPutOff(id, failed.GetType().Name);
            if (failed is StoreUnavailableException)
            {
                Doubt();
            }
        }

        lock (_lock)
        {
            _queue.Leave(id, _host.Time.GetUtcNow());
            _open--;
            if (_open == 0 && _isDraining)
            {
                _idle.TrySetResult();
            }
        }

        Advance();
    }

    private async Task<CarrierAnswer> CallAsync(MessageId id, Submission submission)
    {
        CarrierAnswer answer;
        SendingEvents.Log.Calling(id, submission.Attempt);
        try
        {
            var call = _host.Carrier.SubmitAsync(submission, _cutShort.Token);
            answer = await (_host.Options.CallLease is { } lease ? call.WaitAsync(lease, _host.Time) : call);
        }
#pragma warning disable CA1031 // Whatever a carrier throws, the outcome of the call is unknown.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogCarrierFailed(_host.Carrier.Traits.Name, failed.GetType().Name);
            answer = new CarrierAnswer.Unknown(new MessageError("carrier_failed", "The call of the carrier failed without an answer."));
        }

        SendingEvents.Log.Answered(id, submission.Attempt, answer);
        return answer;
    }

    /// <summary>
    /// Brings the answer until it is durable or stale, or the process ends. Until then the message is held here: a second request for it would say
    /// that no call was made.
    /// </summary>
    private async Task RecordAsync(MessageId id, int claim, CarrierAnswer answer)
    {
        while (true)
        {
            try
            {
                await _actors.RecordAnswerAsync(id, claim, answer);
                return;
            }
#pragma warning disable CA1031 // The store or the message's process is away for the moment.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                LogNotRecorded(id, failed.GetType().Name);
                if (_cutShort.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(RecordAgainAfter, _host.Time, _cutShort.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Message {Id} could not be sent now ({ExceptionType}); the next look for overdue messages brings it back")]
    private partial void LogPutOff(MessageId id, string exceptionType);

    [LoggerMessage(2, LogLevel.Warning, "Carrier {Carrier} failed with {ExceptionType}")]
    private partial void LogCarrierFailed(string carrier, string exceptionType);

    [LoggerMessage(3, LogLevel.Warning, "The answer for message {Id} could not be recorded ({ExceptionType}); trying again")]
    private partial void LogNotRecorded(MessageId id, string exceptionType);
}
