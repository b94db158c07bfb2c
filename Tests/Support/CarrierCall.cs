using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>One call that a <see cref="ScriptedCarrier"/> got.</summary>
/// <param name="Order">Its place among all calls, from 0.</param>
/// <param name="Submission">What it was asked to send.</param>
/// <param name="At">When, by the engine's clock.</param>
public sealed record CarrierCall(int Order, Submission Submission, DateTimeOffset At)
{
    /// <summary>The message.</summary>
    public MessageId Id => Submission.Draft.Id;

    /// <summary>Which call for this message the engine says it is, from 1.</summary>
    public int Attempt => Submission.Attempt;

    /// <summary>The idempotency key.</summary>
    public string Key => Submission.IdempotencyKey;
}

/// <summary>Holds one call open until the test lets it go.</summary>
public sealed class CarrierGate
{
    private readonly TaskCompletionSource<CarrierCall> _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CarrierAnswer> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns the call that waits here; fails after <see cref="ScriptedCarrier.Patience"/>.</summary>
    public Task<CarrierCall> WaitForCallAsync() => _entered.Task.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System);

    /// <summary>Lets the call go with this answer.</summary>
    public void Release(CarrierAnswer answer) => _released.TrySetResult(answer);

    /// <summary>Lets the call go: the carrier takes the message.</summary>
    public void Release() => Release(new CarrierAnswer.Accepted());

    internal Task<CarrierAnswer> EnterAsync(CarrierCall call, CancellationToken cancellationToken)
    {
        _entered.TrySetResult(call);
        return _released.Task.WaitAsync(cancellationToken);
    }
}
