using Belay.Messages;
using static Belay.Tests.Messages.Situations;

namespace Belay.Tests.Messages.Json;

/// <summary>Values of every type that has a document, with all its fields and with none of the optional ones.</summary>
internal static class Samples
{
    private static readonly Message Some = All["delivered"]();

    private static readonly IdempotencyKey Key = new(Drafts.Organization, "telnyx:create", "kéy \0 1");

    /// <summary>Each with the type as which it is written.</summary>
    public static IReadOnlyList<(Type Type, object Value)> Everything { get; } =
    [
        Of(Drafts.Id()),
        Of(BatchId.Of(Drafts.Id())), Of(new BatchId(1)), Of(new BatchId(long.MaxValue)),
        Of(Drafts.Organization),
        Of(Actor.Engine), Of(Drafts.Caller), Of(Actor.Carrier("http")),
        Of(Some.Draft),
        Of(WebhookTarget.None), Of(new WebhookTarget(MessageStatuses.All, "https://a.example/?x=1&y=+", "https://b.example/")),
        .. All.Values.Select(make => Of(make())),
        Of(new Step(1, MessageStatus.Queued, StepCause.Accepted, Drafts.Start, Drafts.Caller)), Of(Some.Timeline[^1]),
        Of(Trouble),
        Of(CancelRule.Pending),
        .. new[]
        {
            TimeSpan.Zero, TimeSpan.FromSeconds(60), TimeSpan.FromTicks(1), TimeSpan.FromTicks(-15), TimeSpan.MinValue, TimeSpan.MaxValue,
            TimeSpan.FromDays(400.5),
        }
            .Select(span => Of(CancelRule.Scheduled with { MoreThanBeforeDue = span })),
        Of(new Receipt(null, "ref", Delivered: true)), Of(new Receipt(Drafts.Id(), null, Delivered: false, Drafts.Start, Trouble)),
        Of(new MessageQuery { Organization = Drafts.Organization }),
        Of(new MessageQuery
        {
            Organization = Drafts.Organization,
            Limit = 7,
            Before = Drafts.Id(2),
            Statuses = MessageStatuses.None,
            To = "+1",
            From = "",
            AnyTag = ["a", "b"],
            AllTags = ["c"],
            Labels = new Dictionary<string, string> { ["Event"] = "e", [""] = "\0" },
            Batch = BatchId.Of(Drafts.Id()),
            Number = long.MaxValue,
            ReceivedFrom = DateTimeOffset.MinValue,
            ReceivedBefore = DateTimeOffset.MaxValue,
            DueFrom = Drafts.Start,
            DueBefore = Drafts.Start,
            Archived = false,
        }),
        Of(new MessagePage([], null)), Of(new MessagePage([Some, Scheduled()], Drafts.Id())),
        Of(Key),
        Of(new IdempotencyUse(Key, "f")), Of(new IdempotencyUse(Key, "f", Drafts.Start)),
        Of(new ScheduleRequest([Some.Draft], Drafts.Caller)),
        Of(new ScheduleRequest([Some.Draft, Drafts.Make(ordinal: 1)], Actor.Engine, new(Key, "f"))),
        .. Cases.Select(one => (one.Family, one.Value)),
        .. Cases.Select(one => (one.Value.GetType(), one.Value)),
        .. Enum.GetValues<ReceiptVerdict>().Select(Of), .. Enum.GetValues<MessageStatus>().Select(Of),
        .. Enum.GetValues<MessageStatuses>().Select(Of),
        .. Enum.GetValues<StepCause>().Select(Of), .. Enum.GetValues<Channel>().Select(Of), .. Enum.GetValues<Dialect>().Select(Of),
        .. Enum.GetValues<SmsEncoding>().Select(Of),
        .. Enum.GetValues<Scopes>().Select(Of), Of(Scopes.SendMessages | Scopes.AdministerKeys),
        Of(new EngineHealth(Ready: true, "")),
        Of(new Tally(1, 2, 3, 4, 5)), Of(new Tally(1, 0, 0, 0, 0, TimeSpan.FromMilliseconds(1.6), TimeSpan.FromSeconds(1))),
        Of(new ApiKey("key_1", Drafts.Organization, "n", Scopes.SendMessages | Scopes.ReadMessages, "00", Drafts.Start)),
        Of(new ApiKey("key_1", Drafts.Organization, "n", Scopes.None, "00", Drafts.Start, Drafts.Start, DateTimeOffset.MaxValue)),
        Of(new WebhookEvent(WebhookEvent.IdOf(Drafts.Id(), 3), Some, 2)),
        Of(new UndeliveredEvent(3, 2, Drafts.Start)), Of(new UndeliveredEvent(3, 7, null)),
        Of(new Submission(Some.Draft, 3, Drafts.Start)),
        Of<IReadOnlyList<long>>([]), Of<IReadOnlyList<long>>([0, -1, long.MaxValue, long.MinValue]),
        Of<IReadOnlyList<Message>>([Some]),
    ];

    /// <summary>Every case of every closed family, and its name on the wire.</summary>
    public static IReadOnlyList<(Type Family, object Value, string Name)> Cases =>
    [
        (typeof(ScheduleVerdict), new ScheduleVerdict.Accepted([Some]), "accepted"),
        (typeof(ScheduleVerdict), new ScheduleVerdict.Replayed([Some, Scheduled()], "f"), "replayed"),
        (typeof(ScheduleVerdict), new ScheduleVerdict.PendingLimitReached(1_000_000), "pending_limit_reached"),
        (typeof(ScheduleVerdict), new ScheduleVerdict.IdTaken(), "id_taken"),
        (typeof(CancelVerdict), new CancelVerdict.Canceled(Some), "canceled"),
        (typeof(CancelVerdict), new CancelVerdict.AlreadyCanceled(Some), "already_canceled"),
        (typeof(CancelVerdict), new CancelVerdict.TooLate(Some), "too_late"),
        (typeof(CancelVerdict), new CancelVerdict.OutsideRule(Some), "outside_rule"),
        (typeof(CancelVerdict), new CancelVerdict.NotFound(), "not_found"),
        (typeof(CarrierAnswer), new CarrierAnswer.Accepted(), "accepted"),
        (typeof(CarrierAnswer), new CarrierAnswer.Accepted("ref"), "accepted"),
        (typeof(CarrierAnswer), new CarrierAnswer.Later(), "later"),
        (typeof(CarrierAnswer), new CarrierAnswer.Later(TimeSpan.FromSeconds(0.25), Trouble), "later"),
        (typeof(CarrierAnswer), new CarrierAnswer.NotWorking(Trouble), "not_working"),
        (typeof(CarrierAnswer), new CarrierAnswer.NotWorking(Trouble, TimeSpan.FromSeconds(1)), "not_working"),
        (typeof(CarrierAnswer), new CarrierAnswer.NotCalled(Trouble), "not_called"),
        (typeof(CarrierAnswer), new CarrierAnswer.NotCalled(Trouble, TimeSpan.FromSeconds(1)), "not_called"),
        (typeof(CarrierAnswer), new CarrierAnswer.Refused(Trouble), "refused"),
        (typeof(CarrierAnswer), new CarrierAnswer.Unknown(Trouble), "unknown"),
    ];

    private static (Type Type, object Value) Of<T>(T value)
        where T : notnull => (typeof(T), value);
}
