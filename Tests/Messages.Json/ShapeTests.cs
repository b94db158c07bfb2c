using System.Text.Json;
using System.Text.Json.Nodes;
using Belay.Messages;
using Belay.Messages.Json;

namespace Belay.Tests.Messages.Json;

/// <summary>What documents look like: queries and older processes go by it.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Every_case_of_a_closed_family_names_itself_whoever_writes_it()
    {
        foreach (var (family, value, name) in Samples.Cases)
        {
            var discriminator = family == typeof(CarrierAnswer) ? "answer" : "verdict";
            var document = Documents.Write(family, value);
            Assert.Equal(name, (string?)JsonNode.Parse(document)![discriminator]);
            Assert.Equal(document, Documents.Write(value.GetType(), value));
            Same.Assert(value, Documents.Read(family, document));
            Same.Assert(value, Documents.Read(value.GetType(), document));
        }
    }

    [Fact]
    public void A_document_is_not_read_as_another_case() =>
        Assert.ThrowsAny<JsonException>(() => Documents.Read<CancelVerdict.NotFound>("""{"verdict":"canceled"}"""));

    [Theory]
    [InlineData("0001-01-01T00:00:00.0000000", "0001-01-01T00:00:00.000000Z")]
    [InlineData("9999-12-31T23:59:59.9999990", "9999-12-31T23:59:59.999999Z")]
    [InlineData("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("2026-05-04T12:00:00.1200000", "2026-05-04T12:00:00.120000Z")]
    public void An_instant_is_utc_with_microseconds(string at, string written)
    {
        var instant = DateTimeOffset.Parse(at + "Z");
        Assert.Equal(written, (string?)Documents.Write(new IdempotencyUse(new(Drafts.Organization, "s", "k"), "f", instant))["keep_until"]);
    }

    [Fact]
    public void An_instant_with_an_offset_is_written_in_utc() =>
        Assert.Equal(
            "2026-05-04T10:00:00.000000Z",
            (string?)Documents.Write(Drafts.Make(new(2026, 5, 4, 12, 0, 0, TimeSpan.FromHours(2))))["send_at"]);

    [Theory]
    [InlineData("2026-05-04T12:00:00Z")]
    [InlineData("2026-05-04T14:00:00+02:00")]
    [InlineData("2026-05-04T14:00:00\\u002B02:00")]
    [InlineData("2026-05-04T06:30:00.000-05:30")]
    public void An_instant_is_read_at_any_offset(string text) =>
        Assert.Equal(Drafts.Start, Documents.Read<IdempotencyUse>(Use(text)).KeepUntil);

    /// <remarks>P11: a time without its zone must not become some instant.</remarks>
    [Theory]
    [InlineData("2026-05-04T12:00:00")]
    [InlineData("2026-05-04")]
    [InlineData("2026-05-04 12:00:00Z")]
    [InlineData("12-05:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("infinity")]
    [InlineData("")]
    public void An_instant_that_cannot_be_understood_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => Documents.Read<IdempotencyUse>(Use(text)));

    [Theory]
    [InlineData(864_000_000_000, "PT86400S")]
    [InlineData(2_500_000, "PT0.25S")]
    [InlineData(0, "PT0S")]
    [InlineData(-1, "-PT0.0000001S")]
    [InlineData(long.MaxValue, "PT922337203685.4775807S")]
    [InlineData(long.MinValue, "-PT922337203685.4775808S")]
    public void A_span_is_seconds(long ticks, string written) =>
        Assert.Equal(written, (string?)Documents.Write(new CancelRule(MessageStatuses.Pending, TimeSpan.FromTicks(ticks)))["more_than_before_due"]);

    [Theory]
    [InlineData("PT922337203685.4775808S")]
    [InlineData("PT79228162514264337593543950335S")]
    [InlineData("PT1,000S")]
    [InlineData("PT-1S")]
    [InlineData("PTS")]
    [InlineData("PT")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("P1D")]
    [InlineData("00:01:00")]
    public void A_span_that_cannot_be_understood_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => Documents.Read<CancelRule>($$"""{"statuses":3,"more_than_before_due":"{{text}}"}"""));

    [Fact]
    public void Enums_are_names_and_sets_of_statuses_are_numbers()
    {
        Assert.Equal("\"delivery_unconfirmed\""u8, MessageJson.Write(MessageStatus.DeliveryUnconfirmed));
        Assert.Equal("\"retries_exhausted\""u8, MessageJson.Write(StepCause.RetriesExhausted));
        Assert.Equal("\"agent_message\""u8, MessageJson.Write(Dialect.AgentMessage));
        Assert.Equal("\"volt_mx\""u8, MessageJson.Write(Dialect.VoltMx));
        Assert.Equal("\"gsm7\""u8, MessageJson.Write(SmsEncoding.Gsm7));
        Assert.Equal("\"sms\""u8, MessageJson.Write(Channel.Sms));
        Assert.Equal("\"already_known\""u8, MessageJson.Write(ReceiptVerdict.AlreadyKnown));
        Assert.Equal("\"send_messages, administer_keys\""u8, MessageJson.Write(Scopes.SendMessages | Scopes.AdministerKeys));
        Assert.Equal("3"u8, MessageJson.Write(MessageStatuses.Pending));
    }

    [Fact]
    public void Ids_are_strings()
    {
        Assert.Equal("\"019df2a1-7c00-7000-8000-000000000001\""u8, MessageJson.Write(Drafts.Id()));
        Assert.Equal("\"4611686018427387905\""u8, MessageJson.Write(BatchId.Of(Drafts.Id())));
        Assert.Equal("\"acme\""u8, MessageJson.Write(Drafts.Organization));
    }

    /// <remarks>No theory: the runner itself does not carry unpaired surrogates.</remarks>
    [Fact]
    public void Only_what_jsonb_cannot_hold_is_spelled_otherwise()
    {
        foreach (var (text, written) in new[]
        {
            ("\0", "\u00100000"), ("a\u0010b", "a\u00100010b"), ("\uD83Dx", "\u0010d83dx"), ("\uDE00\uD83D", "\u0010de00\u0010d83d"),
            ("😀 é\u0001", "😀 é\u0001"), ("", ""),
        })
        {
            var document = Documents.Write(Drafts.Make() with { Text = text, Labels = new Dictionary<string, string> { [text] = text } });
            Assert.Equal(written, (string?)document["text"]);
            Assert.Equal(written, (string?)document["labels"]![written]);
        }
    }

    [Theory]
    [InlineData("\\u0010")]
    [InlineData("\\u0010000")]
    [InlineData("\\u0010-001")]
    public void A_broken_spelling_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => Documents.Read<MessageError>($$"""{"code":"{{text}}","title":""}"""));

    [Fact]
    public void The_core_s_types_are_known_and_others_are_not()
    {
        Assert.True(MessageJson.Knows(typeof(Message)));
        Assert.True(MessageJson.Knows(typeof(MessageId?)));
        Assert.True(MessageJson.Knows(typeof(CancelVerdict.NotFound)));
        Assert.True(MessageJson.Knows(typeof(IReadOnlyList<long>)));
        Assert.False(MessageJson.Knows(typeof(string)));
        Assert.False(MessageJson.Knows(typeof(long?)));
        Assert.False(MessageJson.Knows(typeof(DateTimeOffset)));
        Assert.False(MessageJson.Knows(typeof(IReadOnlyList<string>)));
        Assert.False(MessageJson.Knows(typeof(ICarrier)));
        Assert.Throws<NotSupportedException>(() => MessageJson.Write(new Version(1, 0)));
    }

    [Fact]
    public void What_is_not_set_is_not_written()
    {
        Assert.Throws<ArgumentNullException>(() => MessageJson.Write<Message>(null!));
        Assert.ThrowsAny<JsonException>(() => MessageJson.Write(default(MessageId)));
        Assert.ThrowsAny<JsonException>(() => MessageJson.Write(default(BatchId)));
        Assert.ThrowsAny<JsonException>(() => MessageJson.Write(default(OrganizationId)));
        Assert.ThrowsAny<JsonException>(() => MessageJson.Write((MessageStatus)99));
    }

    private static string Use(string keepUntil) =>
        $$"""{"key":{"organization":"acme","scope":"s","key":"k"},"fingerprint":"f","keep_until":"{{keepUntil}}"}""";
}
