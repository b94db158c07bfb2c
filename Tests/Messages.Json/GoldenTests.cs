using System.Text;
using System.Text.Json;
using Belay.Messages;
using Belay.Messages.Json;

namespace Belay.Tests.Messages.Json;

/// <summary>
/// P1: documents that lie in stores. Each file stays as it is for ever, for each version must read what the first one wrote; a new shape gets new
/// files.
/// </summary>
public sealed class GoldenTests
{
    private static readonly DateTimeOffset ReceivedAt = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);
    private static readonly DateTimeOffset SendAt = new(2026, 5, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly Actor Caller = new("key_7f3a", "req_01");

    private static readonly Dictionary<string, Message> Messages = new()
    {
        ["scheduled"] = Scheduled(),
        ["canceled"] = Scheduled() with
        {
            Status = MessageStatus.Canceled,
            Version = 3,
            WakeAt = null,
            Archived = true,
            Timeline =
            [
                .. Scheduled().Timeline,
                new Step(2, MessageStatus.Canceled, StepCause.Canceled, SendAt.AddMilliseconds(-1_500), new("key_7f3a", "req_02")),
                new Step(3, MessageStatus.Canceled, StepCause.Archived, SendAt, new("key_7f3a")),
            ],
        },
        ["delivered"] = Delivered(),
        ["delivered_after_unknown"] = Delivered(),
        ["delivered_late"] = DeliveredLate(),
    };

    /// <summary>Files of a shape that is not written any more: until an error that is over was taken for history, it stayed on the message.</summary>
    private static readonly string[] Older = ["delivered"];

    public static TheoryData<string> Names => [.. Messages.Keys];

    public static TheoryData<string> Newest => [.. Messages.Keys.Except(Older)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_checked_in_document_is_read_for_ever(string name)
    {
        var document = Golden(name);
        Same.Assert(Messages[name], MessageJson.Read<Message>(document));
        Same.Assert(Messages[name], MessageJson.Read<Message>(Jsonb.Keep(document)));
    }

    [Theory]
    [MemberData(nameof(Newest))]
    public void A_message_is_written_exactly_so(string name)
    {
        using var golden = JsonDocument.Parse(Golden(name));
        Assert.Equal(JsonSerializer.Serialize(golden, Plain), Encoding.UTF8.GetString(MessageJson.Write(Messages[name])));
    }

    /// <remarks>Else a file without a message would be read by nobody.</remarks>
    [Fact]
    public void Every_file_has_its_message() =>
        Assert.Equal(Messages.Keys.Order(), Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order());

    private static readonly JsonSerializerOptions Plain = new() { Encoder = MessageJson.Options.Encoder };

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    private static Message Scheduled() => new()
    {
        Draft = new()
        {
            Id = new(Guid.Parse("019df2a1-7c00-7000-8000-0123456789ab")),
            Organization = OrganizationId.Parse("acme"),
            Batch = new(4_612_967_056_022_112_683),
            Ordinal = 2,
            Dialect = Dialect.Telnyx,
            From = "+18445550001",
            To = "+18665550001",
            Channel = Channel.Mms,
            Text = "It’s \"tomorrow\" 9:00 – see you <there> & bring 2 € 😀\n\0",
            Subject = "Réminder",
            Media = ["https://media.example/a.png?x=1&y=2"],
            Tags = ["clinic", "späť"],
            Labels = new Dictionary<string, string> { ["event"] = "appointment", ["Trace Id"] = "1-65a1" },
            Encoding = SmsEncoding.Ucs2,
            Parts = 2,
            SmartEncoded = true,
            SendAt = SendAt,
            ValidUntil = SendAt.AddHours(2),
            Webhook = new(MessageStatuses.All, "https://hooks.example/in", "https://hooks.example/failover"),
            Extra = """{"profile":"p-1","n":[1,2.50]}""",
        },
        ReceivedAt = ReceivedAt,
        Status = MessageStatus.Scheduled,
        Version = 1,
        WakeAt = SendAt,
        Timeline = [new Step(1, MessageStatus.Scheduled, StepCause.Accepted, ReceivedAt, Caller, SendAt)],
    };

    private static Message Delivered() => new()
    {
        Draft = new()
        {
            Id = new(Guid.Parse("019df2a1-7c00-7000-8000-0123456789ac")),
            Organization = OrganizationId.Parse("acme"),
            Batch = new(4_612_967_056_022_112_684),
            Dialect = Dialect.VoltMx,
            From = "",
            To = "user-17",
            Channel = Channel.User,
            Text = "Hello",
        },
        ReceivedAt = ReceivedAt,
        Status = MessageStatus.Delivered,
        Version = 6,
        Attempts = 2,
        Tainted = true,
        CarrierReference = "SM-1",
        Timeline =
        [
            new Step(1, MessageStatus.Queued, StepCause.Accepted, ReceivedAt, Caller, ReceivedAt),
            new Step(2, MessageStatus.Sending, StepCause.Claimed, ReceivedAt.AddMilliseconds(1), Actor.Engine, ReceivedAt, Carrier: "http"),
            new Step(3, MessageStatus.Sending, StepCause.OutcomeUnknown, ReceivedAt.AddSeconds(10), Actor.Carrier("http"), ReceivedAt.AddSeconds(11),
                Error: new("timeout", "No answer in 10 s.")),
            new Step(4, MessageStatus.Sending, StepCause.Claimed, ReceivedAt.AddSeconds(11), Actor.Engine, ReceivedAt.AddSeconds(11),
                Carrier: "http"),
            new Step(
                5, MessageStatus.Sent, StepCause.CarrierAccepted, ReceivedAt.AddSeconds(12), Actor.Carrier("http"), ReceivedAt.AddHours(72), "SM-1"),
            new Step(6, MessageStatus.Delivered, StepCause.ReceiptDelivered, ReceivedAt.AddSeconds(14), Actor.Carrier("http")),
        ],
    };

    private static Message DeliveredLate() => Delivered() with
    {
        Version = 7,
        Attempts = 1,
        CarrierReference = null,
        Timeline =
        [
            new Step(1, MessageStatus.Queued, StepCause.Accepted, ReceivedAt, Caller, ReceivedAt),
            new Step(2, MessageStatus.Sending, StepCause.Claimed, ReceivedAt.AddMilliseconds(1), Actor.Engine, ReceivedAt, Carrier: "http"),
            new Step(3, MessageStatus.Queued, StepCause.NotCalled, ReceivedAt.AddMilliseconds(2), Actor.Engine, ReceivedAt.AddSeconds(5),
                Error: new("circuit_open", "Left alone.")),
            new Step(4, MessageStatus.Sending, StepCause.Claimed, ReceivedAt.AddSeconds(5), Actor.Engine, ReceivedAt.AddSeconds(5), Carrier: "http"),
            new Step(5, MessageStatus.DeliveryUnconfirmed, StepCause.OutcomeUnknown, ReceivedAt.AddSeconds(15), Actor.Carrier("http"),
                Error: new("timeout", "No answer in 10 s.")),
            new Step(6, MessageStatus.DeliveryUnconfirmed, StepCause.Archived, ReceivedAt.AddSeconds(16), Caller),
            new Step(7, MessageStatus.Delivered, StepCause.ReceiptDelivered, ReceivedAt.AddHours(80), Actor.Carrier("http")),
        ],
        Archived = true,
    };
}
