using Belay.Gateway.Api.Courier;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>Every way that a message can go, in Courier's words.</summary>
public sealed class CourierMappingTests
{
    private static readonly CarrierTraits Carrier = new("scripted", HonoursIdempotencyKey: false, SendsReceipts: true);
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string?, string[]> Lives => new()
    {
        { "", "ENQUEUED", null, ["ENQUEUED"] },
        { "later", "DELAYED", null, ["ENQUEUED", "DELAYED"] },
        { "cancel", "CANCELED", null, ["ENQUEUED", "CANCELED"] },
        { "later cancel", "CANCELED", null, ["ENQUEUED", "DELAYED", "CANCELED"] },
        { "wake", "ROUTED", null, ["ENQUEUED", "DELIVERING"] },
        { "later wake", "ROUTED", null, ["ENQUEUED", "DELAYED", "DELIVERING"] },
        { "wake accept", "SENT", null, ["ENQUEUED", "DELIVERING", "SENT"] },
        { "wake retry", "ENQUEUED", null, ["ENQUEUED", "DELIVERING"] },
        { "wake retry wake accept", "SENT", null, ["ENQUEUED", "DELIVERING", "DELIVERING", "SENT"] },
        { "wake notcalled", "ENQUEUED", null, ["ENQUEUED"] },
        { "wake retry wake notcalled wake accept", "SENT", null, ["ENQUEUED", "DELIVERING", "DELIVERING", "SENT"] },
        { "wake unknown delivered", "DELIVERED", null, ["ENQUEUED", "DELIVERING", "UNDELIVERABLE", "DELIVERED"] },
        { "wake accept wake failed", "UNDELIVERABLE", "BOUNCED", ["ENQUEUED", "DELIVERING", "SENT", "UNDELIVERABLE"] },
        { "wake accept delivered", "DELIVERED", null, ["ENQUEUED", "DELIVERING", "SENT", "DELIVERED"] },
        { "wake accept delivered archive", "DELIVERED", null, ["ENQUEUED", "DELIVERING", "SENT", "DELIVERED"] },
        { "wake accept failed", "UNDELIVERABLE", "BOUNCED", ["ENQUEUED", "DELIVERING", "SENT", "UNDELIVERABLE"] },
        { "wake accept wake", "SENT", null, ["ENQUEUED", "DELIVERING", "SENT"] },
        { "wake refuse", "UNDELIVERABLE", "PROVIDER_ERROR", ["ENQUEUED", "DELIVERING", "UNDELIVERABLE"] },
        { "wake noroute", "UNROUTABLE", "NO_PROVIDERS", ["ENQUEUED", "DELIVERING", "UNROUTABLE"] },
        { "wake unknown", "UNDELIVERABLE", "PROVIDER_ERROR", ["ENQUEUED", "DELIVERING", "UNDELIVERABLE"] },
        { "short expire", "UNDELIVERABLE", "FAILED", ["ENQUEUED", "UNDELIVERABLE"] },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void Each_life_has_its_status_reason_and_history(string life, string status, string? reason, string[] history)
    {
        var message = Live(life);

        var details = CourierMapping.ToDetails(message);

        Assert.Equal((status, reason), (details.Status, details.Reason));
        Assert.Equal(history, CourierHistory.Of(message).Select(entry => entry.Type));
        Assert.Equal(reason is not null, details.Error is not null && status != "SENT");
        Assert.True(CourierStatus.Behind(status).HasFlag(message.Status.ToSet()), "A list by this status must find the message.");
    }

    [Fact]
    public void Every_status_has_a_word_and_every_word_finds_its_status()
    {
        var lives = Lives.Select(row => Live(row.Data.Item1)).ToList();

        Assert.Equal(Enum.GetValues<MessageStatus>(), lives.Select(message => message.Status).Distinct().Order());
    }

    [Fact]
    public void Times_are_milliseconds_since_the_epoch_and_what_has_not_happened_is_absent()
    {
        var details = CourierMapping.ToDetails(Live("wake accept"));

        Assert.Equal(Start.ToUnixTimeMilliseconds(), details.Enqueued);
        Assert.Equal(Start.AddSeconds(2).ToUnixTimeMilliseconds(), details.Sent);
        Assert.Null(details.Delivered);
        Assert.Null(details.CanceledAt);
        Assert.Equal(Start.AddSeconds(1).ToUnixTimeMilliseconds(), CourierMapping.ToDetails(Live("cancel")).CanceledAt);
    }

    [Fact]
    public void A_carrier_shows_as_a_provider_once_it_answered()
    {
        Assert.Null(CourierMapping.ToDetails(Live("wake")).Providers);

        var provider = Assert.Single(CourierMapping.ToDetails(Live("wake accept delivered")).Providers!);

        Assert.Equal(("scripted", "DELIVERED", "sms", "ref-1"), (provider.Provider, provider.Status, provider.Channel.Key, provider.Reference));
        Assert.Equal(Start.AddSeconds(2).ToUnixTimeMilliseconds(), provider.Sent);
        Assert.Equal(Start.AddSeconds(3).ToUnixTimeMilliseconds(), provider.Delivered);
    }

    [Fact]
    public void A_message_of_another_dialect_has_all_that_must_be_there()
    {
        var details = CourierMapping.ToDetails(Live(""));

        Assert.Equal(("+12025550123", "", ""), (details.Recipient, details.Event, details.Notification));
        Assert.Matches("^1-[0-9a-f]{8}-[0-9a-f]{24}$", details.Id);
    }

    [Theory]
    [InlineData(Channel.Sms, "sms")]
    [InlineData(Channel.Mms, "sms")]
    [InlineData(Channel.Voice, "voice")]
    [InlineData(Channel.User, "inbox")]
    public void Every_channel_has_a_key(Channel channel, string key) => Assert.Equal(key, CourierMapping.ToChannel(channel).Key);

    private static Message Live(string life)
    {
        var steps = life.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var id = MessageId.Create(Start, new byte[MessageId.RandomBytes]);
        var draft = new Draft
        {
            Id = id,
            Organization = OrganizationId.Parse("acme"),
            Batch = BatchId.Of(id),
            Dialect = Dialect.Telnyx,
            From = "+12025550100",
            To = "+12025550123",
            Text = "Hello",
            SendAt = steps.Contains("later") ? Start.AddSeconds(1) : null,
            ValidUntil = steps.Contains("short") ? Start.AddSeconds(1) : null,
        };
        var now = Start;
        var message = Message.Accept(draft, new Actor("key"), now);
        foreach (var step in steps.Where(step => step is not ("later" or "short")))
        {
            now = now.AddSeconds(1);
            if (step is "wake" or "expire" && message.WakeAt > now)
            {
                now = message.WakeAt.Value;
            }

            var decision = MessageDecider.Decide(message, CommandOf(step, message), now);
            Assert.Equal(Verdict.Done, decision.Verdict);
            message = decision.Next;
        }

        return message;
    }

    private static Command CommandOf(string step, Message message) => step switch
    {
        "wake" or "expire" => new Command.Wake(Carrier),
        "cancel" => new Command.Cancel(new Actor("key"), CancelRule.Pending),
        "archive" => new Command.Archive(new Actor("key")),
        "accept" => Answer(message, new CarrierAnswer.Accepted("ref-1")),
        "notcalled" => Answer(message, new CarrierAnswer.NotCalled(new MessageError("circuit_open", "The carrier is left alone."))),
        "retry" => Answer(message, new CarrierAnswer.Later()),
        "refuse" => Answer(message, new CarrierAnswer.Refused(new MessageError("blocked", "The carrier blocks it."))),
        "noroute" => Answer(message, new CarrierAnswer.Refused(new MessageError("no_route", "There is no way there."))),
        "unknown" => Answer(message, new CarrierAnswer.Unknown(new MessageError("timeout", "No answer."))),
        "delivered" => new Command.ApplyReceipt(new Receipt(message.Id, null, Delivered: true), "scripted"),
        "failed" =>
            new Command.ApplyReceipt(new Receipt(message.Id, null, Delivered: false, Error: new MessageError("absent", "Nobody there.")), "scripted"),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No such step."),
    };

    private static Command.RecordAnswer Answer(Message message, CarrierAnswer answer) =>
        new(message.Claims, answer, Carrier, new SendingRules(), Jitter: 0);
}
