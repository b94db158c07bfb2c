using System.Globalization;
using Belay.Benchmarks.Carrier;
using Belay.Benchmarks.Http;

namespace Belay.Benchmarks.Targets;

/// <summary>The program alone in one process, with its own file, started on a free port and an empty directory.</summary>
internal sealed class ProgramAlone : ITarget
{
    private const string Key = "benchmark-key-0123456789abcdef";

    private readonly string _program;
    private readonly string _directory;
    private readonly Func<IReadOnlyList<Uri>, string, GatewayLoad> _newLoad;
    private readonly bool _throughHttpCarrier;
    private readonly int _port = FreePort.Next();
    private Child? _process;
    private Child? _carrier;
    private GatewayLoad? _load;

    private ProgramAlone(string program, string directory, Func<IReadOnlyList<Uri>, string, GatewayLoad> newLoad, bool throughHttpCarrier)
    {
        (_program, _directory, _newLoad, _throughHttpCarrier) = (program, directory, newLoad, throughHttpCarrier);
        Calls = new Journal([Path.Combine(directory, "calls.jsonl")]);
    }

    public ILoad Load => _load!;

    public ICalls? Calls { get; }

    public IReadOnlyList<int> ProcessIds => [_process!.ProcessId];

    public TimeSpan StartToReady => _process!.StartToReady;

    /// <summary>Where this very build of the program lies.</summary>
    public static string ThisBuild => Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll");

    /// <param name="program">The program's DLL: of this build, or of another one with the same settings.</param>
    /// <param name="under">A directory of this name is made in it, and taken away at the end.</param>
    /// <param name="newLoad">Makes the generator for addresses and a key.</param>
    /// <param name="throughHttpCarrier">Whether messages go to a carrier process over HTTP, rather than to the sandbox in the program.</param>
    public static async Task<ProgramAlone> StartAsync(
        string program, string under, Func<IReadOnlyList<Uri>, string, GatewayLoad> newLoad, bool throughHttpCarrier)
    {
        var directory = Path.Combine(under, "belay-benchmark-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(directory);
        var gateway = new ProgramAlone(program, directory, newLoad, throughHttpCarrier);
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

    public async Task<TimeSpan?> RestartAsync(Func<Task>? meanwhile = null)
    {
        _load?.Disconnect();
        await _process!.DisposeAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await StartAsync();
        return _process.StartToReady;
    }

    public async ValueTask DisposeAsync()
    {
        _load?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
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
        _process = await Child.StartAsync(_program, [], settings, url, "/readyz");
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
