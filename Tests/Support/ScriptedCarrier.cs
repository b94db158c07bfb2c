using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>
/// A carrier that does as the test says, per recipient, and remembers every call. It is the outside world: it outlives a restart of the engine.
/// Without a script it takes every message at once.
/// </summary>
/// <param name="time">The engine's clock; calls are noted by it.</param>
/// <param name="traits">What it promises; null: idempotent, with receipts.</param>
public sealed class ScriptedCarrier(TimeProvider time, CarrierTraits? traits = null) : ICarrier
{
    /// <summary>How long a test waits, in real time, before it fails.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<(Line Line, bool IsCall)>> _scripts = [];
    private readonly Dictionary<string, CarrierAnswer> _standing = [];
    private readonly List<CarrierCall> _calls = [];
    private readonly List<(Func<IReadOnlyList<CarrierCall>, CarrierCall?> Found, TaskCompletionSource<CarrierCall> Waiter)> _waiters = [];
    private int _open;

    private delegate Task<CarrierAnswer> Line(CarrierCall call, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public CarrierTraits Traits { get; set; } = traits ?? new("scripted", HonoursIdempotencyKey: true, SendsReceipts: true);

    /// <summary>Every call so far, in the order in which they came.</summary>
    public IReadOnlyList<CarrierCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The most calls that were ever open at once.</summary>
    public int MostOpenCalls { get; private set; }

    /// <summary>The calls for one message, in the order in which they came.</summary>
    public IReadOnlyList<CarrierCall> CallsOf(MessageId id) => [.. Calls.Where(call => call.Id == id)];

    /// <summary>
    /// Adds answers to the script of a recipient, one per call. <see cref="CarrierAnswer.NotCalled"/> is said for it by others, and is no call of it.
    /// </summary>
    public void Answer(string to, params IEnumerable<CarrierAnswer> answers)
    {
        foreach (var answer in answers)
        {
            Add(to, (_, _) => Task.FromResult(answer), isCall: answer is not CarrierAnswer.NotCalled);
        }
    }

    /// <summary>What a recipient's calls are answered with once its script is used up.</summary>
    public void AnswerAlways(string to, CarrierAnswer answer)
    {
        lock (_lock)
        {
            _standing[to] = answer;
        }
    }

    /// <summary>Adds a call that throws to the script of a recipient.</summary>
    public void Throw(string to, Exception exception) => Add(to, (_, _) => Task.FromException<CarrierAnswer>(exception));

    /// <summary>Adds a call to the script of a recipient that stays open until the test releases it, or the engine stops.</summary>
    public CarrierGate Hold(string to)
    {
        var gate = new CarrierGate();
        Add(to, gate.EnterAsync);
        return gate;
    }

    /// <summary>Returns the <paramref name="nth"/> call (from 1) for a message, once it has come; fails after <see cref="Patience"/>.</summary>
    public Task<CarrierCall> WaitForCallAsync(MessageId id, int nth = 1) =>
        WaitAsync(calls => calls.Where(call => call.Id == id).ElementAtOrDefault(nth - 1), $"call {nth} for message {id}");

    /// <summary>Returns once there were this many calls in all; fails after <see cref="Patience"/>.</summary>
    public Task WaitForCallsAsync(int count) => WaitAsync(calls => calls.ElementAtOrDefault(count - 1), $"{count} calls");

    /// <inheritdoc/>
    public async Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        CarrierCall call;
        Line? line;
        CarrierAnswer standing;
        lock (_lock)
        {
            call = new CarrierCall(_calls.Count, submission, time.GetUtcNow());
            (line, var isCall) = _scripts.TryGetValue(submission.Draft.To, out var script) && script.TryDequeue(out var next) ? next : (null, true);
            standing = _standing.GetValueOrDefault(submission.Draft.To) ?? new CarrierAnswer.Accepted("ref-" + call.Key);
            MostOpenCalls = Math.Max(MostOpenCalls, ++_open);
            if (isCall)
            {
                _calls.Add(call);
                Notify_NeedsLock();
            }
        }

        try
        {
            return line is null ? standing : await line(call, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _open--;
            }
        }
    }

    private void Add(string to, Line line, bool isCall = true)
    {
        lock (_lock)
        {
            if (!_scripts.TryGetValue(to, out var script))
            {
                _scripts[to] = script = new();
            }

            script.Enqueue((line, isCall));
        }
    }

    private void Notify_NeedsLock()
    {
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (_waiters[i].Found(_calls) is { } found)
            {
                _waiters[i].Waiter.TrySetResult(found);
                _waiters.RemoveAt(i);
            }
        }
    }

    private async Task<CarrierCall> WaitAsync(Func<IReadOnlyList<CarrierCall>, CarrierCall?> found, string what)
    {
        var waiter = new TaskCompletionSource<CarrierCall>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (found(_calls) is { } call)
            {
                return call;
            }

            _waiters.Add((found, waiter));
        }

        try
        {
            return await waiter.Task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(
                $"Waited {Patience.TotalSeconds:0} s for {what}; got {string.Join(", ", Calls.Select(call => $"{call.Id} attempt {call.Attempt}"))}.",
                late);
        }
    }
}
