using Belay.Messages;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Belay.Carriers;

/// <summary>
/// Stands between the engine and a carrier: every call ends in time and with an answer, and a carrier that fails is left alone for a while.
/// </summary>
/// <remarks>
/// "Later", "not working" and "unknown" are failures; "refused" is the carrier at work. While the circuit is open the carrier is not called, and the
/// answer says just that: it was no try. Nothing is repeated here: when to call again is the state machine's decision, on disk.
/// </remarks>
public sealed partial class GuardedCarrier : ICarrier
{
    /// <summary>The least pause asked for while the circuit is open: the moment of its closing is not known better.</summary>
    public static TimeSpan PauseMin { get; } = TimeSpan.FromSeconds(1);

    private readonly ICarrier _inner;
    private readonly TimeSpan _callTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<CarrierAnswer> _pipeline;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly CarrierWatch _watch;

    // Never disposed: a call may end after all else is gone, and its answer must still be told. It holds nothing but memory.
    private readonly SemaphoreSlim? _places;

    /// <summary>Guards a carrier.</summary>
    public GuardedCarrier(ICarrier inner, GuardOptions options, TimeProvider timeProvider, ILogger<GuardedCarrier> logger)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(options);
        _inner = inner;
        _callTimeout = options.CallTimeout;
        _timeProvider = timeProvider;
        _logger = logger;
        _watch = new CarrierWatch(inner.Traits.Name, timeProvider, logger);
        _places = inner.Traits.CallsMax is { } callsMax ? new SemaphoreSlim(callsMax) : null;
        _pipeline = options.Breaks ? NewBreaker(options) : ResiliencePipeline<CarrierAnswer>.Empty;
    }

    /// <inheritdoc/>
    public CarrierTraits Traits => _inner.Traits;

    /// <summary>What is known of the carrier by its last answers.</summary>
    public CarrierCondition Condition => _watch.Condition;

    /// <summary>Whether the carrier keeps failing and is left alone just now.</summary>
    public bool IsLeftAlone => _circuit.CircuitState != CircuitState.Closed;

    /// <inheritdoc/>
    public async Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        if (_places is null)
        {
            return await GuardAsync(submission, cancellationToken);
        }

        // Dispatchers make no more calls than the carrier takes. Whoever does waits here, where no time of a call runs yet.
        try
        {
            await _places.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new CarrierAnswer.NotCalled(Errors.NotBegun);
        }

        try
        {
            return await GuardAsync(submission, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<CarrierAnswer> GuardAsync(Submission submission, CancellationToken cancellationToken)
    {
        try
        {
            // The caller's token goes to the carrier, not to the pipeline: only the carrier knows whether a call cut short has left.
            return await _pipeline.ExecuteAsync(
                static (call, _) => new ValueTask<CarrierAnswer>(call.Self.CallAsync(call.Submission, call.Stop)),
                (Self: this, Submission: submission, Stop: cancellationToken),
                CancellationToken.None);
        }
        catch (BrokenCircuitException open)
        {
            var remaining = open.RetryAfter ?? TimeSpan.Zero;
            return new CarrierAnswer.NotCalled(Errors.CircuitOpen, remaining > PauseMin ? remaining : PauseMin);
        }
    }

    /// <summary>Makes the call, and measures it.</summary>
    private async Task<CarrierAnswer> CallAsync(Submission submission, CancellationToken cancellationToken)
    {
        var began = _timeProvider.GetTimestamp();
        CarrierMetrics.Calling(Traits.Name, submission, _timeProvider.GetUtcNow());
        var answer = await AskAsync(submission, cancellationToken);
        _watch.Answered(answer);
        CarrierMetrics.Answered(Traits.Name, answer, _timeProvider.GetElapsedTime(began));
        return answer;
    }

    private async Task<CarrierAnswer> AskAsync(Submission submission, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<CarrierAnswer>? call = null;
        try
        {
            call = _inner.SubmitAsync(submission, stop.Token);
            return await call.WaitAsync(_callTimeout, _timeProvider, CancellationToken.None);
        }
        catch (TimeoutException) when (call is { IsCompleted: false })
        {
            await stop.CancelAsync();
            _ = call.ContinueWith(
                static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            LogTimeout(Traits.Name, submission.Draft.Id);
            return new CarrierAnswer.Unknown(Errors.Timeout);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new CarrierAnswer.Unknown(Errors.Stopped);
        }
        catch (Exception exception)
        {
            // Only the type is logged: an exception's text may quote the request.
            LogFailed(Traits.Name, submission.Draft.Id, exception.GetType().Name);
            return new CarrierAnswer.Unknown(Errors.Failed);
        }
    }

    private ResiliencePipeline<CarrierAnswer> NewBreaker(GuardOptions options) =>
        new ResiliencePipelineBuilder<CarrierAnswer> { TimeProvider = _timeProvider }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<CarrierAnswer>
            {
                FailureRatio = options.FailureRatio,
                SamplingDuration = options.SamplingTime,
                MinimumThroughput = options.CallsMin,
                BreakDuration = options.BreakTime,
                StateProvider = _circuit,
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is CarrierAnswer.Later or CarrierAnswer.NotWorking or CarrierAnswer.Unknown),
                OnOpened = _ =>
                {
                    _watch.LeftAlone(true);
                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    _watch.LeftAlone(false);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private static class Errors
    {
        public static readonly MessageError CircuitOpen = new(
            "circuit_open", "The carrier keeps failing and is left alone for a while; nothing was sent.");
        public static readonly MessageError NotBegun = new("carrier_not_called", "Belay stopped before the carrier was called.");
        public static readonly MessageError Timeout = new("carrier_timeout", "The carrier did not answer in time.");
        public static readonly MessageError Stopped = new("carrier_interrupted", "The process stopped before the carrier answered.");
        public static readonly MessageError Failed = new("carrier_error", "The call of the carrier failed without an answer.");
    }
}
