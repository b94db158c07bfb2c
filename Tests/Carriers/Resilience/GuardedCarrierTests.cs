using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Carriers;

public sealed class GuardedCarrierTests
{
    private static readonly CarrierAnswer Accepted = new CarrierAnswer.Accepted("r");
    private static readonly CarrierAnswer Later = new CarrierAnswer.Later(TimeSpan.FromSeconds(9), new("busy", "Busy."));
    private static readonly CarrierAnswer NotWorking = new CarrierAnswer.NotWorking(new("token_ended", "The token has ended."));
    private static readonly CarrierAnswer Refused = new CarrierAnswer.Refused(new("no", "No."));
    private static readonly CarrierAnswer Unknown = new CarrierAnswer.Unknown(new("lost", "Lost."));
    private static readonly GuardOptions Options = new()
    {
        CallsMin = 4,
        BreakTime = TimeSpan.FromSeconds(5),
        CallTimeout = TimeSpan.FromSeconds(15),
    };

    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<string> Failures => ["later", "not working", "unknown", "throws"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passes_every_answer_and_the_traits_on()
    {
        foreach (var answer in new[] { Accepted, Later, NotWorking, Refused, Unknown })
        {
            var inner = new AnsweringCarrier(() => answer);
            var guard = Guard(inner);

            Assert.Same(answer, await SubmitAsync(guard));
            Assert.Same(inner.Traits, guard.Traits);
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failing_carrier_is_not_called_until_the_break_is_over(string failure)
    {
        var inner = new AnsweringCarrier(() => failure switch
        {
            "later" => Later,
            "not working" => NotWorking,
            "unknown" => Unknown,
            _ => throw new InvalidOperationException("broken"),
        });
        var guard = await OpenAsync(inner);
        Assert.True(guard.IsLeftAlone);

        _clock.Advance(TimeSpan.FromSeconds(2));
        var answer = Assert.IsType<CarrierAnswer.NotCalled>(await SubmitAsync(guard));

        Assert.Equal(4, inner.Calls);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.After);
        Assert.Equal("circuit_open", answer.Error.Code);
    }

    [Fact]
    public async Task After_the_break_one_call_goes_through_and_closes_the_circuit_if_it_is_answered()
    {
        var gate = new TaskCompletionSource<CarrierAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var failing = true;
        var inner = new AnsweringCarrier((_, _) => failing ? Task.FromResult(Later) : gate.Task);
        var guard = await OpenAsync(inner);
        failing = false;
        _clock.Advance(TimeSpan.FromSeconds(5));

        var trial = SubmitAsync(guard);
        var meanwhile = Assert.IsType<CarrierAnswer.NotCalled>(await SubmitAsync(guard));
        Assert.Equal("circuit_open", meanwhile.Error.Code);
        Assert.True(meanwhile.After >= GuardedCarrier.PauseMin);
        Assert.Equal(5, inner.Calls);

        gate.SetResult(Accepted);
        Assert.Same(Accepted, await trial);
        Assert.False(guard.IsLeftAlone);
        Assert.Same(Accepted, await SubmitAsync(guard));
        Assert.Equal(6, inner.Calls);
    }

    [Fact]
    public async Task A_failed_trial_opens_the_circuit_again()
    {
        var inner = new AnsweringCarrier(() => Later);
        var guard = await OpenAsync(inner);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Same(Later, await SubmitAsync(guard));

        var answer = Assert.IsType<CarrierAnswer.NotCalled>(await SubmitAsync(guard));
        Assert.Equal(TimeSpan.FromSeconds(5), answer.After);
        Assert.Equal(5, inner.Calls);
    }

    [Fact]
    public async Task Refusals_are_no_failures_of_the_carrier()
    {
        var inner = new AnsweringCarrier(() => Refused);
        var guard = Guard(inner);
        for (var i = 0; i < 100; i++)
        {
            Assert.Same(Refused, await SubmitAsync(guard));
        }

        Assert.Equal(100, inner.Calls);
    }

    [Fact]
    public async Task Fewer_failures_than_the_ratio_do_not_open_the_circuit()
    {
        var calls = 0;
        var inner = new AnsweringCarrier(() => calls++ % 5 < 2 ? Accepted : calls % 5 == 3 ? Unknown : Accepted);
        var guard = Guard(inner);
        for (var i = 0; i < 100; i++)
        {
            await SubmitAsync(guard);
        }

        Assert.Equal(100, inner.Calls);
    }

    [Fact]
    public async Task Without_a_breaker_every_call_goes_through()
    {
        var inner = new AnsweringCarrier(() => Later);
        var guard = Guard(inner, Options with { Breaks = false });
        for (var i = 0; i < 100; i++)
        {
            Assert.Same(Later, await SubmitAsync(guard));
        }

        Assert.Equal(100, inner.Calls);
    }

    [Fact]
    public async Task P5_a_carrier_that_neither_answers_nor_heeds_its_token_is_unknown_in_time()
    {
        CancellationToken seen = default;
        var never = new TaskCompletionSource<CarrierAnswer>();
        var guard = Guard(new AnsweringCarrier((_, token) =>
        {
            seen = token;
            return never.Task;
        }));

        var call = SubmitAsync(guard);
        _clock.Advance(TimeSpan.FromSeconds(14.999));
        Assert.False(call.IsCompleted);
        Assert.False(seen.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal("carrier_timeout", Assert.IsType<CarrierAnswer.Unknown>(await call).Error.Code);
        Assert.True(seen.IsCancellationRequested);
    }

    [Fact]
    public async Task P5_an_exception_is_unknown()
    {
        var now = Guard(new AnsweringCarrier((_, _) => throw new InvalidOperationException("at once")));
        var later = Guard(new AnsweringCarrier((_, _) => Task.FromException<CarrierAnswer>(new TimeoutException("its own"))));

        Assert.Equal("carrier_error", Assert.IsType<CarrierAnswer.Unknown>(await SubmitAsync(now)).Error.Code);
        Assert.Equal("carrier_error", Assert.IsType<CarrierAnswer.Unknown>(await SubmitAsync(later)).Error.Code);
    }

    [Fact]
    public async Task A_stop_of_the_process_lets_the_carrier_say_what_it_knows_and_is_unknown_where_it_does_not()
    {
        using var stop = new CancellationTokenSource();
        var knows = Guard(new AnsweringCarrier(async (_, token) =>
        {
            var stopped = new TaskCompletionSource();
            await using var registration = token.Register(stopped.SetResult);
            await stopped.Task;
            return Later;
        }));
        var throws = Guard(new AnsweringCarrier(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
            return Accepted;
        }));

        var first = knows.SubmitAsync(Samples.Submission(), stop.Token);
        var second = throws.SubmitAsync(Samples.Submission(), stop.Token);
        await stop.CancelAsync();

        Assert.Same(Later, await first);
        Assert.Equal("carrier_interrupted", Assert.IsType<CarrierAnswer.Unknown>(await second).Error.Code);
    }

    [Fact]
    public async Task Logs_name_carrier_and_message_but_neither_text_nor_numbers()
    {
        var log = new RecordingLogger<GuardedCarrier>();
        var never = new TaskCompletionSource<CarrierAnswer>();
        var slow = false;
        var inner = new AnsweringCarrier((submission, _) => slow
            ? never.Task
            : throw new InvalidOperationException($"{submission.Draft.To} {submission.Draft.From} {submission.Draft.Text}"));
        var guard = new GuardedCarrier(inner, Options with { CallsMin = 5 }, _clock, log);
        for (var i = 0; i < 4; i++)
        {
            await SubmitAsync(guard);
        }

        slow = true;
        var call = SubmitAsync(guard);
        _clock.Advance(TimeSpan.FromSeconds(15));
        await call;

        Assert.Equal(6, log.Lines.Count);
        Assert.Contains(log.Lines, line => line.Contains("InvalidOperationException", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("keeps failing", StringComparison.Ordinal));
        Assert.All(log.Lines, line =>
        {
            Assert.Contains("scripted", line, StringComparison.Ordinal);
            Assert.DoesNotContain(Samples.Text, line, StringComparison.Ordinal);
            Assert.DoesNotContain(Samples.To[1..], line, StringComparison.Ordinal);
            Assert.DoesNotContain(Samples.From[1..], line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_call_beyond_what_the_carrier_takes_at_once_waits_and_its_time_begins_with_the_call()
    {
        var gates = new ConcurrentQueue<TaskCompletionSource<CarrierAnswer>>();
        var inner = new AnsweringCarrier(
            (_, _) =>
            {
                var gate = new TaskCompletionSource<CarrierAnswer>();
                gates.Enqueue(gate);
                return gate.Task;
            },
            callsMax: 1);
        var guard = Guard(inner);
        var first = SubmitAsync(guard);
        var second = SubmitAsync(guard);
        _clock.Advance(Options.CallTimeout - TimeSpan.FromSeconds(1));
        Assert.Equal(1, inner.Calls);

        Assert.True(gates.TryDequeue(out var gate));
        gate.SetResult(Accepted);
        Assert.Same(Accepted, await first);
        while (!gates.TryDequeue(out gate))
        {
            await Task.Yield();
        }

        _clock.Advance(Options.CallTimeout - TimeSpan.FromSeconds(1));
        Assert.False(second.IsCompleted);
        gate.SetResult(Accepted);
        Assert.Same(Accepted, await second);
    }

    [Fact]
    public async Task A_call_that_still_waits_when_the_process_stops_was_not_made()
    {
        var never = new TaskCompletionSource<CarrierAnswer>();
        var inner = new AnsweringCarrier((_, _) => never.Task, callsMax: 1);
        var guard = Guard(inner);
        _ = SubmitAsync(guard);
        using var stop = new CancellationTokenSource();
        var waiting = guard.SubmitAsync(Samples.Submission(n: 2), stop.Token);

        await stop.CancelAsync();

        Assert.IsType<CarrierAnswer.NotCalled>(await waiting);
        Assert.Equal(1, inner.Calls);
    }

    [Fact]
    public async Task The_state_tells_what_is_at_fault_until_a_message_is_taken_or_refused_and_the_log_says_each_once()
    {
        var log = new RecordingLogger<GuardedCarrier>();
        var answer = Accepted;
        var guard = new GuardedCarrier(new AnsweringCarrier(() => answer), Options with { Breaks = false }, _clock, log);
        Assert.Equal(new CarrierCondition(CarrierState.Works), guard.Condition);

        foreach (var next in (CarrierAnswer[])[NotWorking, NotWorking, Later, Unknown, NotWorking])
        {
            answer = next;
            await SubmitAsync(guard);
            Assert.Equal(new CarrierCondition(CarrierState.NotWorking, "token_ended"), guard.Condition);
        }

        answer = Refused;
        await SubmitAsync(guard);
        Assert.Equal(new CarrierCondition(CarrierState.Works), guard.Condition);
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains(log.Lines, line => line.StartsWith("Error: Carrier scripted takes no message", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("token_ended", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("works again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_state_is_measured_with_a_label_of_few_values()
    {
        var guard = Guard(new AnsweringCarrier(() => NotWorking));
        using var gauge = new CarrierGauge(guard);
        using var listener = new MeterListener();
        var measured = new Dictionary<string, long>();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "belay.carrier.state")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (labels["messaging.system"] == "scripted")
            {
                measured[labels["state"]] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(new() { ["works"] = 1, ["not_working"] = 0, ["left_alone"] = 0 }, measured);

        await SubmitAsync(guard);
        listener.RecordObservableInstruments();

        Assert.Equal(new() { ["works"] = 0, ["not_working"] = 1, ["left_alone"] = 0 }, measured);
    }

    [Fact]
    public async Task A_carrier_of_two_minds_is_logged_once_a_minute_at_most()
    {
        var log = new RecordingLogger<GuardedCarrier>();
        var calls = 0;
        var inner = new AnsweringCarrier(() => calls++ % 2 == 0 ? NotWorking : Accepted);
        var guard = new GuardedCarrier(inner, Options with { Breaks = false }, _clock, log);
        for (var i = 0; i < 100; i++)
        {
            await SubmitAsync(guard);
        }

        Assert.Equal(2, log.Lines.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await SubmitAsync(guard);
        Assert.Equal(3, log.Lines.Count);
    }

    [Fact]
    public async Task A_circuit_that_opens_again_and_again_is_logged_once_and_once_when_it_closes()
    {
        var log = new RecordingLogger<GuardedCarrier>();
        var answer = Later;
        var guard = new GuardedCarrier(new AnsweringCarrier(() => answer), Options, _clock, log);
        for (var i = 0; i < 20; i++)
        {
            await SubmitAsync(guard);
            _clock.Advance(Options.BreakTime);
        }

        Assert.Equal(new CarrierCondition(CarrierState.LeftAlone, "circuit_open"), guard.Condition);
        Assert.Single(log.Lines);
        answer = Accepted;
        await SubmitAsync(guard);
        Assert.Equal(new CarrierCondition(CarrierState.Works), guard.Condition);
        Assert.Equal(2, log.Lines.Count);
    }

    private static Task<CarrierAnswer> SubmitAsync(GuardedCarrier guard) => guard.SubmitAsync(Samples.Submission(), Token);

    private async Task<GuardedCarrier> OpenAsync(AnsweringCarrier inner)
    {
        var guard = Guard(inner);
        for (var i = 0; i < Options.CallsMin; i++)
        {
            await SubmitAsync(guard);
        }

        Assert.Equal(Options.CallsMin, inner.Calls);
        return guard;
    }

    private GuardedCarrier Guard(ICarrier inner, GuardOptions? options = null) =>
        new(inner, options ?? Options, _clock, NullLogger<GuardedCarrier>.Instance);
}
