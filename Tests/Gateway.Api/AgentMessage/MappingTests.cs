using System.Text.Json;
using Belay.Gateway.Api.AgentMessage;

namespace Belay.Tests.Gateway.Api.AgentMessage;

public sealed class MappingTests
{
    [Theory]
    [InlineData(MessageStatus.Scheduled, "queued")]
    [InlineData(MessageStatus.Queued, "queued")]
    [InlineData(MessageStatus.Sending, "sending")]
    [InlineData(MessageStatus.Sent, "sent")]
    [InlineData(MessageStatus.Delivered, "delivered")]
    [InlineData(MessageStatus.DeliveryFailed, "undelivered")]
    [InlineData(MessageStatus.DeliveryUnconfirmed, "undelivered")]
    [InlineData(MessageStatus.SendingFailed, "failed")]
    [InlineData(MessageStatus.Expired, "failed")]
    [InlineData(MessageStatus.Canceled, "canceled")]
    public void Every_status_has_the_vendors_word(MessageStatus status, string word)
    {
        Assert.Equal(word, AgentMessageMapping.ToWire(Stage.In(status)).Status);
        Assert.True(AgentMessageMapping.StatusesOf(word)!.Value.Holds(status));
    }

    [Fact]
    public void What_has_not_happened_is_absent_and_what_has_is_there()
    {
        var queued = Write(Stage.In(MessageStatus.Queued));
        var sent = Write(Stage.In(MessageStatus.Sent, Stage.Draft() with { Text = new string('a', 161), Parts = 2 }));
        var delivered = Write(Stage.In(MessageStatus.Delivered));

        Assert.DoesNotContain("null", queued + sent + delivered);
        Assert.DoesNotContain("segment_count", queued);
        Assert.Contains("\"segment_count\":2", sent);
        Assert.EndsWith("\"sent_at\":\"2026-05-04T12:00:00Z\"}", sent);
        Assert.EndsWith("\"sent_at\":\"2026-05-04T12:00:00Z\",\"delivered_at\":\"2026-05-04T12:00:00Z\"}", delivered);
    }

    [Fact]
    public void A_message_of_another_dialect_shows_what_it_has()
    {
        var draft = Stage.Draft(
            "user-17") with { Dialect = Dialect.Courier, From = "", Channel = Channel.User, Tags = ["a", "b"], Extra = """{"priority":17}""" };

        var wire = AgentMessageMapping.ToWire(Stage.In(MessageStatus.Queued, draft));

        Assert.Equal(("user-17", "", "user", "default", "a"), (wire.To, wire.From, wire.Channel, wire.Priority, wire.Tag));
    }

    [Fact]
    public void A_voice_message_says_so() =>
        Assert.Equal("voice", AgentMessageMapping.ToWire(Stage.In(MessageStatus.Queued, Stage.Draft() with { Channel = Channel.Voice })).Channel);

    private static string Write(Message message) => JsonSerializer.Serialize(AgentMessageMapping.ToWire(message), AgentMessageJson.Wire.MessageWire);
}
