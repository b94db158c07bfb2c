namespace Belay.Messages;

/// <summary>What became of a command. Every (state × command) pair has one.</summary>
public enum Verdict
{
    /// <summary>Done: there is at least one step.</summary>
    Done = 0,

    /// <summary>It was so already; nothing changed.</summary>
    AlreadyDone = 1,

    /// <summary>A cancel that came after the claim or after the end; nothing changed.</summary>
    TooLate = 2,

    /// <summary>A cancel that the caller's own rule does not allow; nothing changed.</summary>
    OutsideRule = 3,

    /// <summary>A wake-up before its time; nothing changed.</summary>
    NotYet = 4,

    /// <summary>An answer, receipt or wake-up that the message no longer, or not yet, waits for; nothing changed.</summary>
    NotExpected = 5,
}

/// <summary>The result of <see cref="MessageDecider.Decide"/>.</summary>
/// <param name="Next">The message afterwards; the same object where nothing changed.</param>
/// <param name="Verdict">What became of the command.</param>
/// <param name="Steps">The steps that were made, oldest first; empty unless the verdict is <see cref="Verdict.Done"/>.</param>
public sealed record Decision(Message Next, Verdict Verdict, IReadOnlyList<Step> Steps)
{
    /// <summary>Whether the carrier must now be called, once the decision is durable.</summary>
    public bool CallsCarrier => Steps is [.., { Cause: StepCause.Claimed }];
}
