namespace Belay.Cli;

/// <summary>What the program ends with. The numbers are documented in <c>docs/cli.md</c> and never change.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The gateway refused it, or something unforeseen happened.</summary>
    public const int Refused = 1;

    /// <summary>The command line, a time or a setting is wrong; nothing was asked of the gateway.</summary>
    public const int Usage = 2;

    /// <summary>There is no such message, batch or key, or nothing that a cancel could mean.</summary>
    public const int NotFound = 3;

    /// <summary>Too late to cancel: it is with the carrier or at an end.</summary>
    public const int TooLate = 4;

    /// <summary>The gateway cannot be reached, or cannot accept this just now, or its answer was lost: try again.</summary>
    public const int Unavailable = 5;

    /// <summary>The key is missing, does not work, or lacks the scope.</summary>
    public const int NotAllowed = 6;

    /// <summary><c>doctor</c> found something that keeps messages from leaving, or their events from arriving.</summary>
    public const int Unhealthy = 7;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Interrupted = 130;
}

/// <summary>Ends a command with one sentence on the error stream.</summary>
internal sealed class CliException(int exitCode, string sentence) : Exception(sentence)
{
    public int ExitCode { get; } = exitCode;

    public static CliException Usage(string sentence) => new(Cli.ExitCode.Usage, sentence);
}
