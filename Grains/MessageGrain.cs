using Belay.Engine;
using Belay.Engine.Sending;
using Belay.Grains.Interfaces;
using Belay.Messages;

namespace Belay.Grains;

/// <summary>A message as a grain: Orleans' shell around its <see cref="MessageActor"/>.</summary>
[GrainType(TypeName)]
internal sealed class MessageGrain : Grain, IMessageGrain, IMessageWork, IRemindable, ILetsGo
{
    public const string TypeName = "message";

    /// <summary>How long an activation stays after the instant that it waits for.</summary>
    private static readonly TimeSpan StayAfter = TimeSpan.FromSeconds(5);

    private readonly MessageActor _actor;
    private readonly Intake _intake;
    private readonly IdleActivations _idle;

    public MessageGrain(EngineHost host, Dispatcher dispatcher, Intake intake, IdleActivations idle)
    {
        _idle = idle;
        _actor = new(new MessageId(Guid.Parse(this.GetPrimaryKeyString())), host, dispatcher, Stay);
        _intake = intake;
    }

    /// <inheritdoc/>
    public bool MayGo { get; private set; }

    public Task<ScheduleVerdict> ScheduleAsync(Draft draft, Actor actor) =>
        _intake.AcceptAsync(new ScheduleRequest([draft], actor), CancellationToken.None);

    public Task<Message?> FindAsync(OrganizationId organization) => _actor.FindAsync(organization);

    public Task<CancelVerdict> CancelAsync(OrganizationId organization, Actor actor, CancelRule rule) =>
        _actor.CancelAsync(organization, actor, rule);

    public Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt) => _actor.ReportAsync(carrierName, receipt);

    public Task ArchiveAsync(OrganizationId organization, Actor actor) => _actor.ArchiveAsync(organization, actor);

    /// <remarks>An orphan (the row was removed by a cancel after it was loaded) finds nothing to do.</remarks>
    public Task ReceiveReminder(string reminderName, TickStatus status) => _actor.AttendAsync();

    public Task AttendAsync() => _actor.AttendAsync();

    public async Task<(int Claim, Submission Submission)?> ClaimAsync(string process, long request) =>
        await _actor.ClaimAsync(new Claimant(process, request)) is { } call ? (call.Claim, call.Submission) : null;

    public Task RecordAnswerAsync(int claim, CarrierAnswer answer) => _actor.RecordAnswerAsync(claim, answer);

    private void Stay(TimeSpan? pause)
    {
        MayGo = pause is null;
        if (pause is { } near)
        {
            DelayDeactivation(near + StayAfter);
        }
        else
        {
            _idle.Add(this);
        }
    }
}
