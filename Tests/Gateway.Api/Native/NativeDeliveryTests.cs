using Belay.Tests.Gateway.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Native;

/// <summary>What a message says of its webhook events, while they are really tried.</summary>
public sealed class NativeDeliveryTests
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Belay:Webhooks:AllowPrivateNetworks"] = "true" };

    [Fact]
    public async Task Each_event_is_told_as_waiting_then_as_given_up_or_delivered()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        var (gateway, outbox) = await StartAsync();
        await using var _ = gateway;
        var lost = await ScheduleAsync(gateway, new(MessageStatuses.Scheduled | MessageStatuses.Canceled, receiver.Url));
        await outbox.NextAsync();

        Assert.Equal([(1, """{"state":"waiting","tries":1,"next_at":"2026-05-04T12:00:05Z"}""")], await DeliveriesAsync(gateway, lost));

        // The event of the cancel can only go after that of the schedule.
        await gateway.Client.SendAsync("DELETE", "/belay/v1/messages/" + lost);
        Assert.Equal("""{"state":"waiting","tries":0,"next_at":"2026-05-04T12:00:05Z"}""", (await DeliveriesAsync(gateway, lost))[1].Delivery);

        // The second goes as soon as the first is given up.
        var answered = 0;
        receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref answered) == 1 ? 410 : 200;
            return Task.CompletedTask;
        };
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await outbox.NextAsync()).GivenUp);
        Assert.False((await outbox.NextAsync()).GivenUp);

        var deliveries = await DeliveriesAsync(gateway, lost);
        Assert.Equal((1, """{"state":"given_up","tries":2}"""), deliveries[0]);
        Assert.Equal(2, deliveries[1].Version);
    }

    [Fact]
    public async Task An_event_that_the_receiver_took_is_told_as_delivered()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (gateway, outbox) = await StartAsync();
        await using var _ = gateway;
        var message = await ScheduleAsync(gateway, new(MessageStatuses.Scheduled, receiver.Url));
        await outbox.NextAsync();

        Assert.Equal([(1, """{"state":"delivered"}""")], await DeliveriesAsync(gateway, message));
    }

    private static async Task<(GatewayFixture Gateway, WatchedOutbox Outbox)> StartAsync()
    {
        var outbox = default(WatchedOutbox);
        var gateway = await GatewayFixture.StartAsync(Settings, services: services =>
        {
            var engine = (IWebhookOutbox)services.Last(service => service.ServiceType == typeof(IWebhookOutbox)).ImplementationInstance!;
            services.AddSingleton<IWebhookOutbox>(outbox = new WatchedOutbox(engine));
        });
        return (gateway, outbox!);
    }

    private static async Task<MessageId> ScheduleAsync(GatewayFixture gateway, WebhookTarget webhook) =>
        (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)) with { Dialect = Dialect.Courier, Webhook = webhook }))[0].Id;

    /// <summary>The steps that are told, each with what became of its event.</summary>
    private static async Task<IReadOnlyList<(int Version, string Delivery)>> DeliveriesAsync(GatewayFixture gateway, MessageId id)
    {
        var reply = await gateway.Client.SendAsync("GET", "/belay/v1/messages/" + id);
        return
        [
            .. reply.Json["timeline"]!.AsArray().Where(step => step!["event"] is not null)
                .Select(step => (step!["version"]!.GetValue<int>(), step["delivery"]!.ToJsonString())),
        ];
    }
}
