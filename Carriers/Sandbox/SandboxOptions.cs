namespace Belay.Carriers;

/// <summary>Settings of the sandbox: <c>Belay:Carriers:Sandbox</c>.</summary>
public sealed class SandboxOptions
{
    /// <summary>The section these settings stand in.</summary>
    public const string Section = "Belay:Carriers:Sandbox";

    /// <summary>The longest receipt delay: one day, in seconds.</summary>
    public const double ReceiptDelaySecondsMax = 86_400;

    /// <summary>Seconds from taking a message to its delivery receipt; fractions are allowed.</summary>
    public double ReceiptDelaySeconds { get; set; } = 1;

    /// <summary>How many idempotency keys it remembers; beyond that the oldest is forgotten.</summary>
    public int KeysMax { get; set; } = 100_000;

    /// <summary>How many receipts may be waiting for their time; beyond that it says "later" instead of taking a message.</summary>
    public int PendingReceiptsMax { get; set; } = 100_000;

    /// <summary>A file that gets one JSON line per call, before the call is answered; null: none. One file per process.</summary>
    /// <remarks>
    /// For crash tests: an observer outside the process counts calls and effects per id, and the sandbox remembers its keys over a restart.
    /// </remarks>
    public string? JournalPath { get; set; }

    /// <summary>
    /// Whether each line is forced to the disk before the call is answered. Without it a line survives the end of the process, but not a power loss.
    /// </summary>
    public bool JournalFsync { get; set; }

    /// <summary>What is wrong with the settings: one sentence each, beginning with the setting's name; empty: nothing.</summary>
    public IReadOnlyList<string> Validate()
    {
        var failures = new List<string>();
        if (!(ReceiptDelaySeconds is >= 0 and <= ReceiptDelaySecondsMax))
        {
            failures.Add($"{Section}:{nameof(ReceiptDelaySeconds)} must be from 0 to {ReceiptDelaySecondsMax}.");
        }

        if (KeysMax < 1)
        {
            failures.Add($"{Section}:{nameof(KeysMax)} must be at least 1.");
        }

        if (PendingReceiptsMax < 1)
        {
            failures.Add($"{Section}:{nameof(PendingReceiptsMax)} must be at least 1.");
        }

        return failures;
    }
}
