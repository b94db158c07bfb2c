using System.Globalization;
using Belay.Benchmarks.Carrier;
using Belay.Benchmarks.Http;

namespace Belay.Benchmarks.Targets;

/// <summary>The program with the embedded engine, started from this one's folder on a free port and an empty directory.</summary>
internal sealed class EmbeddedGateway : ITarget
{
    private const string Key = "benchmark-key-0123456789abcdef";

    private readonly string _directory;
    private readonly Func<IReadOnlyList<Uri>, string, GatewayLoad> _newLoad;
    private readonly bool _throughHttpCarrier;
    private readonly int _port = FreePort.Next();
    private Child? _program;
    private Child? _carrier;
    private GatewayLoad? _load;

    private EmbeddedGateway(string directory, Func<IReadOnlyList<Uri>, string, GatewayLoad> newLoad, bool throughHttpCarrier)
    {
        (_directory, _newLoad, _throughHttpCarrier) = (directory, newLoad, throughHttpCarrier);
        Calls = new Journal([Path.Combine(directory, "calls.jsonl")]);
    }

    public ILoad Load => _load!;

    public ICalls? Calls { get; }

    public IReadOnlyList<int> ProcessIds => [_program!.ProcessId];

    public TimeSpan StartToReady => _program!.StartToReady;

    /// <param name="under">A directory of this name is made in it, and taken away at the end.</param>
    /// <param name="newLoad">Makes the generator for addresses and a key.</param>
    /// <param name="throughHttpCarrier">Whether messages go to a carrier process over HTTP, rather than to the sandbox in the program.</param>
    public static async Task<EmbeddedGateway> StartAsync(string under, Func<IReadOnlyList<Uri>, string, GatewayLoad> newLoad, bool throughHttpCarrier)
    {
        var directory = Path.Combine(under, "belay-benchmark-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(directory);
        var gateway = new EmbeddedGateway(directory, newLoad, throughHttpCarrier);
        try
        {
            await gateway.StartAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async Task<TimeSpan?> RestartAsync()
    {
        _load?.Disconnect();
        await _program!.DisposeAsync();
        await StartAsync();
        return _program.StartToReady;
    }

    public async ValueTask DisposeAsync()
    {
        _load?.Dispose();
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        if (_carrier is not null)
        {
            await _carrier.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAsync()
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = url.ToString(),
            ["Belay__DataDirectory"] = Path.Combine(_directory, "data"),
            ["Belay__ApiKeys__0__Key"] = Key,
            ["Belay__ApiKeys__0__Organization"] = "bench",
            ["Belay__ApiKeys__0__Scopes__0"] = "messages:send",
            ["Belay__ApiKeys__0__Scopes__1"] = "messages:read",
            ["Belay__Limits__PendingPerOrganizationMax"] = "100000000",
        };
        await AddCarrierAsync(settings);
        _program = await Child.StartAsync(Path.Combine(AppContext.BaseDirectory, "Belay.Gateway.Api.dll"), [], settings, url, "/readyz");
        _load ??= _newLoad([url], Key);
    }

    private async Task AddCarrierAsync(Dictionary<string, string> settings)
    {
        if (!_throughHttpCarrier)
        {
            // What the sandbox itself remembers is no part of what is measured: few keys, and receipts far away.
            settings["Belay__Carriers__Sandbox__JournalPath"] = Path.Combine(_directory, "calls.jsonl");
            settings["Belay__Carriers__Sandbox__KeysMax"] = "1000";
            settings["Belay__Carriers__Sandbox__ReceiptDelaySeconds"] = "86400";
            settings["Belay__Carriers__Sandbox__PendingReceiptsMax"] = "100000000";
            return;
        }

        if (_carrier is null)
        {
            var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
            CarrierUrl = url + "calls";
            _carrier = await Child.StartBenchmarksAsync(["carrier", url.ToString(), _directory], url);
        }

        settings["Belay__Carrier"] = "http";
        settings["Belay__Carriers__Http__Url"] = CarrierUrl;
        settings["Belay__Carriers__Http__MaxConnectionsPerServer"] = "256";
    }

    private string CarrierUrl { get; set; } = "";
}
