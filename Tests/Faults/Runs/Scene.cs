using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Gateways;
using Belay.Tests.Faults.Recorders;

namespace Belay.Tests.Faults.Runs;

/// <summary>What a run is made with.</summary>
/// <param name="Directory">Where journals and data lie; made, and left for a look where the run failed.</param>
internal sealed record SceneSettings(string Directory)
{
    /// <summary>What the clients' messages are like.</summary>
    public ClientPlan Plan { get; init; } = new();

    /// <summary>Whether the carrier honours keys, and the gateway is told so.</summary>
    public bool HonoursKeys { get; init; } = true;

    /// <summary>Whether events are told to a receiver.</summary>
    public bool TellsEvents { get; init; } = true;

    /// <summary>Fewest messages accepted in the second before a fault for it to count.</summary>
    public int AcceptedPerSecondMin { get; init; } = 100;

    /// <summary>Fewest cancels near the due time, by share, that must have either outcome.</summary>
    public double OutcomeShareMin { get; init; } = 0.2;

    /// <summary>Where the data lies; null: in the directory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>More settings of the gateway.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();
}

/// <summary>A gateway between recorders: clients before it, a carrier and a receiver of webhooks behind it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromMinutes(5);

    private readonly SceneSettings _settings;
    private readonly Recorder _client;
    private readonly Recorder _carrier;
    private readonly Recorder _receiver;
    private readonly Uri _carrierUrl;
    private readonly Uri _receiverUrl;
    private readonly HttpClient _moods = new();
    private readonly List<Fault> _faults = [];

    private Scene(SceneSettings settings)
    {
        _settings = settings;
        Directory.CreateDirectory(settings.Directory);
        (var address, _carrierUrl,
            _receiverUrl) = FreeAddresses(3) switch { [var one, var two, var three] => (one, two, three), _ => throw new UnreachableException() };
        Gateway = new GatewayProcess(address, settings.DataDirectory ?? Path.Combine(settings.Directory, "data"), GatewaySettings());
        var plan = settings.Plan;
        _client = Recorder.Start(
            "client", ("journal", JournalPath("client")), ("gateway", address), ("rate", plan.PerSecond),
            ("due-from", plan.DueFrom), ("due-to", plan.DueTo), ("far-percent", (int)(plan.FarShare * 100)),
            ("text", plan.TextCharacters), ("seed", plan.Seed));
        _carrier = Recorder.Start(
            "carrier", ("journal", JournalPath("carrier")), ("url", _carrierUrl), ("gateway", address),
            ("honours-keys", settings.HonoursKeys ? 1 : 0), ("seed", plan.Seed));
        _receiver = Recorder.Start("receiver", ("journal", JournalPath("receiver")), ("url", _receiverUrl));
    }

    public GatewayProcess Gateway { get; }

    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Starts the recorders, not the gateway.</summary>
    public static async Task<Scene> SetAsync(SceneSettings settings)
    {
        var scene = new Scene(settings);
        await scene._carrier.TellAsync("hello");
        await scene._receiver.TellAsync("hello");
        return scene;
    }

    /// <summary>Lets messages flow.</summary>
    public Task FlowAsync() => _client.TellAsync("flow");

    /// <summary>Lets no new message flow; what was begun goes on.</summary>
    public Task HoldAsync() => _client.TellAsync("hold");

    /// <param name="mood">How the carrier behaves from now on.</param>
    /// <param name="percent">For how many calls in a hundred; the others meet a good carrier, so that the circuit stays closed.</param>
    public Task SetCarrierAsync(CarrierMood mood, int percent = 100) => SetMoodAsync(_carrierUrl, Format($"{mood}?percent={percent}"));

    /// <summary>How many calls met the carrier's mood since it was set.</summary>
    public async Task<int> CountMetAsync() => await CountAtCarrierAsync("/met");

    public Task SetReceiverAsync(ReceiverMood mood) => SetMoodAsync(_receiverUrl, mood.ToString());

    public async Task<int> CountAcceptedAsync() => int.Parse(await _client.TellAsync("count"), CultureInfo.InvariantCulture);

    public async Task<int> CountCanceledAsync() => int.Parse(await _client.TellAsync("canceled"), CultureInfo.InvariantCulture);

    /// <summary>Waits until as many messages were accepted within one second as a fault needs; false where that does not come.</summary>
    public async Task<bool> UntilBusyAsync(TimeSpan? within = null)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = new Queue<(long At, int Count)>();
        while (Stopwatch.GetElapsedTime(began) < (within ?? TimeSpan.FromSeconds(30)))
        {
            counts.Enqueue((Stopwatch.GetTimestamp(), await CountAcceptedAsync()));
            while (Stopwatch.GetElapsedTime(counts.Peek().At, counts.Last().At) > TimeSpan.FromSeconds(1.1))
            {
                counts.Dequeue();
            }

            if (counts.Last().Count - counts.Peek().Count >= _settings.AcceptedPerSecondMin * 1.1)
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return false;
    }

    /// <summary>Notes a fault that was proven to have happened; it lasts until <see cref="Fault.Over"/> is called.</summary>
    public Fault Note(string name, bool needsTraffic = true)
    {
        var fault = new Fault(name, Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow()) { NeedsTraffic = needsTraffic };
        _faults.Add(fault);
        return fault;
    }

    /// <summary>
    /// Ends the traffic, waits until all that is due has been worked off, ends the gateway, and puts everything that was written down together.
    /// </summary>
    public async Task<Evidence> EndAsync()
    {
        await SetCarrierAsync(CarrierMood.Good);
        await SetReceiverAsync(ReceiverMood.Up);
        await _client.TellAsync("stop");
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow();
            var (messages, events) = StoreFile.Open(Gateway.DataDirectory, now);
            var offered = await CountAtCarrierAsync("/offered");
            if (messages + events + offered == 0)
            {
                await Gateway.EndAsync();
                return Evidence.Gather(this, _settings, now);
            }

            if (Stopwatch.GetElapsedTime(began) > DrainsWithin)
            {
                throw new InvalidOperationException(
                    Format($"After {DrainsWithin} {messages} messages, {events} events and {offered} receipts are still on their way."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    public string JournalPath(string role) => Path.Combine(_settings.Directory, role + ".jsonl");

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        await _client.DisposeAsync();
        await _carrier.DisposeAsync();
        await _receiver.DisposeAsync();
        _moods.Dispose();
    }

    /// <summary>Addresses on this machine that nobody listens on.</summary>
    public static List<Uri> FreeAddresses(int count)
    {
        List<TcpListener> listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        listeners.ForEach(listener => listener.Start());
        List<Uri> addresses = [.. listeners.Select(listener => new Uri("http://" + listener.LocalEndpoint))];
        listeners.ForEach(listener => listener.Dispose());
        return addresses;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task<int> CountAtCarrierAsync(string path) =>
        int.Parse(await _moods.GetStringAsync(new Uri(_carrierUrl, path)), CultureInfo.InvariantCulture);

    private async Task SetMoodAsync(Uri recorder, string mood)
    {
        using var response = await _moods.PostAsync(new Uri(recorder, "/mood/" + mood), null);
        response.EnsureSuccessStatusCode();
    }

    private Dictionary<string, string> GatewaySettings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Belay__Carrier"] = "http",
            ["Belay__Carriers__Http__Url"] = new Uri(_carrierUrl, "/messages").ToString(),
            ["Belay__Carriers__Http__Idempotent"] = _settings.HonoursKeys ? "true" : "false",
            ["Belay__Carriers__Http__TimeoutSeconds"] = "2",
            ["Belay__Carriers__Http__ReceiptToken"] = CarrierRecorder.ReceiptToken,
            ["Belay__Sending__PauseMax"] = "00:00:02",
            ["Belay__Sending__RetryFor"] = "00:02:00",
            ["Belay__Webhooks__AllowPrivateNetworks"] = "true",
            ["Belay__Webhooks__ConcurrencyPerHost"] = "64",
            ["Logging__LogLevel__Default"] = "Error",
        };
        var organizations = (string[])[ClientRecorder.Organization, ClientRecorder.Stranger];
        for (var i = 0; i < organizations.Length; i++)
        {
            settings[Format($"Belay__ApiKeys__{i}__Name")] = organizations[i];
            settings[Format($"Belay__ApiKeys__{i}__Key")] = ClientRecorder.KeyOf(organizations[i]);
            settings[Format($"Belay__ApiKeys__{i}__Organization")] = organizations[i];
            settings[Format($"Belay__ApiKeys__{i}__Scopes__0")] = "messages:send";
            settings[Format($"Belay__ApiKeys__{i}__Scopes__1")] = "messages:read";
        }

        if (_settings.TellsEvents)
        {
            settings["Belay__Webhooks__Endpoints__0__Organization"] = ClientRecorder.Organization;
            settings["Belay__Webhooks__Endpoints__0__Dialect"] = "AgentMessage";
            settings["Belay__Webhooks__Endpoints__0__Url"] = new Uri(_receiverUrl, "/events").ToString();
        }

        foreach (var (name, value) in _settings.More)
        {
            settings[name] = value;
        }

        return settings;
    }
}
