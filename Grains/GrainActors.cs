using Belay.Engine;
using Belay.Grains.Interfaces;
using Belay.Messages;

namespace Belay.Grains;

/// <summary>Reaches messages as grains.</summary>
internal sealed class GrainActors(IGrainFactory grains) : IMessageActors
{
    private readonly GrainReferences<IMessageWork> _messages = new(grains);

    public Task AttendAsync(MessageId id) => Work(id).AttendAsync();

    public async Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant) =>
        await Work(id).ClaimAsync(claimant.Process, claimant.Request) is var (claim, submission) ? new ClaimedCall(claim, submission) : null;

    public Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer) => Work(id).RecordAnswerAsync(claim, answer);

    private IMessageWork Work(MessageId id) => _messages.Get(id.ToString());
}
