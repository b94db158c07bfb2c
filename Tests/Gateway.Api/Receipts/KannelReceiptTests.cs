using Belay.Carriers;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Receipts;

/// <summary>Kannel's delivery reports, on their way through the gateway to the message.</summary>
public sealed class KannelReceiptTests
{
    private const string Token = "receipt-token-0123456789";

    private static readonly EngineSettings Kannel = new()
    {
        DispatchConcurrency = 1,
        Carrier = new(KannelCarrier.Name, HonoursIdempotencyKey: false, SendsReceipts: true),
    };

    [Theory]
    [InlineData("1", MessageStatus.Delivered)]
    [InlineData("2", MessageStatus.DeliveryFailed)]
    [InlineData("16", MessageStatus.DeliveryFailed)]
    [InlineData("4", MessageStatus.Sent)]
    [InlineData("8", MessageStatus.Sent)]
    public async Task A_report_ends_the_message_or_leaves_it_on_its_way(string type, MessageStatus status)
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);

        var reply = await ReportAsync(gateway, message.Id, type);

        Assert.Equal(200, reply.Status);
        var after = await FindAsync(gateway, message.Id);
        Assert.Equal(status, after.Status);
        Assert.Equal(status == MessageStatus.DeliveryFailed, after.Error is not null);
    }

    [Fact]
    public async Task A_report_is_read_whatever_the_case_of_its_id_and_the_blanks_around_its_type()
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);
        var id = message.Id.ToString();
        var path = PathFor(message.Id, "%201%20").Replace(id, id.ToUpperInvariant(), StringComparison.Ordinal);

        Assert.Equal(200, (await gateway.Client.SendAsync("GET", path)).Status);

        Assert.Equal(MessageStatus.Delivered, (await FindAsync(gateway, message.Id)).Status);
    }

    [Fact]
    public async Task A_report_that_comes_twice_changes_nothing_the_second_time()
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);

        Assert.Equal(200, (await ReportAsync(gateway, message.Id, "1")).Status);
        var first = await FindAsync(gateway, message.Id);
        Assert.Equal(200, (await ReportAsync(gateway, message.Id, "2")).Status);

        Assert.Equal((MessageStatus.Delivered, first.Version), (first.Status, (await FindAsync(gateway, message.Id)).Version));
    }

    [Fact]
    public async Task Without_its_own_signature_a_report_is_nobodys()
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);
        var other = Stage.Draft().Id;

        foreach (var path in (string[])
        [
            "/carriers/kannel/receipts",
            $"/carriers/kannel/receipts?id={message.Id}&type=1",
            $"/carriers/kannel/receipts?id={message.Id}&signature={Token}&type=1",
            PathFor(other, "1").Replace(other.ToString(), message.Id.ToString(), StringComparison.Ordinal),
            PathFor(message.Id, "1", "another-token-0123456789"),
        ])
        {
            Assert.Equal(401, (await gateway.Client.SendAsync("GET", path)).Status);
        }

        Assert.Equal(MessageStatus.Sent, (await FindAsync(gateway, message.Id)).Status);
    }

    [Fact]
    public async Task A_report_on_a_message_that_is_not_known_yet_is_held_and_one_of_an_unknown_type_is_refused()
    {
        await using var gateway = await StartAsync();

        Assert.Equal(202, (await ReportAsync(gateway, Stage.Draft().Id, "1")).Status);
        Assert.Equal(400, (await ReportAsync(gateway, Stage.Draft().Id, "3")).Status);
    }

    [Fact]
    public async Task Where_no_token_is_set_no_signature_is_right()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        Assert.Equal(401, (await gateway.Client.SendAsync("GET", PathFor(Stage.Draft().Id, "1"))).Status);
    }

    private static Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(
        engineSettings: Kannel, services: services => services.Configure<KannelCarrierOptions>(options => options.ReceiptToken = Token));

    private static async Task<Message> SentAsync(GatewayFixture gateway)
    {
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft()))[0];
        await Stage.SettleAsync(gateway);
        var sent = await FindAsync(gateway, message.Id);
        Assert.Equal(MessageStatus.Sent, sent.Status);
        return sent;
    }

    private static async Task<Message> FindAsync(GatewayFixture gateway, MessageId id) =>
        (await gateway.Engine.FindAsync(GatewayFixture.Organization, id, TestContext.Current.CancellationToken))!;

    private static Task<Reply> ReportAsync(GatewayFixture gateway, MessageId id, string type) => gateway.Client.SendAsync("GET", PathFor(id, type));

    private static string PathFor(MessageId id, string type, string token = Token) =>
        KannelReceipt.AddressFor(id, new KannelCarrierOptions { ReceiptUrl = "/carriers/kannel/receipts", ReceiptToken = token })
            .Replace("%d", type, StringComparison.Ordinal).Replace("%T", "1777896000", StringComparison.Ordinal).Replace(
                "%A", "", StringComparison.Ordinal);
}
