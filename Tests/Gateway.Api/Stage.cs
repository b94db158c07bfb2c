using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api;

/// <summary>Brings messages of any dialect into any state, past the gateway's routes.</summary>
internal static class Stage
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static int made;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One call of the carrier at a time: the next call begins only when the answer to the one before is on record.</summary>
    public static EngineSettings OneByOne { get; } = new() { DispatchConcurrency = 1 };

    /// <summary>A draft of <c>acme</c> to be changed with <c>with</c>.</summary>
    public static Draft Draft(string to = "+15554443333", DateTimeOffset? sendAt = null)
    {
        // A millisecond apart, so that the order of their making is the order of their ids.
        var id = MessageId.Create(Noon.AddMilliseconds(Interlocked.Increment(ref made)), RandomNumberGenerator.GetBytes(MessageId.RandomBytes));
        return new()
        {
            Id = id,
            Organization = GatewayFixture.Organization,
            Batch = BatchId.Of(id),
            Dialect = Dialect.Telnyx,
            From = "+15551112222",
            To = to,
            Text = "hello",
            SendAt = sendAt,
        };
    }

    /// <summary>Accepts drafts as one batch: that of the first.</summary>
    public static async Task<IReadOnlyList<Message>> ScheduleAsync(GatewayFixture gateway, params Draft[] drafts)
    {
        Draft[] numbered = [.. drafts.Select((draft, ordinal) => draft with { Batch = drafts[0].Batch, Ordinal = ordinal })];
        var verdict = await gateway.Engine.ScheduleAsync(new(numbered, new Actor("test")), TestContext.Current.CancellationToken);
        return Assert.IsType<ScheduleVerdict.Accepted>(verdict).Messages;
    }

    /// <summary>Returns when every call that is due has its answer on record. Needs <see cref="OneByOne"/>.</summary>
    public static async Task SettleAsync(GatewayFixture gateway)
    {
        var last = Draft() with { Organization = GatewayFixture.OtherOrganization };
        await ScheduleAsync(gateway, last);
        await gateway.Carrier.WaitForCallAsync(last.Id);
    }

    /// <summary>All messages of <c>acme</c>, newest first.</summary>
    public static async Task<IReadOnlyList<Message>> AllAsync(GatewayFixture gateway) =>
        (await gateway.Engine.ListAsync(
            new() { Organization = GatewayFixture.Organization, Limit = MessageQuery.LimitMax }, TestContext.Current.CancellationToken)).Messages;

    /// <summary>A message in this status, by the shortest way there.</summary>
    public static Message In(MessageStatus status, Draft? draft = null)
    {
        draft ??= Draft();
        var idempotent = new CarrierTraits("twilio", HonoursIdempotencyKey: true, SendsReceipts: true);
        var error = new MessageError("30008", "Unknown error");
        return status switch
        {
            MessageStatus.Scheduled => Message.Accept(draft with { SendAt = Noon.AddHours(1) }, new("test"), Noon),
            MessageStatus.Queued => Message.Accept(draft, new("test"), Noon),
            MessageStatus.Canceled => Then(In(MessageStatus.Scheduled, draft), new Command.Cancel(new("test"), CancelRule.Pending)),
            MessageStatus.Expired => Then(In(MessageStatus.Queued, draft with { ValidUntil = Noon }), new Command.Wake(idempotent)),
            MessageStatus.Sending => Then(In(MessageStatus.Queued, draft), new Command.Wake(idempotent)),
            MessageStatus.Sent => Answer(new CarrierAnswer.Accepted("ref"), idempotent),
            MessageStatus.SendingFailed => Answer(new CarrierAnswer.Refused(error), idempotent),
            MessageStatus.DeliveryUnconfirmed => Answer(new CarrierAnswer.Unknown(error), idempotent with { HonoursIdempotencyKey = false }),
            MessageStatus.Delivered => Then(In(MessageStatus.Sent, draft), new Command.ApplyReceipt(new(null, "ref", Delivered: true), "twilio")),
            MessageStatus.DeliveryFailed =>
                Then(In(MessageStatus.Sent, draft), new Command.ApplyReceipt(new(null, "ref", Delivered: false, Error: error), "twilio")),
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

        Message Answer(CarrierAnswer answer, CarrierTraits traits) =>
            Then(In(MessageStatus.Sending, draft), new Command.RecordAnswer(1, answer, traits, new SendingRules(), 0));
    }

    /// <summary>JSON without white space between its tokens, in the same order.</summary>
    public static string Minify(string json) => JsonNode.Parse(json)!.ToJsonString(Relaxed);

    private static Message Then(Message message, Command command)
    {
        var decision = MessageDecider.Decide(message, command, Noon);
        Assert.Equal(Verdict.Done, decision.Verdict);
        return decision.Next;
    }
}
