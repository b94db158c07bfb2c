using Belay.Messages;

namespace Belay.Carriers;

/// <summary>What the sandbox has seen since it was made.</summary>
/// <param name="Calls">Calls of <see cref="SandboxCarrier.SubmitAsync"/>.</param>
/// <param name="Effects">Calls that took a message: at most one per key, as long as the key is remembered.</param>
/// <param name="Repeats">Calls with the key of a message that was taken before.</param>
/// <param name="KeysRemembered">Keys it remembers now.</param>
public sealed record SandboxCounters(long Calls, long Effects, long Repeats, int KeysRemembered);

/// <summary>
/// A carrier that sends nothing: it takes messages, reports on them, and misbehaves for the recipients in <see cref="SandboxNumbers"/>.
/// </summary>
/// <remarks>It honours the idempotency key within <see cref="SandboxOptions.KeysMax"/>, and over a restart where it has a journal.</remarks>
public sealed class SandboxCarrier : ICarrier, IDisposable
{
    /// <summary>Its name in settings, logs and timelines.</summary>
    public const string Name = "sandbox";

    private const int LaterCalls = 2;

    private readonly IReceiptSink _sink;
    private readonly TimeProvider _timeProvider;
    private readonly DelayedReceipts _receipts;
    private readonly SandboxJournal? _journal;
    private readonly Lock _lock = new();
    private readonly RememberedKeys _keys;
    private long _calls;
    private long _effects;
    private long _repeats;

    /// <summary>Makes one. Throws <see cref="ArgumentException"/> for settings that <see cref="SandboxOptions.Validate"/> finds wrong, and
    /// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the journal cannot be opened.</summary>
    public SandboxCarrier(SandboxOptions options, IReceiptSink receipts, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [var failure, ..])
        {
            throw new ArgumentException(failure, nameof(options));
        }

        _sink = receipts;
        _timeProvider = timeProvider;
        _keys = new(options.KeysMax);
        if (options.JournalPath is { } path)
        {
            foreach (var key in SandboxJournal.ReadEffects(path))
            {
                _keys.Add(key);
            }

            _journal = new(path, options.JournalFsync);
        }

        _receipts = new(Name, TimeSpan.FromSeconds(options.ReceiptDelaySeconds), options.PendingReceiptsMax, receipts, timeProvider);
    }

    /// <inheritdoc/>
    public CarrierTraits Traits { get; } = new(Name, HonoursIdempotencyKey: true, SendsReceipts: true);

    /// <summary>What it has seen so far.</summary>
    public SandboxCounters Counters
    {
        get
        {
            lock (_lock)
            {
                return new(_calls, _effects, _repeats, _keys.Count);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var behaviour = SandboxNumbers.BehaviourFor(submission.Draft.To);
        var outcome = Take(submission, behaviour);
        var accepted = new CarrierAnswer.Accepted(ReferenceOf(submission));
        try
        {
            switch (outcome, behaviour)
            {
                case (Outcome.Busy, _):
                    return new CarrierAnswer.Later(TimeSpan.FromSeconds(1), Errors.Busy);
                case (Outcome.NotTaken, SandboxBehaviour.Refuses):
                    return new CarrierAnswer.Refused(Errors.Refused);
                case (Outcome.NotTaken, SandboxBehaviour.NeverAnswers):
                    return new CarrierAnswer.Unknown(Errors.NoAnswer);
                case (Outcome.NotTaken, _):
                    return new CarrierAnswer.Later(Error: Errors.Later);
                case (Outcome.Taken, SandboxBehaviour.LosesFirstAnswer):
                    return new CarrierAnswer.Unknown(Errors.NoAnswer);
                case (Outcome.Taken, SandboxBehaviour.AnswersSlowly):
                    await Task.Delay(SandboxNumbers.SlowAnswer, _timeProvider, cancellationToken);
                    return accepted;
                case (Outcome.Taken, SandboxBehaviour.ReportsBeforeAnswer):
                    await _sink.WriteAsync(new(Name, ReceiptFor(submission, behaviour) with { At = _timeProvider.GetUtcNow() }), cancellationToken);
                    await Task.Delay(SandboxNumbers.EarlyReceiptLead, _timeProvider, cancellationToken);
                    return accepted;
                default:
                    return accepted;
            }
        }
        catch (OperationCanceledException)
        {
            return new CarrierAnswer.Unknown(Errors.NoAnswer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _receipts.Dispose();
        lock (_lock)
        {
            _journal?.Dispose();
        }
    }

    private static string ReferenceOf(Submission submission) => "sandbox-" + submission.Draft.Id.Value.ToString("N");

    private static Receipt ReceiptFor(Submission submission, SandboxBehaviour behaviour)
    {
        var delivered = behaviour != SandboxBehaviour.FailsDelivery;
        return new(submission.Draft.Id, ReferenceOf(submission), delivered, Error: delivered ? null : Errors.NotDelivered);
    }

    /// <summary>
    /// Says whether the call takes the message, and writes it down first: what is in the journal may lack its answer, but no answer lacks its line.
    /// </summary>
    private Outcome Take(Submission submission, SandboxBehaviour behaviour)
    {
        var reportsLater = behaviour is not (SandboxBehaviour.SendsNoReceipt or SandboxBehaviour.ReportsBeforeAnswer);
        lock (_lock)
        {
            _calls++;
            var outcome = Judge(submission, behaviour, reportsLater);
            _journal?.Append(new(submission.IdempotencyKey, submission.Attempt, _timeProvider.GetUtcNow(), outcome == Outcome.Taken));
            if (outcome == Outcome.Repeated)
            {
                _repeats++;
            }

            if (outcome == Outcome.Taken)
            {
                _effects++;
                _keys.Add(submission.IdempotencyKey);
                if (reportsLater)
                {
                    _receipts.Add(ReceiptFor(submission, behaviour));
                }
            }

            return outcome;
        }
    }

    private Outcome Judge(Submission submission, SandboxBehaviour behaviour, bool reportsLater) => behaviour switch
    {
        SandboxBehaviour.Refuses or SandboxBehaviour.AlwaysLater or SandboxBehaviour.NeverAnswers => Outcome.NotTaken,
        _ when _keys.Contains(submission.IdempotencyKey) => Outcome.Repeated,
        SandboxBehaviour.LaterTwice when submission.Attempt <= LaterCalls => Outcome.NotTaken,
        _ when reportsLater && _receipts.IsFull => Outcome.Busy,
        _ => Outcome.Taken,
    };

    private enum Outcome
    {
        NotTaken = 0,
        Taken = 1,
        Repeated = 2,
        Busy = 3,
    }

    private static class Errors
    {
        public static readonly MessageError Refused = new("sandbox_refused", "The sandbox refuses this recipient.");
        public static readonly MessageError Later = new("sandbox_later", "The sandbox asks to come back later.");
        public static readonly MessageError Busy = new("sandbox_busy", "The sandbox has too many receipts waiting.");
        public static readonly MessageError NoAnswer = new("sandbox_no_answer", "The sandbox did not answer.");
        public static readonly MessageError NotDelivered = new("sandbox_delivery_failed", "The sandbox reports that it did not arrive.");
    }
}
