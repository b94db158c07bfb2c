namespace Belay.Tests.Simulation;

/// <summary>What a run must have met, or it proves nothing: each is counted, and one that was never hit fails the run.</summary>
internal enum Mark
{
    CrashBetweenSteps,
    CrashInTransaction,
    CrashBeforeCommit,
    CrashAfterCommit,
    CrashWhileStarting,
    CrashWithOpenCall,
    CrashWithUnansweredClient,
    CommitFailsAndIsGone,
    CommitFailsAndIsDurable,
    StoreAway,
    ReadFails,
    StoreFull,
    StartRefused,
    OrderlyRestart,
    ClaimNotHeardOf,
    RecordNotHeardOf,
    CarrierAccepts,
    CarrierSaysLater,
    CarrierRefuses,
    CarrierUnknownWithEffect,
    CarrierUnknownWithoutEffect,
    CarrierThrows,
    CarrierAnswersLate,
    CarrierNotCalled,
    CarrierKnowsTheKey,
    ReceiptEarly,
    ReceiptLate,
    ReceiptTwice,
    ReceiptContradicts,
    ReceiptForUnknownId,
    ReceiptByReference,
    ClockForward,
    ClockBack,
    WokenForNothing,
    WebhookRefused,
    WebhookReturned,
    WebhookTakenAndNotSettled,
    WebhookTwice,
    CreateRepeated,
    CreateRepeatedAfterUnknown,
    CreateWithOtherBody,
    CreateWithTakenId,
    CancelWon,
    CancelTooLate,
    CancelTwice,
    CancelDuringCall,
    CancelOfBatch,
    OtherOrganization,
    Archived,
    Expired,
    RetriesExhausted,
    Unconfirmed,
    CalledAgain,
    PendingLimit,
    NoFreeCall,
}

/// <summary>How often each was hit.</summary>
internal sealed class Marks
{
    private readonly long[] _counts = new long[Enum.GetValues<Mark>().Length];

    public void Hit(Mark mark) => _counts[(int)mark]++;

    public void Add(Marks others)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += others._counts[i];
        }
    }

    public IEnumerable<Mark> Missed => Enum.GetValues<Mark>().Where(mark => _counts[(int)mark] == 0);

    public override string ToString() =>
        string.Join(Environment.NewLine, Enum.GetValues<Mark>().Select(mark => $"  {mark,-28} {_counts[(int)mark],12:N0}"));
}
