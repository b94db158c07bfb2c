using Belay.Messages;

namespace Belay.Tests.Simulation;

/// <summary>The judge itself: a sound history passes, and each kind of broken one is named.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly DateTimeOffset Due = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly RunHistory Sound = new()
    {
        Clients =
        [
            new ClientCall.Create
            {
                Invoked = 1, Answered = 3, Outcome = CallOutcome.Ok, Organization = "acme", Request = "r", Key = "k", Ids = ["m"],
            },
            new ClientCall.Create
            {
                Invoked = 4, Answered = 5, Outcome = CallOutcome.Ok, Organization = "acme", Request = "r", Key = "k", Ids = ["m"],
            },
            new ClientCall.Cancel
            {
                Invoked = 20, Answered = 21, Outcome = CallOutcome.Ok, Organization = "acme", Id = "m", Answer = CancelAnswer.TooLate,
            },
            new ClientCall.Read
            {
                Invoked = 22, Answered = 23, Outcome = CallOutcome.Ok, Organization = "acme", Id = "m", Found = true, Version = 4,
                Status = MessageStatus.Sent,
            },
            new ClientCall.Cancel
            {
                Invoked = 24, Answered = 25, Outcome = CallOutcome.Ok, Organization = "brick", Id = "m", Answer = CancelAnswer.NotFound,
            },
        ],
        Carrier = [new(11, Due, "m", "m", HonoursKey: false, Effect: true, CarrierSaid.Accepted)],
        Webhooks = [
            new(13, "e4", "m", 4, MessageStatus.Sent, Took: false),
            new(14, "e4", "m", 4, MessageStatus.Sent, Took: true),
            new(41, "e5", "m", 5, MessageStatus.Delivered, Took: true),
        ],
        Stored = [Message()],
        DrainedTo = Due.AddHours(1),
        LatenessMax = TimeSpan.FromSeconds(1),
    };

    private static readonly RunHistory Refined = Sound with
    {
        Stored = [RefinedMessage()],
        Webhooks = [new(41, "e5", "m", 5, MessageStatus.DeliveryUnconfirmed, Took: true), new(46, "e6", "m", 6, MessageStatus.Delivered, Took: true)],
    };

    private static readonly ClientCall.Cancel Canceled =
        new() { Invoked = 6, Answered = 7, Outcome = CallOutcome.Ok, Organization = "acme", Id = "m", Answer = CancelAnswer.Canceled };

    private static readonly ClientCall.Read Read = (ClientCall.Read)Sound.Clients[3];

    private static readonly CarrierEntry Call = Sound.Carrier[0];

    /// <summary>Each way to break the sound history, and the invariants that must be named, no other.</summary>
    private static readonly Dictionary<string, (string Invariants, RunHistory History)> Broken = new()
    {
        ["an accepted message is not stored"] = ("I1", Sound with { Stored = [], Carrier = [], Webhooks = [], Clients = [Sound.Clients[0]] }),
        ["a refused message is stored"] =
            ("I1",
                Sound with { Clients = [
                    .. Sound.Clients.Skip(2),
                    new ClientCall.Create { Invoked = 1, Answered = 3, Outcome = CallOutcome.Refused, Organization = "acme", Request = "r" },
                ] }),
        ["fewer messages than were asked for"] =
            ("I1", Sound with { Clients = [((ClientCall.Create)Sound.Clients[0]) with { Count = 2 }, .. Sound.Clients.Skip(1)] }),
        ["it never ends"] = ("I1", Sound with
        {
            Stored = [Message() with { Status = MessageStatus.Sending, Version = 3, CallOpen = true, Steps = [.. Message().Steps.Take(3)] }],
            Webhooks = [],
            Clients = [.. Sound.Clients.Take(3)],
        }),
        ["the carrier knows a message that nobody stored"] = ("I1", Sound with { Carrier = [Call, Call with { Id = "x", Key = "x" }] }),
        ["sent without a call"] = ("I1", Sound with { Carrier = [] }),
        ["called after its cancel was answered"] = ("I2", Sound with { Clients = [Sound.Clients[0], Canceled], Stored =
            [CanceledMessage()], Webhooks = [], Carrier = [Call with { Effect = false, At = 30, Said = CarrierSaid.Later }] }),
        ["an answered cancel that is not stored"] =
            ("I2", Sound with { Clients = [.. Sound.Clients, Canceled with { Invoked = 30, Answered = 31 }] }),
        ["too late without a claim"] =
            ("I3", Sound with { Clients = [Sound.Clients[0], ((ClientCall.Cancel)Sound.Clients[2]) with { Invoked = 8, Answered = 9 }] }),
        ["called by a claim that was taken back"] = ("I3", Sound with { Stored = [NotCalledFirst()], Webhooks = [], Clients = [Sound.Clients[0]] }),
        ["called before its claim was durable"] = ("I3", Sound with { Carrier = [Call with { At = 9 }] }),
        ["two cancels that each did it"] = ("I3", Sound with { Clients =
            [Sound.Clients[0], Canceled, Canceled with { Invoked = 8, Answered = 9 }], Stored = [CanceledMessage()], Carrier = [], Webhooks = [] }),
        ["two effects under one key"] =
            ("I4",
                Sound with { Carrier = [Call with { HonoursKey = true }, Call with { HonoursKey = true, At = 12 }], Stored =
                    [ClaimedTwice()], Clients = [Sound.Clients[0]], Webhooks = [] }),
        ["two keys"] = ("I4", Sound with
        {
            Carrier = [Call with { HonoursKey = true, Effect = false }, Call with { HonoursKey = true, At = 12, Key = "other" }],
            Stored = [ClaimedTwice()],
            Clients = [Sound.Clients[0]],
            Webhooks = [],
        }),
        ["called again after an unknown outcome"] =
            ("I5",
                Sound with { Carrier = [Call with { Effect = false, Said = CarrierSaid.Nothing }, Call with { At = 12 }], Stored =
                    [ClaimedTwice()], Clients = [Sound.Clients[0]], Webhooks = [] }),
        ["it had its effect and is told to have failed"] = ("I5", Sound with
        {
            Stored = [Message() with
            {
                Status = MessageStatus.SendingFailed,
                Version = 4,
                Steps = [.. Message().Steps.Take(3), new(4, MessageStatus.SendingFailed, StepCause.CarrierRefused, Due, 12)],
                WebhookOn = MessageStatuses.None,
            }],
            Webhooks = [],
            Clients = [.. Sound.Clients.Take(3)],
        }),
        ["a step that is no arrow"] =
            ("I6",
                Sound with
                {
                    Stored = [Message() with { Version = 6, Steps =
                        [.. Message().Steps, new(6, MessageStatus.Delivered, StepCause.ReceiptFailed, Due, 50)], WebhookOn = MessageStatuses.None }],
                    Webhooks = [],
                }),
        ["a version is skipped"] = ("I6", Sound with { Stored = [Message() with { Version = 6 }] }),
        ["early"] = ("I7", Sound with { Carrier = [Call with { Clock = Due.AddTicks(-1) }] }),
        ["late"] = ("I8", Sound with { Carrier = [Call with { Clock = Due.AddSeconds(2) }] }),
        ["one key made two messages"] =
            ("I9",
                Sound with { Stored = [
                    Message(),
                    Message() with { Id = "n", Status = MessageStatus.Scheduled, Version = 1, Steps = [Message().Steps[0]], WakeAt = Due.AddDays(1) },
                ] }),
        ["one key was answered with two messages"] = ("I9", Sound with
        {
            Clients = [.. Sound.Clients, new ClientCall.Create
            {
                Invoked = 30, Answered = 31, Outcome = CallOutcome.Ok, Organization = "acme", Request = "s", Key = "k", Ids = ["n"],
            }],
            Stored = [Message(), Message() with
            {
                Id = "n", Request = "s", Status = MessageStatus.Scheduled, Version = 1, Steps = [Message().Steps[0]], WakeAt = Due.AddDays(1),
            }],
        }),
        ["a read of the past"] = ("I10", Sound with
        {
            Clients = [.. Sound.Clients, Read with { Invoked = 30, Answered = 31, Version = 3, Status = MessageStatus.Sending }],
        }),
        ["a read of what never was"] =
            ("I10", Sound with { Clients = [.. Sound.Clients, Read with { Invoked = 30, Answered = 31, Status = MessageStatus.Canceled }] }),
        ["a read that finds nothing"] =
            ("I10", Sound with { Clients = [.. Sound.Clients, Read with { Found = false, Version = null, Status = null }] }),
        ["another organization's message in a read"] = ("I11", Sound with { Clients = [.. Sound.Clients, Read with { Organization = "brick" }] }),
        ["another organization's message in a list"] = ("I11", Sound with { Clients =
            [.. Sound.Clients, new ClientCall.List { Invoked = 30, Answered = 31, Outcome = CallOutcome.Ok, Organization = "brick", Ids = ["m"] }] }),
        ["a webhook of what never was"] =
            ("I12", Sound with { Webhooks = [.. Sound.Webhooks, new(50, "e6", "m", 5, MessageStatus.DeliveryFailed, Took: true)] }),
        ["a webhook before the fact"] =
            ("I12", Sound with { Webhooks = [new(11, "e4", "m", 4, MessageStatus.Sent, Took: true), .. Sound.Webhooks.Skip(1)] }),
        ["webhooks out of order"] = ("I12", Sound with { Webhooks = [Sound.Webhooks[2], Sound.Webhooks[1] with { At = 42 }] }),
        ["a webhook under two ids"] = ("I12", Sound with { Webhooks = [.. Sound.Webhooks, Sound.Webhooks[2] with { EventId = "e9", At = 50 }] }),
        ["two known ends are told"] =
            ("I12", Refined with { Webhooks = [.. Refined.Webhooks, new(50, "e7", "m", null, MessageStatus.Delivered, Took: true)] }),
        ["a webhook that never came"] = ("I12", Sound with { Webhooks = [.. Sound.Webhooks.Take(2)] }),
    };

    public static TheoryData<string> Ways => [.. Broken.Keys];

    [Fact]
    public void A_sound_history_passes() => Assert.Empty(HistoryChecker.Check(Sound));

    [Fact]
    public void A_late_receipt_that_says_what_nobody_knew_passes() => Assert.Empty(HistoryChecker.Check(Refined));

    [Fact]
    public void A_claim_that_was_taken_back_needs_no_call() =>
        Assert.Empty(HistoryChecker.Check(
            Sound with { Stored = [NotCalledFirst()], Carrier = [Call with { At = 13 }], Webhooks = [], Clients = [Sound.Clients[0]] }));

    [Theory, MemberData(nameof(Ways))]
    public void A_broken_history_is_told_by_its_name(string way)
    {
        var (invariants, history) = Broken[way];
        var found = HistoryChecker.Check(history);
        Assert.True(found.Count > 0 && found.All(violation => violation.Invariant == invariants), $"{way}: {string.Join("; ", found)}");
    }

    [Fact]
    public void An_outage_excuses_lateness_by_its_length()
    {
        var late = Sound with { Carrier = [Call with { Clock = Due.AddSeconds(5) }] };
        Assert.Single(HistoryChecker.Check(late with { Outages = [(Due.AddSeconds(-9), Due.AddSeconds(3))] }));
        Assert.Empty(HistoryChecker.Check(late with { Outages = [(Due.AddSeconds(-9), Due.AddSeconds(4))] }));
    }

    private static StoredState Message() => new()
    {
        Id = "m",
        Organization = "acme",
        Request = "r",
        DueAt = Due,
        Status = MessageStatus.Delivered,
        Version = 5,
        CallOpen = false,
        WakeAt = null,
        WebhookOn = MessageStatuses.Sent | MessageStatuses.Delivered,
        Steps =
        [
            new(1, MessageStatus.Scheduled, StepCause.Accepted, Due.AddMinutes(-1), 2),
            new(2, MessageStatus.Queued, StepCause.Due, Due, 10),
            new(3, MessageStatus.Sending, StepCause.Claimed, Due, 10),
            new(4, MessageStatus.Sent, StepCause.CarrierAccepted, Due, 12),
            new(5, MessageStatus.Delivered, StepCause.ReceiptDelivered, Due, 40),
        ],
    };

    /// <summary>Canceled by the first cancel; the claims of a retry came before it.</summary>
    private static StoredState CanceledMessage() => Message() with
    {
        Status = MessageStatus.Canceled,
        Version = 5,
        WebhookOn = MessageStatuses.None,
        Steps =
        [
            .. Message().Steps.Take(3),
            new(4, MessageStatus.Queued, StepCause.CarrierLater, Due, 5),
            new(5, MessageStatus.Canceled, StepCause.Canceled, Due, 7),
        ],
    };

    /// <summary>Its end was that nobody knows, until a receipt came.</summary>
    private static StoredState RefinedMessage() => Message() with
    {
        Version = 6,
        WebhookOn = MessageStatuses.Ended,
        Steps =
        [
            .. Message().Steps.Take(4),
            new(5, MessageStatus.DeliveryUnconfirmed, StepCause.ReceiptMissing, Due, 40),
            new(6, MessageStatus.Delivered, StepCause.ReceiptDelivered, Due, 45),
        ],
    };

    private static StoredState NotCalledFirst() => Message() with
    {
        Version = 7,
        WebhookOn = MessageStatuses.None,
        Steps =
        [
            .. Message().Steps.Take(3),
            new(4, MessageStatus.Queued, StepCause.NotCalled, Due, 11),
            new(5, MessageStatus.Sending, StepCause.Claimed, Due, 12),
            new(6, MessageStatus.Sent, StepCause.CarrierAccepted, Due, 14),
            new(7, MessageStatus.Delivered, StepCause.ReceiptDelivered, Due, 40),
        ],
    };

    private static StoredState ClaimedTwice() => Message() with
    {
        Version = 7,
        WebhookOn = MessageStatuses.None,
        Steps =
        [
            .. Message().Steps.Take(3),
            new(4, MessageStatus.Sending, StepCause.OutcomeUnknown, Due, 11),
            new(5, MessageStatus.Sending, StepCause.Claimed, Due, 11),
            new(6, MessageStatus.Sent, StepCause.CarrierAccepted, Due, 12),
            new(7, MessageStatus.Delivered, StepCause.ReceiptDelivered, Due, 40),
        ],
    };
}
