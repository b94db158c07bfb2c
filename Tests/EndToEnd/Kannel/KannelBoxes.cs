using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Belay.Tests.EndToEnd.Kannel;

/// <summary>
/// A Kannel of its own from the installed programs: bearerbox, smsbox, the fake SMSC of its own test kit that shows what reaches the phones, and an
/// SMSC that says no (<see cref="GrumpySmsc"/>). All on free ports of this machine, with a configuration made for it, and gone when this process
/// ends, however it does.
/// </summary>
internal sealed class KannelBoxes : IAsyncDisposable
{
    public const string Username = "belay";
    public const string Password = "kannel-password";

    private const string FakeSmscPath = "/usr/lib/kannel/test/fakesmsc";

    /// <summary>Says the program's process id, runs it, and ends it when the line to this process is cut.</summary>
    private const string Keeper = "\"$@\" </dev/null & box=$!; echo pid $box; read how; kill -s KILL $box; wait $box";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-kannel-").FullName;
    private readonly List<Box> _boxes = [];
    private readonly GrumpySmsc _grumpy = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly int _adminPort;
    private readonly int _smsboxPort;
    private readonly int _fakePort;
    private readonly int _sendsmsPort;
    private readonly int _grumpyPort;

    private KannelBoxes() => (_adminPort, _smsboxPort, _fakePort, _sendsmsPort, _grumpyPort) =
        FreePorts(5) is [var a, var b, var c, var d, var e] ? (a, b, c, d, e) : default;

    /// <summary>Why none can be started here; null: one can.</summary>
    public static string? WhyNot { get; } =
        !OperatingSystem.IsLinux() ? "Kannel is started on Linux only."
        : Find("bearerbox") is null || Find("smsbox") is null ? "Kannel is not installed (Debian: kannel)."
        : !File.Exists(FakeSmscPath) ? "Kannel's fake SMSC is not installed (Debian: kannel-extras)."
        : null;

    /// <summary>Where smsbox takes messages.</summary>
    public string SendUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_sendsmsPort}/cgi-bin/sendsms");

    /// <summary>What has reached the phones, a line for each part: <c>&lt;sender recipient text …&gt;</c>.</summary>
    public IReadOnlyList<string> Phones => _boxes.Single(box => box.Name == "fakesmsc").Lines("Got message ");

    /// <summary>How often smsbox turned a user or password away.</summary>
    public int Refusals => _boxes.Single(box => box.Name == "smsbox").Lines("Authorization failed for sendsms").Count;

    public static async Task<KannelBoxes> StartAsync()
    {
        var boxes = new KannelBoxes();
        try
        {
            await boxes.StartBoxesAsync();
            return boxes;
        }
        catch
        {
            await boxes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bearerbox stands still: smsbox takes a call, and its answer does not come.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Bearerbox goes on where it stood.</summary>
    public void Thaw() => Signal("CONT");

    public static int FreePort() => FreePorts(1)[0];

    public async ValueTask DisposeAsync()
    {
        foreach (var box in Enumerable.Reverse(_boxes))
        {
            await box.DisposeAsync();
        }

        _grumpy.Dispose();
        _client.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':').Append("/usr/sbin").Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    private async Task StartBoxesAsync()
    {
        var configuration = Path.Combine(_directory, "kannel.conf");
        await File.WriteAllTextAsync(configuration, Configuration());
        Start("bearerbox", Find("bearerbox")!, "-v", "2", configuration);
        await WaitAsync("FAKE:");
        Start("smsbox", Find("smsbox")!, "-v", "0", configuration);
        Start("fakesmsc", FakeSmscPath, "-H", "127.0.0.1", "-r", _fakePort.ToString(CultureInfo.InvariantCulture), "-m", "0", "1 2 text unused");
        await WaitAsync("smsbox:", "phones[phones]    FAKE:" + _fakePort.ToString(CultureInfo.InvariantCulture) + " (online", "grumpy[grumpy]");
    }

    /// <summary>What Kannel's documentation asks for, with our ports.</summary>
    private string Configuration() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        group = core
        admin-port = {_adminPort}
        admin-password = admin
        admin-interface = 127.0.0.1
        smsbox-port = {_smsboxPort}
        smsbox-interface = 127.0.0.1
        box-allow-ip = 127.0.0.1
        store-type = file
        store-location = {_directory}/store

        group = smsc
        smsc = fake
        smsc-id = phones
        port = {_fakePort}
        connect-allow-ip = 127.0.0.1
        denied-prefix = "{GrumpySmsc.Prefix}"

        group = smsc
        smsc = http
        smsc-id = grumpy
        system-type = kannel
        smsc-username = peer
        smsc-password = peer
        send-url = "{_grumpy.Url}"
        dlr-url = "http://127.0.0.1:{_grumpyPort}/?username=peer&password=peer"
        port = {_grumpyPort}
        connect-allow-ip = 127.0.0.1
        allowed-prefix = "{GrumpySmsc.Prefix}"

        group = smsbox
        bearerbox-host = 127.0.0.1
        bearerbox-port = {_smsboxPort}
        sendsms-port = {_sendsmsPort}
        sendsms-interface = 127.0.0.1
        http-request-retry = 5
        http-queue-delay = 1

        group = sendsms-user
        username = {Username}
        password = {Password}
        concatenation = true
        max-messages = 10

        """);

    private void Start(string name, params string[] command) => _boxes.Add(new Box(name, _directory, ["-c", Keeper, "sh", .. command]));

    /// <summary>Waits until bearerbox' status holds all of this.</summary>
    private async Task WaitAsync(params string[] words)
    {
        using var patience = new CancellationTokenSource(Patience);
        var status = "";
        while (!words.All(word => status.Contains(word, StringComparison.Ordinal)))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"Kannel does not get ready: {status}\n{string.Join('\n', _boxes.SelectMany(box => box.Lines("")).TakeLast(40))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            try
            {
                status = await _client.GetStringAsync(
                    string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_adminPort}/status.txt?password=admin"), patience.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                status = exception.Message;
            }
        }
    }

    private void Signal(string name)
    {
        using var signal = Process.Start("kill", ["-s", name, _boxes.Single(box => box.Name == "bearerbox").ProcessId]);
        signal.WaitForExit();
    }

    /// <summary>One program, and all that it says.</summary>
    private sealed class Box : IAsyncDisposable
    {
        private readonly Process _keeper;
        private readonly List<string> _lines = [];

        public Box(string name, string directory, string[] arguments)
        {
            Name = name;
            _keeper = new Process
            {
                StartInfo = new ProcessStartInfo("sh", arguments)
                {
                    WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true,
                    RedirectStandardError = true, UseShellExecute = false,
                },
            };
            _keeper.OutputDataReceived += (_, line) => Hear(line.Data);
            _keeper.ErrorDataReceived += (_, line) => Hear(line.Data);
            _keeper.Start();
            _keeper.BeginOutputReadLine();
            _keeper.BeginErrorReadLine();
        }

        public string Name { get; }

        public string ProcessId => Lines("pid ")[0]["pid ".Length..];

        public IReadOnlyList<string> Lines(string holding)
        {
            lock (_lines)
            {
                return [.. _lines.Where(line => line.Contains(holding, StringComparison.Ordinal))];
            }
        }

        public async ValueTask DisposeAsync()
        {
            _keeper.StandardInput.Close();
            await _keeper.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            _keeper.Dispose();
        }

        private void Hear(string? line)
        {
            lock (_lines)
            {
                _lines.Add(line ?? "");
            }
        }
    }
}
