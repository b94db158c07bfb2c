using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Extensions.Logging;

namespace Belay.Engine.Embedded.Sending;

/// <summary>Claims what is due and hands it to the carrier: never more at once than there are free calls, the most overdue first.</summary>
/// <remarks>A message is claimed only when its call can begin, so that it can be canceled up to then. Memory is bounded by the calls in flight.</remarks>
internal sealed partial class Dispatcher(
    ICarrier carrier, EmbeddedEngineOptions options, Surroundings surroundings, TimeProvider time, Action eventsWritten, ILogger logger) : IDueWork, IDisposable
{
    /// <summary>How long to wait before an answer that could not be recorded is recorded again.</summary>
    private static readonly TimeSpan RecordAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a call that is cut short may take to return.</summary>
    private static readonly TimeSpan HeedWithin = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _cutShort = new();
    private readonly List<Message> _claimed = [];
    private readonly Dictionary<MessageId, Message> _doubtful = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Writer? _writer;
    private bool _doubtsSettled;
    private int _open;
    private volatile bool _draining;
    private volatile bool _claimsNothingMore;

    public DateTimeOffset NextAt { get; set; } = DateTimeOffset.MinValue;

    public bool HasRoom => !_draining && Volatile.Read(ref _open) < CallsMax;

    /// <summary>How many calls of the carrier are open.</summary>
    public int Open => Volatile.Read(ref _open);

    private int CallsMax => carrier.Traits.CallsAtOnce(options.DispatchConcurrency);

    public void Attach(Writer writer) => _writer = writer;

    public bool Wants(DateTimeOffset now) => HasRoom && (NextAt <= now || _doubtful.Count > 0);

    public int Execute(WriteSession session, DateTimeOffset now)
    {
        ClaimDoubtful(session);
        var room = CallsMax - Volatile.Read(ref _open) - _claimed.Count;
        foreach (var message in session.FindDue(now, Math.Clamp(room, 0, options.GroupMax)))
        {
            var decision = MessageDecider.Decide(message, new Command.Wake(carrier.Traits), now);
            if (decision.Verdict != Verdict.Done || !session.TryUpdate(message, decision))
            {
                throw new InvalidOperationException($"Message {message.Id} was due and could not be moved: {decision.Verdict}.");
            }

            if (decision.CallsCarrier)
            {
                _claimed.Add(decision.Next);
            }
        }

        return _claimed.Count;
    }

    public void Committed(bool touchedEvents)
    {
        foreach (var message in _claimed)
        {
            Interlocked.Increment(ref _open);
            _ = Task.Factory.StartNew(() => SendAsync(message), CancellationToken.None, TaskCreationOptions.DenyChildAttach, surroundings.Calls);
        }

        _claimed.Clear();
        if (_doubtsSettled)
        {
            _doubtful.Clear();
            _doubtsSettled = false;
        }

        if (touchedEvents)
        {
            eventsWritten();
        }
    }

    public void RolledBack()
    {
        _doubtsSettled = false;
        _claimed.ForEach(message => _doubtful[message.Id] = message);
        _claimed.Clear();
    }

    /// <summary>Calls found open at the start were cut short by the end of the process before: their outcome is unknown.</summary>
    public int Recover(WriteSession session, DateTimeOffset now)
    {
        var unknown = new CarrierAnswer.Unknown(new MessageError("restarted", "Belay ended during the call of the carrier."));
        var found = session.FindOpenCalls();
        foreach (var message in found)
        {
            session.TryUpdate(message, MessageDecider.Decide(message, Answered(message.Claims, unknown), now));
        }

        return found.Count;
    }

    /// <summary>Claims nothing more, and waits for open calls; past the grace it cuts them short. A call that does not even heed that is found open by the next start.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        try
        {
            // A claim may be in the commit that runs now: once this command is answered, its call is counted.
            await _writer!.DoOwnAsync((_, _) => true, WriteKind.Other);
        }
        catch (StoreUnavailableException)
        {
            // Answered all the same, and so later than that commit. A store that is away must not keep the process from ending.
        }

        // Only from here on does "no call is open" mean the end of the last one.
        _claimsNothingMore = true;
        Interlocked.MemoryBarrier();
        if (Open == 0)
        {
            return;
        }

        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(options.StopGrace);
        await using var cut = grace.Token.Register(_cutShort.Cancel);
        await Task.WhenAny(_idle.Task, Task.Delay(options.StopGrace + HeedWithin, TimeProvider.System, CancellationToken.None));
    }

    public void Dispose() => _cutShort.Dispose();

    /// <summary>A commit that failed may be on the disk all the same. Then its claims are durable, and their calls, which were never made, begin with the next commit.</summary>
    private void ClaimDoubtful(WriteSession session)
    {
        foreach (var message in _doubtful.Values)
        {
            // Told by its claim and not by its version: an archiving may have moved the message since, even in that commit.
            if (session.Find(message.Id) is { CallOpen: true } stored && stored.Claims == message.Claims)
            {
                _claimed.Add(stored);
            }
        }

        _doubtsSettled = true;
    }

    private async Task SendAsync(Message message)
    {
        CarrierAnswer answer;
        StoreEvents.Log.Calling(message.Id, message.Attempts);
        try
        {
            answer = await carrier.SubmitAsync(new Submission(message.Draft, message.Attempts, message.DueAt), _cutShort.Token);
        }
#pragma warning disable CA1031 // Whatever a carrier throws, the outcome of the call is unknown.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCarrierThrew(carrier.Traits.Name, exception.GetType().Name);
            answer = new CarrierAnswer.Unknown(new MessageError("carrier_failed", "The call of the carrier failed without an answer."));
        }

        StoreEvents.Log.Answered(message.Id, message.Attempts, answer);
        await RecordAsync(message, answer);
        if (Interlocked.Decrement(ref _open) == 0 && _claimsNothingMore)
        {
            _idle.TrySetResult();
        }

        _writer!.Nudge();
    }

    /// <summary>Keeps at it until the answer is durable, or the engine ends: then the next start finds the call open.</summary>
    private async Task RecordAsync(Message claimed, CarrierAnswer answer)
    {
        while (true)
        {
            try
            {
                var decision = await _writer!.DoOwnAsync((session, now) => Record(session, claimed, answer, now), WriteKind.Answer);
                LogAnswered(claimed.Id, claimed.Attempts, answer.GetType().Name, decision.Verdict, decision.Next.Status);
                return;
            }
            catch (StoreUnavailableException) when (!_cutShort.IsCancellationRequested)
            {
                await Task.Delay(RecordAgainAfter, time, _cutShort.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            catch (StoreUnavailableException)
            {
                return;
            }
#pragma warning disable CA1031 // A defect of ours must not take the call's place for ever; it is logged by the writer.
            catch (Exception)
#pragma warning restore CA1031
            {
                return;
            }
        }
    }

    /// <summary>Decides on the message as it was claimed, and only where something else moved it since (a receipt), on what is stored now.</summary>
    private Decision Record(WriteSession session, Message claimed, CarrierAnswer answer, DateTimeOffset now)
    {
        // Of this call, whatever the message did since: an answer that is recorded again must not be taken for the next call's.
        var answered = Answered(claimed.Claims, answer);
        var decision = MessageDecider.Decide(claimed, answered, now);
        while (!session.TryUpdate(claimed, decision))
        {
            claimed = session.Find(claimed.Id) ?? throw new InvalidOperationException($"Message {claimed.Id} is gone.");
            decision = MessageDecider.Decide(claimed, answered, now);
            if (decision.Verdict != Verdict.Done)
            {
                return decision;
            }
        }

        return decision;
    }

    private Command.RecordAnswer Answered(int claim, CarrierAnswer answer) =>
        new(claim, answer, carrier.Traits, options.Sending, surroundings.Chance.NextDouble());

    [LoggerMessage(1, LogLevel.Debug, "Message {Id}, call {Attempt}: {Answer}, {Verdict}, now {Status}")]
    private partial void LogAnswered(MessageId id, int attempt, string answer, Verdict verdict, MessageStatus status);

    [LoggerMessage(2, LogLevel.Warning, "Carrier {Carrier} threw {ExceptionType}")]
    private partial void LogCarrierThrew(string carrier, string exceptionType);
}
