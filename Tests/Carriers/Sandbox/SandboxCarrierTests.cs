using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

public sealed class SandboxCarrierTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ReceiptChannel _receipts = new();
    private readonly SandboxCarrier _sandbox;

    public SandboxCarrierTests() => _sandbox = new(new SandboxOptions { ReceiptDelaySeconds = 1.5 }, _receipts, _clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Takes_any_other_recipient_and_reports_it_delivered_after_the_delay()
    {
        var submission = Samples.Submission();

        var accepted = Assert.IsType<CarrierAnswer.Accepted>(await _sandbox.SubmitAsync(submission, Token));
        _clock.Advance(TimeSpan.FromSeconds(1.4));
        Assert.False(_receipts.TryRead(out _));
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(_receipts.TryRead(out var entry));
        Assert.Equal("sandbox", entry.CarrierName);
        Assert.Equal(new Receipt(submission.Draft.Id, accepted.Reference, Delivered: true, _clock.GetUtcNow()), entry.Receipt);
        Assert.NotNull(accepted.Reference);
        Assert.Equal(new CarrierTraits("sandbox", true, true), _sandbox.Traits);
    }

    [Fact]
    public async Task Refuses_for_good()
    {
        var answer = Assert.IsType<CarrierAnswer.Refused>(await SubmitAsync(SandboxNumbers.Refuses));

        Assert.Equal("sandbox_refused", answer.Error.Code);
        AssertNoReceiptAndNoEffect();
    }

    [Fact]
    public async Task Says_later_for_ever()
    {
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            Assert.IsType<CarrierAnswer.Later>(await SubmitAsync(SandboxNumbers.AlwaysLater, attempt));
        }

        AssertNoReceiptAndNoEffect();
    }

    [Fact]
    public async Task Says_later_twice_then_accepts()
    {
        Assert.IsType<CarrierAnswer.Later>(await SubmitAsync(SandboxNumbers.LaterTwice, attempt: 1));
        Assert.IsType<CarrierAnswer.Later>(await SubmitAsync(SandboxNumbers.LaterTwice, attempt: 2));
        AssertNoReceiptAndNoEffect();

        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(SandboxNumbers.LaterTwice, attempt: 3));
        Assert.True(ReceiptAfterDelay().Delivered);
    }

    [Fact]
    public async Task Answers_after_two_seconds()
    {
        var call = SubmitAsync(SandboxNumbers.AnswersSlowly);
        _clock.Advance(TimeSpan.FromSeconds(1.999));
        Assert.False(call.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(0.001));

        Assert.IsType<CarrierAnswer.Accepted>(await call);
    }

    [Fact]
    public async Task A_slow_answer_that_is_not_waited_for_is_unknown_and_had_its_effect()
    {
        using var stop = new CancellationTokenSource();
        var call = _sandbox.SubmitAsync(Samples.Submission(SandboxNumbers.AnswersSlowly), stop.Token);
        await stop.CancelAsync();

        Assert.IsType<CarrierAnswer.Unknown>(await call);
        Assert.Equal(1, _sandbox.Counters.Effects);
    }

    [Fact]
    public async Task Loses_the_first_answer_and_answers_the_same_key_without_a_second_effect()
    {
        Assert.IsType<CarrierAnswer.Unknown>(await SubmitAsync(SandboxNumbers.LosesFirstAnswer, attempt: 1));
        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(SandboxNumbers.LosesFirstAnswer, attempt: 2));

        Assert.Equal(new SandboxCounters(Calls: 2, Effects: 1, Repeats: 1, KeysRemembered: 1), _sandbox.Counters);
        Assert.True(ReceiptAfterDelay().Delivered);
        Assert.False(_receipts.TryRead(out _));
    }

    [Fact]
    public async Task Never_answers()
    {
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.IsType<CarrierAnswer.Unknown>(await SubmitAsync(SandboxNumbers.NeverAnswers, attempt));
        }

        AssertNoReceiptAndNoEffect();
    }

    [Fact]
    public async Task Reports_a_failed_delivery()
    {
        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(SandboxNumbers.FailsDelivery));

        var receipt = ReceiptAfterDelay();
        Assert.False(receipt.Delivered);
        Assert.Equal("sandbox_delivery_failed", receipt.Error?.Code);
    }

    [Fact]
    public async Task Accepts_and_sends_no_receipt()
    {
        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(SandboxNumbers.SendsNoReceipt));

        _clock.Advance(TimeSpan.FromDays(4));
        Assert.False(_receipts.TryRead(out _));
        Assert.Equal(1, _sandbox.Counters.Effects);
    }

    [Fact]
    public async Task Reports_before_it_answers()
    {
        var call = SubmitAsync(SandboxNumbers.ReportsBeforeAnswer);

        Assert.True(_receipts.TryRead(out var entry));
        Assert.True(entry.Receipt.Delivered);
        Assert.False(call.IsCompleted);
        _clock.Advance(SandboxNumbers.EarlyReceiptLead);
        var accepted = Assert.IsType<CarrierAnswer.Accepted>(await call);
        Assert.Equal(entry.Receipt.Reference, accepted.Reference);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.False(_receipts.TryRead(out _));
    }

    [Fact]
    public void Every_behaviour_but_the_usual_one_has_exactly_one_number_in_the_table()
    {
        Assert.Equal(
            Enum.GetValues<SandboxBehaviour>().Where(behaviour => behaviour != SandboxBehaviour.Delivers),
            SandboxNumbers.All.Select(number => number.Behaviour).Order());
        Assert.All(SandboxNumbers.All, number =>
        {
            Assert.True(PhoneNumber.IsE164(number.To));
            Assert.StartsWith("+1500555", number.To, StringComparison.Ordinal);
            Assert.Equal(number.Behaviour, SandboxNumbers.BehaviourFor(number.To));
        });
        Assert.Equal(SandboxBehaviour.Delivers, SandboxNumbers.BehaviourFor(Samples.To));
    }

    [Fact]
    public async Task P4_a_repeated_key_gets_the_same_reference_and_no_second_effect()
    {
        var first = Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(Samples.To, attempt: 1));
        var second = Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(Samples.To, attempt: 2));

        Assert.Equal(first, second);
        Assert.Equal(new SandboxCounters(2, 1, 1, 1), _sandbox.Counters);
    }

    [Fact]
    public async Task P4_two_calls_at_once_with_one_key_have_one_effect()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => SubmitAsync(Samples.To), Token)));

        Assert.Equal(new SandboxCounters(64, 1, 63, 1), _sandbox.Counters);
    }

    [Fact]
    public async Task Remembers_a_bounded_number_of_keys_and_forgets_the_oldest()
    {
        using var sandbox = new SandboxCarrier(new SandboxOptions { KeysMax = 3 }, _receipts, _clock);
        foreach (var n in new[] { 1, 2, 3, 4 })
        {
            await sandbox.SubmitAsync(Samples.Submission(n: n), Token);
        }

        Assert.Equal(3, sandbox.Counters.KeysRemembered);
        await sandbox.SubmitAsync(Samples.Submission(n: 2), Token);
        Assert.Equal(4, sandbox.Counters.Effects);
        await sandbox.SubmitAsync(Samples.Submission(n: 1), Token);
        Assert.Equal(5, sandbox.Counters.Effects);
    }

    [Fact]
    public async Task Says_later_instead_of_holding_more_receipts_than_it_may()
    {
        using var sandbox = new SandboxCarrier(new SandboxOptions { PendingReceiptsMax = 2 }, _receipts, _clock);
        await sandbox.SubmitAsync(Samples.Submission(n: 1), Token);
        await sandbox.SubmitAsync(Samples.Submission(n: 2), Token);

        Assert.IsType<CarrierAnswer.Later>(await sandbox.SubmitAsync(Samples.Submission(n: 3), Token));
        Assert.Equal(2, sandbox.Counters.Effects);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<CarrierAnswer.Accepted>(await sandbox.SubmitAsync(Samples.Submission(n: 3), Token));
    }

    [Fact]
    public async Task Every_receipt_comes_at_its_own_time()
    {
        await _sandbox.SubmitAsync(Samples.Submission(n: 1), Token);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        await _sandbox.SubmitAsync(Samples.Submission(n: 2), Token);

        Assert.Equal(Samples.Draft(n: 1).Id, ReceiptAfter(1).Id);
        Assert.False(_receipts.TryRead(out _));
        Assert.Equal(Samples.Draft(n: 2).Id, ReceiptAfter(0.5).Id);
    }

    [Fact]
    public async Task A_full_channel_delays_receipts_and_loses_none()
    {
        var narrow = new ReceiptChannel(capacity: 1);
        using var sandbox = new SandboxCarrier(new SandboxOptions { ReceiptDelaySeconds = 1 }, narrow, _clock);
        var ids = new List<MessageId?>();
        for (var n = 1; n <= 10; n++)
        {
            await sandbox.SubmitAsync(Samples.Submission(n: n), Token);
            ids.Add(Samples.Draft(n: n).Id);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        var read = new List<MessageId?>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        enough.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var entry in narrow.ReadAllAsync(enough.Token))
        {
            read.Add(entry.Receipt.Id);
            if (read.Count == ids.Count)
            {
                break;
            }
        }

        Assert.Equal(ids, read);
    }

    [Fact]
    public void Wrong_options_are_refused_by_name() =>
        Assert.Contains(
            "Belay:Carriers:Sandbox:KeysMax",
            Assert.Throws<ArgumentException>(() => new SandboxCarrier(new SandboxOptions { KeysMax = 0 }, _receipts, _clock)).Message,
            StringComparison.Ordinal);

    private Task<CarrierAnswer> SubmitAsync(string to, int attempt = 1) => _sandbox.SubmitAsync(Samples.Submission(to, attempt), Token);

    private Receipt ReceiptAfterDelay() => ReceiptAfter(1.5);

    private Receipt ReceiptAfter(double seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.True(_receipts.TryRead(out var entry));
        return entry.Receipt;
    }

    private void AssertNoReceiptAndNoEffect()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(_receipts.TryRead(out _));
        Assert.Equal(0, _sandbox.Counters.Effects);
    }
}
