using System.Net;
using Belay.Connections;
using Belay.Gateway.Api.Webhooks;
using Belay.Tests.Support.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>
/// Delivery over an engine of its own, with the test's clock. Telnyx stands for short patience with failover, Courier for a day of retries.
/// </summary>
internal sealed class DeliveryRun : IAsyncDisposable
{
    public static readonly OrganizationId Organization = OrganizationId.Parse("acme");

    public static readonly WebhookPolicy Short = new(TimeSpan.FromSeconds(2), [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)], FirstTries: 3);
    public static readonly WebhookPolicy Day = new(TimeSpan.FromSeconds(10), WebhookPolicy.PausesOfOneDay);

    private readonly FreshEngine _engine;
    private readonly WebhookSender _sender;
    private readonly WebhookDelivery _delivery;
    private readonly LinesLogger _log = new();
    private byte _next;

    private DeliveryRun(WebhookSettings settings, Dictionary<string, string?> endpoints, HostResolver? resolve)
    {
        Carrier = new ScriptedCarrier(Clock);
        _engine = FreshEngine.Start(Carrier, Clock);
        Outbox = new WatchedOutbox(_engine.Outbox);
        var connector = new GuardedConnector(resolve ?? Dns.GetHostAddressesAsync, StaggeredDialer.DialTcpAsync, settings.Reach);
        _sender = new WebhookSender(connector, settings, Clock);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(endpoints).Build();
        _delivery = new WebhookDelivery(
            Outbox,
            WebhookEndpoints.Read(configuration),
            [new PlainWebhooks(Dialect.Telnyx, Short), new PlainWebhooks(Dialect.Courier, Day)],
            _sender,
            Lanes = new HostLanes(settings.ConcurrencyPerHost, settings.WaitingPerHost, settings.DownConcurrency),
            settings,
            Pauses = new WatchedClock(Clock),
            _log);
    }

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The pauses of delivery itself; not those of a post.</summary>
    public WatchedClock Pauses { get; }

    public HostLanes Lanes { get; }

    public ScriptedCarrier Carrier { get; }

    public WatchedOutbox Outbox { get; }

    /// <summary>Every line logged so far.</summary>
    public string Log => _log.Text;

    public static async Task<DeliveryRun> StartAsync(
        WebhookSettings? settings = null, Dictionary<string, string?>? endpoints = null, HostResolver? resolve = null,
        Func<DeliveryRun, Task>? before = null)
    {
        var run = new DeliveryRun(settings ?? new WebhookSettings { AllowPrivateNetworks = true }, endpoints ?? [], resolve);
        if (before is not null)
        {
            await before(run);
        }

        await run._delivery.StartAsync(CancellationToken.None);
        return run;
    }

    /// <summary>The settings of one endpoint of <see cref="Organization"/>.</summary>
    public static Dictionary<string, string?> Endpoint(Dialect dialect, string url, string? secret = null) => new()
    {
        ["Belay:Webhooks:Endpoints:0:Organization"] = Organization.Value,
        ["Belay:Webhooks:Endpoints:0:Dialect"] = dialect.ToString(),
        ["Belay:Webhooks:Endpoints:0:Url"] = url,
        ["Belay:Webhooks:Endpoints:0:Secret"] = secret,
    };

    /// <summary>Schedules a message for another day; its one event, of version 1, is there when this returns.</summary>
    public Task<Message> ScheduleAsync(Dialect dialect, string url) =>
        AcceptAsync(dialect, new(MessageStatuses.Scheduled, url), Clock.GetUtcNow().AddDays(2));

    /// <summary>
    /// Sends a message at once; its one event is the one of <c>sent</c>, its third version, unless <paramref name="on"/> says otherwise.
    /// </summary>
    public Task<Message> SendAsync(Dialect dialect, string? url, string? failover = null, MessageStatuses on = MessageStatuses.Sent) =>
        AcceptAsync(dialect, new(on, url, failover), sendAt: null);

    public async ValueTask DisposeAsync()
    {
        await _delivery.StopAsync(CancellationToken.None);
        _delivery.Dispose();
        _sender.Dispose();
        await _engine.DisposeAsync();
    }

    private async Task<Message> AcceptAsync(Dialect dialect, WebhookTarget target, DateTimeOffset? sendAt)
    {
        var id = MessageId.Create(Clock.GetUtcNow(), [0, 0, 0, 0, 0, 0, 0, 0, 0, ++_next]);
        var draft = new Draft
        {
            Id = id,
            Organization = Organization,
            Batch = BatchId.Of(id),
            Dialect = dialect,
            From = "+15550000001",
            To = "+15550000002",
            Text = "a text that no log shows",
            SendAt = sendAt,
            Webhook = target,
        };
        var verdict = await _engine.Engine.ScheduleAsync(new([draft], new Actor("test")), TestContext.Current.CancellationToken);
        return Assert.Single(Assert.IsType<ScheduleVerdict.Accepted>(verdict).Messages);
    }

    private sealed class LinesLogger : ILogger<WebhookDelivery>
    {
        private readonly Lock _lock = new();
        private readonly List<string> _lines = [];

        public string Text
        {
            get
            {
                lock (_lock)
                {
                    return string.Join('\n', _lines);
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
            {
                _lines.Add(formatter(state, exception) + exception);
            }
        }
    }
}
