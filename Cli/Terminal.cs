using Belay.Connections;
using NodaTime;
using Spectre.Console;

namespace Belay.Cli;

/// <summary>All that a command has of the world around it, so that a test can own each part.</summary>
internal sealed record Terminal
{
    private const int WidthMin = 110;
    private const int WidthOfFiles = 160;

    /// <summary>Where results go.</summary>
    public required IAnsiConsole Out { get; init; }

    /// <summary>Where results go as they are: JSON, and what other programs read.</summary>
    public required TextWriter Raw { get; init; }

    /// <summary>Where progress goes: the error stream, so that results can be piped on.</summary>
    public required IAnsiConsole Progress { get; init; }

    /// <summary>Where sentences about what went wrong go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is read for <c>-</c>.</summary>
    public required TextReader In { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The zone of times without one; null: the system's is not known.</summary>
    public required DateTimeZone? Zone { get; init; }

    /// <summary>Reads a variable of the environment.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The file with address and key, unless <c>--config</c> names another.</summary>
    public required string ConfigPath { get; init; }

    /// <summary>Makes the connection.</summary>
    public required Func<HttpClient> Connect { get; init; }

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Writes one line as it is: not wrapped, not coloured.</summary>
    public void Say(string line) => Raw.WriteLine(line);

    public static Terminal OfThisProcess() => new()
    {
        Out = Tables(Console.Out, Console.IsOutputRedirected),
        Raw = Console.Out,
        Progress = Tables(Console.Error, Console.IsErrorRedirected),
        Error = Console.Error,
        In = Console.In,
        Time = TimeProvider.System,
        Zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeProvider.System.LocalTimeZone.Id),
        Environment = System.Environment.GetEnvironmentVariable,
        ConfigPath = Path.Combine(
            System.Environment.GetFolderPath(System.Environment.SpecialFolder.ApplicationData, System.Environment.SpecialFolderOption.DoNotVerify),
            "belay", "config.json"),
        Connect = () => new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ConnectCallback = static (context, cancellationToken) =>
                HostConnector.OfThisMachine(TimeProvider.System).ConnectAsync(context.DnsEndPoint, cancellationToken),
        }),
    };

    /// <summary>A console for tables: wide enough that an id is never broken, and without colours where no person reads.</summary>
    public static IAnsiConsole Tables(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        console.Profile.Width = redirected ? WidthOfFiles : Math.Max(console.Profile.Width, WidthMin);
        return console;
    }
}
