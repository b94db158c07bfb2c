using System.CommandLine;
using System.Net;
using Belay.Cli.Commands;
using Belay.Cli.Settings;
using Belay.Client;
using Belay.CommandLines;

namespace Belay.Cli;

/// <summary>The whole command line: what there is to say, and one place where what goes wrong becomes a sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>After Ctrl+C: time to report what was done, and to cancel what a bench has made.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var (parsed, wrong) = StrictCommandLine.Parse(Build(terminal), args);
        if (wrong is not null)
        {
            await terminal.Error.WriteLineAsync($"belay: {wrong} (belay {StrictCommandLine.PathOf(parsed.CommandResult)}--help says what there is.)");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = EndsWithin,
                    Output = terminal.Raw,
                    Error = terminal.Error,
                },
                cancellationToken);
        }
        catch (CliException wrongUse)
        {
            return await EndAsync(terminal, wrongUse.ExitCode, wrongUse.Message);
        }
        catch (BelayException refused)
        {
            return await EndAsync(terminal, CodeOf(refused), refused.Message);
        }
        catch (OperationCanceledException)
        {
            return await EndAsync(terminal, ExitCode.Interrupted, "Stopped. What was under way may have been done or not.");
        }
    }

    /// <summary>The exit code for a refusal.</summary>
    public static int CodeOf(BelayException refused) => refused switch
    {
        { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => ExitCode.NotAllowed,
        { Status: null } or { ShouldRetry: true } or { Status: >= HttpStatusCode.InternalServerError } => ExitCode.Unavailable,
        { Code: "not_found" } => ExitCode.NotFound,
        _ => ExitCode.Refused,
    };

    private static RootCommand Build(Terminal terminal)
    {
        var connection = new Connection();
        var shared = new Shared(terminal, connection);
        var root = new RootCommand("Belay: send text messages later, and change your mind up to the last instant.")
        {
            SendCommands.Send(shared), SendCommands.Schedule(shared), ListCommand.Create(shared),
            ShowCommand.Create(shared), CancelCommand.Create(shared),
            ForecastCommand.Create(shared), KeysCommand.Create(shared), DoctorCommand.Create(shared), BenchCommand.Create(shared),
            ListenCommand.Create(shared), CompletionCommand.Create(shared),
        };
        connection.AddTo(root);
        root.Add(shared.Json);
        return root;
    }

    private static async Task<int> EndAsync(Terminal terminal, int code, string sentence)
    {
        await terminal.Error.WriteLineAsync("belay: " + sentence);
        return code;
    }
}
