using System.Globalization;

namespace Belay.Benchmarks;

/// <summary>
/// The command line: what to measure, then pairs of <c>--name value</c>. Throws <see cref="UsageException"/> for one that is not understood.
/// </summary>
internal sealed class Settings
{
    public const string Usage = """
        Measures Belay and, in the same run, the limits of the machine it runs on.

          dotnet run -c Release --project Benchmarks -- alone            the program in one process with its own file, started on an empty directory
          dotnet run -c Release --project Benchmarks -- engine           the engine in process, its grains on a file of their own, without HTTP
          dotnet run -c Release --project Benchmarks -- cluster          silos and PostgreSQL, started by scripts/cluster
          dotnet run -c Release --project Benchmarks -- http --url … --key …   gateways that run already
          dotnet run -c Release --project Benchmarks -- limits           the machine alone

          --scenarios A,B,C,D,E,F,G,H A accept and B cancel, C burst, D steady, E very many pending, F cold start (alone),
                              G a silo is added (cluster), H very many came due while nothing ran (alone, cluster)
          --repeats 3                 how often each of A to D is run
          --count 20000               creates and cancels of a run of A and B
          --in-flight 64              callers at a time
          --bursts 5000,50000         messages due at once
          --rates 300,1000            messages due per second …
          --seconds 30                … for so long
          --pending 1000000           messages pending in E
          --overdue 200000            messages that come due in H; --count new ones are accepted while they leave
          --dialect agentmessage      or courier
          --idempotency no            yes: each create has an Idempotency-Key
          --carrier sandbox           http (alone): a carrier process of its own, called over HTTP
          --silos 3                   (cluster)
          --program DLL               another build of the program: (alone) in place of this one's; (cluster) a Belay.Silo.dll, else it is published
          --against DLL               (alone) a second build, such as an earlier edition's, that is measured in turn with the first, in the same run
          --load 200                  (cluster) messages per second while a silo is added
          --url U,U                   (http) where they listen
          --key K                     (http)
          --journal F,F               (http) the journals of their sandboxes (Belay__Carriers__Sandbox__JournalPath), for C and D
          --pid P,P                   (http) their processes, for CPU and memory
          --directory D               where data is put, and which disk is measured; default: the system's folder for temporary files
          --json F                    writes all readings there too
        """;

    private static readonly string[] Targets = ["alone", "engine", "cluster", "http", "limits"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public Settings(string[] arguments)
    {
        Target = arguments is [var target, ..] && Targets.Contains(target) ? target : throw new UsageException(
            $"Say what to measure: {string.Join(", ", Targets)}.");
        if (arguments.Length % 2 == 0)
        {
            throw new UsageException($"{arguments[^1]} has no value.");
        }

        for (var i = 1; i < arguments.Length; i += 2)
        {
            _values[arguments[i]] = arguments[i + 1];
        }

        Scenarios = List("--scenarios", Target switch { "cluster" => "A,B,C,D", "alone" => "A,B,C,D,E,F", _ => "A,B,C,D,E" });
        Repeats = Number("--repeats", 3);
        Count = Number("--count", 20_000);
        InFlight = Number("--in-flight", 64);
        Bursts = [.. List("--bursts", "5000,50000").Select(Whole)];
        Rates = [.. List("--rates", "300,1000").Select(Whole)];
        Seconds = Number("--seconds", 30);
        Pending = Number("--pending", 1_000_000);
        Overdue = Number("--overdue", 200_000);
        Dialect = Http.Dialect.Named(Text("--dialect", "agentmessage"));
        IdempotencyKeys = Text("--idempotency", "no") == "yes";
        ThroughHttpCarrier = Text("--carrier", "sandbox") == "http";
        Silos = Number("--silos", 3);
        Program = Text("--program", "") is { Length: > 0 } program ? Path.GetFullPath(program) : null;
        Against = Text("--against", "") is { Length: > 0 } against ? Path.GetFullPath(against) : null;
        Load = Number("--load", 200);
        Urls = [.. List("--url", "").Select(url => new Uri(url))];
        Key = Text("--key", "");
        Journals = List("--journal", "");
        ProcessIds = [.. List("--pid", "").Select(Whole)];
        Directory = Path.GetFullPath(Text("--directory", Path.GetTempPath()));
        Json = Text("--json", "");
        if (_values.Keys.FirstOrDefault(name => !_asked.Contains(name)) is { } unknown)
        {
            throw new UsageException($"{unknown} is not understood.");
        }

        if (Target == "http" && (Urls.Count == 0 || Key.Length == 0))
        {
            throw new UsageException("http needs --url and --key.");
        }

        if (new[] { Program, Against }.FirstOrDefault(path => path is not null && !File.Exists(path)) is { } missing)
        {
            throw new UsageException($"There is no {missing}.");
        }

        if (Against is not null && Target != "alone")
        {
            throw new UsageException("--against is for alone.");
        }
    }

    public string Target { get; }

    public IReadOnlyList<string> Scenarios { get; }

    public int Repeats { get; }

    public int Count { get; }

    public int InFlight { get; }

    public IReadOnlyList<int> Bursts { get; }

    public IReadOnlyList<int> Rates { get; }

    public int Seconds { get; }

    public int Pending { get; }

    public int Overdue { get; }

    public Http.Dialect Dialect { get; }

    public bool IdempotencyKeys { get; }

    public bool ThroughHttpCarrier { get; }

    public int Silos { get; }

    public string? Program { get; }

    public string? Against { get; }

    public int Load { get; }

    public IReadOnlyList<Uri> Urls { get; }

    public string Key { get; }

    public IReadOnlyList<string> Journals { get; }

    public IReadOnlyList<int> ProcessIds { get; }

    public string Directory { get; }

    public string Json { get; }

    public bool Has(string scenario) => Scenarios.Contains(scenario);

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0 ? number : throw new UsageException($"{text} is no whole number above 0.");

    private string Text(string name, string otherwise)
    {
        _asked.Add(name);
        return _values.GetValueOrDefault(name, otherwise);
    }

    private int Number(string name, int otherwise) => Whole(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)));

    private string[] List(string name, string otherwise) =>
        Text(name, otherwise).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
