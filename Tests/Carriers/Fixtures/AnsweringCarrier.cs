using Belay.Messages;

namespace Belay.Tests.Carriers;

/// <summary>A carrier that answers what the test says.</summary>
internal sealed class AnsweringCarrier(Func<Submission, CancellationToken, Task<CarrierAnswer>> answer, int? callsMax = null) : ICarrier
{
    private int _calls;

    public AnsweringCarrier(Func<CarrierAnswer> answer)
        : this((_, _) => Task.FromResult(answer()))
    {
    }

    public int Calls => _calls;

    public CarrierTraits Traits { get; } = new("scripted", HonoursIdempotencyKey: false, SendsReceipts: false, CallsMax: callsMax);

    public Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return answer(submission, cancellationToken);
    }
}
