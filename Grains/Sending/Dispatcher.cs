using Belay.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Grains.Sending;

/// <summary>One per silo: takes messages that are due, the most overdue first, has them claimed when a call of the carrier is free, makes the call, and brings the answer back.</summary>
internal sealed partial class Dispatcher(
    ICarrier carrier, ILocalSiloDetails silo, ClusterEngineOptions options, TimeProvider time, ILogger<Dispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan RecordAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<(IMessageWork Message, MessageId Id), DateTimeOffset> _due = new();
    private readonly Dictionary<MessageId, Held> _held = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _askings;

    private enum Held
    {
        Queued,
        Calling,

        /// <summary>Its time came again before the answer was recorded.</summary>
        CallingAndDue,
    }

    /// <summary>This silo, as claims name it.</summary>
    public string Silo { get; } = silo.SiloAddress.ToParsableString();

    /// <summary>Lets sending begin.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Queues a message. One that is queued already is not queued again; one whose call this silo makes, only after its answer is recorded.</summary>
    public void Enqueue(IMessageWork message, MessageId id, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            if (!_held.TryAdd(id, Held.Queued))
            {
                _held[id] = _held[id] == Held.Queued ? Held.Queued : Held.CallingAndDue;
                return;
            }

            _due.Enqueue((message, id), dueAt);
        }

        _arrived.Release();
    }

    /// <summary>Whether the message is queued here, or this silo makes its call.</summary>
    public bool Holds(MessageId id)
    {
        lock (_lock)
        {
            return _held.ContainsKey(id);
        }
    }

    /// <summary>Stops claiming; calls that are open get the host's time to end.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAny(_opened.Task, Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken));
        await Task.WhenAll(Enumerable.Range(0, carrier.Traits.CallsAtOnce(options.DispatchConcurrency)).Select(_ => RunAsync(stoppingToken)));
    }

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

            (IMessageWork Message, MessageId Id) next;
            lock (_lock)
            {
                next = _due.Dequeue();
            }

            try
            {
                await SendAsync(next.Message, next.Id);
            }
#pragma warning disable CA1031 // Whatever fails, the message's reminder or the sweeper brings it back.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                LogPutOff(next.Id, failed.GetType().Name);
            }

            if (LetGo(next.Id))
            {
                Enqueue(next.Message, next.Id, time.GetUtcNow());
            }
        }
    }

    private async Task SendAsync(IMessageWork message, MessageId id)
    {
        if (await message.ClaimAsync(Silo, Interlocked.Increment(ref _askings)) is not { } call)
        {
            return;
        }

        lock (_lock)
        {
            _held[id] = Held.Calling;
        }

        CarrierAnswer answer;
        try
        {
            answer = await carrier.SubmitAsync(call.Submission, CancellationToken.None).WaitAsync(options.CallLease, time);
        }
#pragma warning disable CA1031 // Whatever a carrier throws, the outcome of the call is unknown.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogCarrierFailed(carrier.Traits.Name, failed.GetType().Name);
            answer = new CarrierAnswer.Unknown(new MessageError("carrier_failed", "The call of the carrier failed without an answer."));
        }

        await RecordAsync(message, id, call.Claim, answer);
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
                await Task.Delay(RecordAgainAfter, time);
            }
        }
    }

    /// <summary>Lets a message go, and says whether its time came meanwhile.</summary>
    private bool LetGo(MessageId id)
    {
        lock (_lock)
        {
            _held.Remove(id, out var held);
            return held == Held.CallingAndDue;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Message {Id} could not be sent now ({ExceptionType}); its reminder brings it back")]
    private partial void LogPutOff(MessageId id, string exceptionType);

    [LoggerMessage(2, LogLevel.Warning, "Carrier {Carrier} failed with {ExceptionType}")]
    private partial void LogCarrierFailed(string carrier, string exceptionType);

    [LoggerMessage(3, LogLevel.Warning, "The answer for message {Id} could not be recorded ({ExceptionType}); trying again")]
    private partial void LogNotRecorded(MessageId id, string exceptionType);
}
