using Belay.Gateway.Api.Telnyx;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>How each state of a message reads in this dialect, also for messages that were made in another one.</summary>
public sealed class MappingTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly CarrierTraits Carrier = new("scripted", HonoursIdempotencyKey: true, SendsReceipts: true);

    private static readonly Draft Draft = new()
    {
        Id = new MessageId(Guid.Parse("019df3a0-0000-7000-8000-000000000001")),
        Organization = OrganizationId.Parse("acme"),
        Batch = new BatchId(7),
        Dialect = Dialect.Telnyx,
        From = "+15550001111",
        To = "+15550002222",
        Text = "Hi",
    };

    [Fact]
    public void Every_status_has_the_vendor_s_word()
    {
        var words = Enum.GetValues<MessageStatus>().Select(TelnyxMapping.ToWire);

        Assert.Equal(
            [
                "scheduled", "queued", "sending", "sent", "cancelled", "expired", "sending_failed", "delivery_unconfirmed", "delivered",
                "delivery_failed",
            ],
            words);
    }

    [Fact]
    public void Sent_and_completed_are_told_when_they_happen()
    {
        var sent = Answered(new CarrierAnswer.Accepted("ref"));
        var delivered = Decide(sent, new Command.ApplyReceipt(new Receipt(Draft.Id, null, Delivered: true), "scripted"), 90);

        Assert.Equal(("2026-05-04T12:00:01.500Z", null), (TelnyxMapping.ToWire(sent).SentAt, TelnyxMapping.ToWire(sent).CompletedAt));
        Assert.Equal(
            ("2026-05-04T12:00:01.500Z", "2026-05-04T12:01:30.000Z"),
            (TelnyxMapping.ToWire(delivered).SentAt, TelnyxMapping.ToWire(delivered).CompletedAt));
        Assert.Empty(TelnyxMapping.ToWire(delivered).Errors);
    }

    [Fact]
    public void The_validity_is_shown_while_the_message_is_in_the_queue_and_null_once_it_has_left()
    {
        var draft = Draft with { ValidUntil = Start.AddHours(1) };
        var queued = Message.Accept(draft, Actor.Engine, Start);
        var claimed = MessageDecider.Decide(queued, new Command.Wake(Carrier), Start).Next;
        var canceled = MessageDecider.Decide(queued, new Command.Cancel(Actor.Engine, CancelRule.Pending), Start).Next;

        Assert.Equal("2026-05-04T13:00:00.000Z", TelnyxMapping.ToWire(queued).ValidUntil);
        Assert.Null(TelnyxMapping.ToWire(claimed).ValidUntil);
        Assert.Null(TelnyxMapping.ToWire(canceled).ValidUntil);
    }

    [Fact]
    public void A_message_that_waits_for_a_retry_shows_no_error()
    {
        var waiting = Answered(new CarrierAnswer.Later(Error: new MessageError("busy", "Busy.")));

        Assert.Equal("queued", TelnyxMapping.ToWire(waiting).To[0].Status);
        Assert.Empty(TelnyxMapping.ToWire(waiting).Errors);
    }

    [Fact]
    public void Refused_by_the_carrier_is_undeliverable_with_the_carrier_s_reason() =>
        AssertError(
            Answered(new CarrierAnswer.Refused(new MessageError("E17", "No route."))), "sending_failed", "40008", "Undeliverable", "No route.");

    [Fact]
    public void A_carrier_that_uses_the_vendor_s_codes_is_quoted() =>
        AssertError(Answered(new CarrierAnswer.Refused(new MessageError("40001", "Not routable"))), "sending_failed", "40001", "Not routable", null);

    [Fact]
    public void Not_delivered_is_undeliverable()
    {
        var receipt = new Receipt(Draft.Id, null, Delivered: false, Error: new MessageError("absent", "Absent subscriber."));
        var failed = Decide(Answered(new CarrierAnswer.Accepted()), new Command.ApplyReceipt(receipt, "scripted"), 90);

        AssertError(failed, "delivery_failed", "40008", "Undeliverable", "Absent subscriber.");
    }

    [Fact]
    public void Expired_in_the_queue_has_its_own_code()
    {
        var queued = Message.Accept(Draft with { ValidUntil = Start.AddSeconds(1) }, Actor.Engine, Start);

        AssertError(
            MessageDecider.Decide(queued, new Command.Wake(Carrier), Start.AddSeconds(2)).Next,
            "expired", "40014", "Message expired in queue", "Its validity ended before it could be sent.");
    }

    [Fact]
    public void An_unknown_outcome_is_not_called_undeliverable()
    {
        var claimed = MessageDecider.Decide(Message.Accept(Draft, Actor.Engine, Start), new Command.Wake(Carrier), Start).Next;
        var answer = new Command.RecordAnswer(
            1, new CarrierAnswer.Unknown(new MessageError("timeout", "No answer.")), Carrier with { HonoursIdempotencyKey = false },
            new SendingRules(), 0);

        AssertError(Decide(claimed, answer, 1), "delivery_unconfirmed", "10007", "Unexpected error", "No answer.");
    }

    [Theory]
    [InlineData(Channel.Sms, "SMS")]
    [InlineData(Channel.Mms, "MMS")]
    [InlineData(Channel.Voice, "SMS")]
    [InlineData(Channel.User, "SMS")]
    public void A_message_of_another_dialect_is_shown_with_what_it_has(Channel channel, string type)
    {
        var draft = Draft with { Dialect = Dialect.Courier, From = "", To = "user-7", Channel = channel, Extra = "courier's own", Tags = ["a", "b"] };

        var shown = TelnyxMapping.ToWire(Message.Accept(draft, Actor.Engine, Start));

        Assert.Equal((type, "", "user-7"), (shown.Type, shown.From.PhoneNumber, shown.To[0].PhoneNumber));
        Assert.Null(shown.MessagingProfileId);
        Assert.Equal(["a", "b"], shown.Tags);
    }

    [Fact]
    public void An_organization_always_has_the_same_uuid_and_another_one_another()
    {
        var acme = TelnyxMapping.ToUuid(OrganizationId.Parse("acme"));

        Assert.Equal(8, acme.Version);
        Assert.NotEqual(acme, TelnyxMapping.ToUuid(OrganizationId.Parse("globex")));
    }

    [Fact]
    public void A_group_is_complete_when_all_of_it_is()
    {
        var first = Answered(new CarrierAnswer.Refused(new MessageError("E17", "No route.")));
        var second = Answered(new CarrierAnswer.Accepted());
        var delivered = Decide(second, new Command.ApplyReceipt(new Receipt(Draft.Id, null, Delivered: true), "scripted"), 90);

        var open = TelnyxMapping.ToWireGroup([first, second]);
        var complete = TelnyxMapping.ToWireGroup([first, delivered]);

        Assert.Equal(["sending_failed", "sent"], open.To.Select(to => to.Status));
        Assert.Equal(("2026-05-04T12:00:01.500Z", null), (open.SentAt, open.CompletedAt));
        Assert.Equal("2026-05-04T12:01:30.000Z", complete.CompletedAt);
        Assert.Equal("40008", Assert.Single(complete.Errors).Code);
    }

    private static void AssertError(Message message, string status, string code, string title, string? detail)
    {
        var shown = TelnyxMapping.ToWire(message);
        Assert.Equal(status, shown.To[0].Status);
        Assert.Equal(new TelnyxError(code, title, detail), Assert.Single(shown.Errors));
    }

    private static Message Answered(CarrierAnswer answer)
    {
        var claimed = MessageDecider.Decide(Message.Accept(Draft, Actor.Engine, Start), new Command.Wake(Carrier), Start).Next;
        return Decide(claimed, new Command.RecordAnswer(1, answer, Carrier, new SendingRules(), 0), 1.5);
    }

    private static Message Decide(Message message, Command command, double seconds) =>
        MessageDecider.Decide(message, command, Start.AddSeconds(seconds)).Next;
}
