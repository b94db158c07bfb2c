using System.Net;
using System.Text.Json.Nodes;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

public sealed class ResendTests
{
    private static readonly MessageError Error = new("30008", "Unknown error");

    [Fact]
    public async Task A_message_that_was_delivered_is_sent_again_as_a_new_one()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"metadata\":{\"event\":\"e1\",\"tags\":[\"vip\"]},\"expiry\":{\"expires_in\":3600000}"));
        await gateway.DeliverAsync(id);
        gateway.Clock.Advance(TimeSpan.FromHours(2));

        var (status, answer, _) = await ResendAsync(gateway, id);

        var copyId = answer!.Text("messageId");
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Single(answer!.AsObject());
        Assert.NotEqual(id, copyId);
        await gateway.Carrier.WaitForCallAsync(Id(copyId));
        var (first, copy) = ((await gateway.FindAsync(id)).Draft, (await gateway.FindAsync(copyId)).Draft);
        Assert.Equal((first.To, first.Text, first.Subject, first.From, first.Channel), (copy.To, copy.Text, copy.Subject, copy.From, copy.Channel));
        Assert.Equal(first.Tags, copy.Tags);
        Assert.Equal(first.Labels, copy.Labels);
        Assert.Equal(first.Extra, copy.Extra);
        Assert.Equal(gateway.Clock.GetUtcNow().AddHours(1), copy.ValidUntil);
        Assert.Equal("DELIVERED", (await gateway.Client.GetJsonAsync($"/messages/{id}")).Text("status"));
    }

    [Theory]
    [InlineData(MessageStatus.Scheduled, HttpStatusCode.Conflict)]
    [InlineData(MessageStatus.Sending, HttpStatusCode.Conflict)]
    [InlineData(MessageStatus.Canceled, HttpStatusCode.Conflict)]
    [InlineData(MessageStatus.Sent, HttpStatusCode.Accepted)]
    [InlineData(MessageStatus.SendingFailed, HttpStatusCode.Accepted)]
    public async Task What_still_waits_is_being_sent_or_was_called_off_is_not_sent_again(MessageStatus status, HttpStatusCode expected)
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var gate = status == MessageStatus.Sending ? gateway.Carrier.Hold(Phone) : null;
        if (status == MessageStatus.SendingFailed)
        {
            gateway.Carrier.Answer(Phone, new CarrierAnswer.Refused(Error), new CarrierAnswer.Accepted());
        }

        var id = await gateway.Client.SendAsync(
            Body(status is MessageStatus.Scheduled or MessageStatus.Canceled ? "\"delay\":{\"duration\":60000}" : ""));
        switch (status)
        {
            case MessageStatus.Canceled:
                await gateway.Client.CancelAsync(id);
                break;
            case MessageStatus.Sending:
                await gate!.WaitForCallAsync();
                break;
            case MessageStatus.Sent or MessageStatus.SendingFailed:
                await Stage.SettleAsync(gateway);
                break;
            default:
                break;
        }

        Assert.Equal(status, (await gateway.FindAsync(id)).Status);
        var (code, answer, response) = await ResendAsync(gateway, id);

        Assert.Equal(expected, code);
        Assert.Equal(expected == HttpStatusCode.Conflict, response.Headers.Contains("x-should-retry"));
        Assert.Equal(expected == HttpStatusCode.Conflict, answer!["type"] is not null);
        Assert.Equal(expected == HttpStatusCode.Conflict ? 1 : 2, await gateway.CountAsync(GatewayFixture.Organization));
        gate?.Release();
    }

    [Fact]
    public async Task A_repeated_resend_with_its_key_is_answered_with_the_first_copy_and_a_key_counts_for_one_message()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var (one, other) = (await gateway.Client.SendAsync(Body()), await gateway.Client.SendAsync(Body()));
        await gateway.DeliverAsync(one);
        await gateway.Carrier.WaitForCallAsync(Id(other));
        while ((await gateway.FindAsync(other)).Status != MessageStatus.Sent)
        {
            await Task.Yield();
        }

        var first = await ResendAsync(gateway, one, "k");
        var again = await ResendAsync(gateway, one, "k");
        var different = await ResendAsync(gateway, other, "k");

        Assert.Equal(first.Answer!.Text("messageId"), again.Answer!.Text("messageId"));
        Assert.NotEqual(first.Answer!.Text("messageId"), different.Answer!.Text("messageId"));
        Assert.Equal(4, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_request_to_several_is_sent_again_to_all_as_a_new_request()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var id = await gateway.Client.SendAsync(Body(to: """[{"phone_number":"+12025550101"},{"phone_number":"+12025550102"}]"""));
        await Stage.SettleAsync(gateway);

        var (status, answer, _) = await ResendAsync(gateway, id);

        Assert.Equal(HttpStatusCode.Accepted, status);
        var record = await gateway.Client.GetJsonAsync($"/messages/{answer!.Text("messageId")}");
        Assert.Equal(["+12025550101", "+12025550102"], record["messages"]!.AsArray().Select(one => one!.Text("recipient")));
        Assert.Equal(4, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_message_of_another_dialect_is_sent_again_with_its_sender_and_media()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var message = (await Stage.ScheduleAsync(
            gateway, Stage.Draft() with { Channel = Channel.Mms, Media = ["https://example.com/a.png"], Extra = """{"profile":"p"}""" }))[0];
        await Stage.SettleAsync(gateway);

        var (status, answer, _) = await ResendAsync(gateway, message.Id.ToCourierString());

        Assert.Equal(HttpStatusCode.Accepted, status);
        var copy = (await gateway.FindAsync(answer!.Text("messageId"))).Draft;
        Assert.Equal((message.Draft.From, Channel.Mms, Dialect.Courier), (copy.From, copy.Channel, copy.Dialect));
        Assert.Equal(message.Draft.Media, copy.Media);
        Assert.Equal("""{"message":{}}""", copy.Extra);
    }

    private static Task<(HttpStatusCode Status, JsonNode? Answer, HttpResponseMessage Response)> ResendAsync(
        GatewayFixture gateway, string id, string? key = null) =>
        gateway.Client.CallAsync(HttpMethod.Post, $"/messages/{id}/resend", headers: key is null ? [] : [("Idempotency-Key", key)]);
}
