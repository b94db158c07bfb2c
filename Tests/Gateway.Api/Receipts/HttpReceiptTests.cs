using System.Text;
using Belay.Carriers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Gateway.Api.Receipts;

/// <summary>
/// Receipts of the HTTP carrier: what has one meaning is read, whatever it looks like; the rest is refused by name; and one may come before the
/// answer to its call.
/// </summary>
public sealed class HttpReceiptTests
{
    private const string Token = "receipt-token-0123456789";

    private static readonly EngineSettings Http = new()
    {
        DispatchConcurrency = 1,
        Carrier = new(HttpCarrier.Name, HonoursIdempotencyKey: true, SendsReceipts: true),
    };

    [Theory]
    [InlineData("""{"id":"$ID","status":"delivered"}""", MessageStatus.Delivered)]
    [InlineData("""{"reference":"$REF","status":"delivery_failed"}""", MessageStatus.DeliveryFailed)]
    [InlineData("""{"Reference":"$REF","STATUS":"DELIVERED"}""", MessageStatus.Delivered)]
    [InlineData("""{"reference":" $REF ","status":" Delivery_Failed "}""", MessageStatus.DeliveryFailed)]
    [InlineData("""{"reference":"$REF","status":"delivery-failed"}""", MessageStatus.DeliveryFailed)]
    [InlineData("""{"id":"{$ID}","status":"delivered"}""", MessageStatus.Delivered)]
    [InlineData("""{"id":"$UPPER","status":"delivered"}""", MessageStatus.Delivered)]
    [InlineData("""{"id":"$BARE","status":"delivered"}""", MessageStatus.Delivered)]
    [InlineData("""{"id":null,"reference":"$REF","status":"delivered","at":null,"error":null}""", MessageStatus.Delivered)]
    [InlineData("""{"id":"","reference":"$REF","status":"delivered"}""", MessageStatus.Delivered)]
    [InlineData("""{"reference":"$REF","status":"delivered","at":1777896000}""", MessageStatus.Delivered)]
    [InlineData("""{"reference":"$REF","status":"delivered","at":"1777896000123"}""", MessageStatus.Delivered)]
    [InlineData("""{"reference":"$REF","status":"delivered","at":"2026-05-04T14:00:00.5+02:00","more":[{}]}""", MessageStatus.Delivered)]
    [InlineData("\uFEFF{\"reference\":\"$REF\",\"status\":\"delivered\"}", MessageStatus.Delivered)]
    [InlineData("""{"reference":"$REF","Reference":"$REF","status":"delivered"}""", MessageStatus.Delivered)]
    public async Task A_receipt_with_one_meaning_ends_its_message(string body, MessageStatus status)
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);

        var reply = await ReportAsync(gateway, Fill(body, message));

        Assert.Equal((204, status), (reply.Status, (await FindAsync(gateway, message.Id)).Status));
    }

    [Theory]
    [InlineData("reference=$REF&status=delivered", MessageStatus.Delivered)]
    [InlineData("Id=$ID&Status=DELIVERY_FAILED&error=Absent+subscriber", MessageStatus.DeliveryFailed)]
    public async Task A_form_is_read_as_the_same_fields(string body, MessageStatus status)
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);

        var reply = await ReportAsync(gateway, Fill(body, message), "application/x-www-form-urlencoded");

        Assert.Equal((204, status), (reply.Status, (await FindAsync(gateway, message.Id)).Status));
    }

    [Theory]
    [InlineData("""{"code":"30008","title":"Unknown"}""", "30008", "Unknown")]
    [InlineData("""{"code":30008}""", "30008", "30008")]
    [InlineData("""{"Code":30008,"Title":"Unknown"}""", "30008", "Unknown")]
    [InlineData("""{"title":"Absent subscriber"}""", "delivery_failed", "Absent subscriber")]
    [InlineData("\"Absent\"", "Absent", "Absent")]
    [InlineData("27", "27", "27")]
    public async Task The_reason_of_a_failure_is_kept(string error, string code, string title)
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);

        await ReportAsync(gateway, $$"""{"id":"{{message.Id}}","status":"delivery_failed","error":{{error}}}""");

        Assert.Equal(new MessageError(code, title), (await FindAsync(gateway, message.Id)).Error);
    }

    [Theory]
    [InlineData("id", """{"id":4711,"status":"delivered"}""")]
    [InlineData("id", """{"id":"carriers-own","reference":"$REF","status":"delivered"}""")]
    [InlineData("id", """{"id":{"value":"$ID"},"status":"delivered"}""")]
    [InlineData("id", """{"status":"delivered"}""")]
    [InlineData("reference", """{"reference":true,"status":"delivered"}""")]
    [InlineData("reference", """{"reference":1.5,"status":"delivered"}""")]
    [InlineData("reference", """{"reference":["$REF"],"status":"delivered"}""")]
    [InlineData("reference", """{"reference":"$REF","Reference":"other","status":"delivered"}""")]
    [InlineData("status", """{"reference":"$REF"}""")]
    [InlineData("status", """{"reference":"$REF","status":true}""")]
    [InlineData("status", """{"reference":"$REF","status":1}""")]
    [InlineData("status", """{"reference":"$REF","status":"sent"}""")]
    [InlineData("status", """{"reference":"$REF","status":"delivered","Status":"delivery_failed"}""")]
    [InlineData("at", """{"reference":"$REF","status":"delivered","at":"2026-05-04T12:00:00"}""")]
    [InlineData("at", """{"reference":"$REF","status":"delivered","at":"yesterday"}""")]
    [InlineData("at", """{"reference":"$REF","status":"delivered","at":17778960001}""")]
    [InlineData("at", """{"reference":"$REF","status":"delivered","at":true}""")]
    [InlineData("error", """{"reference":"$REF","status":"delivery_failed","error":["x"]}""")]
    [InlineData("error", """{"reference":"$REF","status":"delivery_failed","error":{"code":{}}}""")]
    [InlineData("error", """{"reference":"$REF","status":"delivery_failed","error":{"title":false}}""")]
    [InlineData("A receipt is", "[]")]
    [InlineData("A receipt is", "<receipt/>")]
    [InlineData("A receipt is", """{"reference":"$REF","status":"delivered" """)]
    public async Task A_field_without_one_meaning_is_refused_by_its_name_and_changes_nothing(string name, string body)
    {
        await using var gateway = await StartAsync();
        var message = await SentAsync(gateway);

        var reply = await ReportAsync(gateway, Fill(body, message));

        Assert.Equal(400, reply.Status);
        Assert.Contains(name, reply.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(MessageStatus.Sent, (await FindAsync(gateway, message.Id)).Status);
    }

    [Fact]
    public async Task A_receipt_by_reference_that_overtakes_the_answer_is_taken_at_once_and_ends_the_message_all_the_same()
    {
        await using var gateway = await StartAsync();
        var draft = Stage.Draft();
        var gate = gateway.Carrier.Hold(draft.To);
        await Stage.ScheduleAsync(gateway, draft);
        await gateway.Carrier.WaitForCallAsync(draft.Id);

        var reply = await ReportAsync(gateway, $$"""{"reference":"ref-{{draft.Id}}","status":"delivered"}""");
        Assert.Equal(202, reply.Status);
        gate.Release(new CarrierAnswer.Accepted($"ref-{draft.Id}"));
        await UntilAsync(gateway, draft.Id, MessageStatus.Sent);
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));

        await UntilAsync(gateway, draft.Id, MessageStatus.Delivered);
    }

    [Fact]
    public async Task A_receipt_for_nobody_is_held_for_a_minute_and_then_let_go()
    {
        await using var gateway = await StartAsync();
        var held = gateway.Services.GetRequiredService<EarlyReceipts>();

        Assert.Equal(202, (await ReportAsync(gateway, """{"reference":"nobody","status":"delivered"}""")).Status);
        Assert.Equal(202, (await ReportAsync(gateway, $$"""{"id":"{{Stage.Draft().Id}}","status":"delivered"}""")).Status);
        Assert.Equal(2, held.Count);
        gateway.Clock.Advance(EarlyReceipts.HeldFor);

        // The engine of a cluster answers in its own time, while more of ours goes by.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(ScriptedCarrier.Patience);
        while (held.Count > 0)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    [Theory]
    [InlineData(MessageStatus.Canceled)]
    [InlineData(MessageStatus.Scheduled)]
    public async Task A_receipt_for_a_message_that_was_never_handed_over_changes_nothing_and_is_said(MessageStatus status)
    {
        using var log = new CollectedLog();
        await using var gateway = await GatewayFixture.StartAsync(
            engineSettings: Http,
            services: services => services.Configure<HttpCarrierOptions>(options => options.ReceiptToken = Token)
                .AddLogging(logging => logging.AddProvider(log)));
        var draft = Stage.Draft(sendAt: Stage.Noon.AddHours(1));
        await Stage.ScheduleAsync(gateway, draft);
        if (status == MessageStatus.Canceled)
        {
            await gateway.Engine.CancelAsync(
                GatewayFixture.Organization, draft.Id, new Actor("test"), CancelRule.Pending, TestContext.Current.CancellationToken);
        }

        var counted = 0L;
        using var meter = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "belay.carrier.receipts.ignored")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meter.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        meter.Start();

        var reply = await ReportAsync(gateway, $$"""{"id":"{{draft.Id}}","status":"delivered"}""");

        Assert.Equal((204, status), (reply.Status, (await FindAsync(gateway, draft.Id)).Status));
        Assert.True(Interlocked.Read(ref counted) >= 1);
        var line = Assert.Single(log.Lines, one => one.Contains("sent a receipt", StringComparison.Ordinal));
        Assert.Contains($"(delivered) for {draft.Id}, and nothing changed", line, StringComparison.Ordinal);
        Assert.DoesNotContain(
            log.Lines, one => one.Contains(draft.To, StringComparison.Ordinal) || one.Contains(draft.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receipt_that_its_message_says_already_is_not_said_again()
    {
        using var log = new CollectedLog();
        await using var gateway = await GatewayFixture.StartAsync(
            engineSettings: Http,
            services: services => services.Configure<HttpCarrierOptions>(options => options.ReceiptToken = Token)
                .AddLogging(logging => logging.AddProvider(log)));
        var message = await SentAsync(gateway);

        await ReportAsync(gateway, $$"""{"id":"{{message.Id}}","status":"delivered"}""");
        await ReportAsync(gateway, $$"""{"id":"{{message.Id}}","status":"delivered"}""");
        Assert.DoesNotContain(log.Lines, one => one.Contains("sent a receipt", StringComparison.Ordinal));
        await ReportAsync(gateway, $$"""{"id":"{{message.Id}}","status":"delivery_failed"}""");

        Assert.Single(log.Lines, one => one.Contains("(delivery_failed)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Bearer " + Token, 400)]
    [InlineData("bearer  " + Token + " ", 400)]
    [InlineData("Bearer", 401)]
    [InlineData("Bearer another-token-0123456789", 401)]
    [InlineData("Basic " + Token, 401)]
    public async Task The_token_is_asked_for_first(string authorization, int status)
    {
        await using var gateway = await StartAsync();

        Assert.Equal(
            status,
            (await gateway.ClientWith(null).SendAsync("POST", "/carriers/http/receipts", "{}", headers: ("Authorization", authorization))).Status);
    }

    private static Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(
        engineSettings: Http, services: services => services.Configure<HttpCarrierOptions>(options => options.ReceiptToken = Token));

    private static string Fill(string body, Message message) => new StringBuilder(body)
        .Replace("$ID", message.Id.ToString())
        .Replace("$UPPER", message.Id.ToString().ToUpperInvariant())
        .Replace("$BARE", message.Id.Value.ToString("N"))
        .Replace("$REF", message.CarrierReference)
        .ToString();

    private static async Task<Message> SentAsync(GatewayFixture gateway)
    {
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft()))[0];
        await Stage.SettleAsync(gateway);
        return await FindAsync(gateway, message.Id);
    }

    private static async Task UntilAsync(GatewayFixture gateway, MessageId id, MessageStatus status)
    {
        using var patience = new CancellationTokenSource(ScriptedCarrier.Patience);
        while ((await FindAsync(gateway, id)).Status != status)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<Message> FindAsync(GatewayFixture gateway, MessageId id) =>
        (await gateway.Engine.FindAsync(GatewayFixture.Organization, id, TestContext.Current.CancellationToken))!;

    private static Task<Reply> ReportAsync(GatewayFixture gateway, string body, string contentType = "application/json") =>
        gateway.ClientWith(Token).SendAsync("POST", "/carriers/http/receipts", body, contentType);
}
