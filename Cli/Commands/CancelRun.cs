using System.Collections.Concurrent;
using Belay.Cli.Output;
using Belay.Client;
using Spectre.Console;

namespace Belay.Cli.Commands;

/// <summary>
/// Cancels many messages at once and keeps every verdict. A cancel that cannot be answered is tried again; then its outcome is said to be unknown.
/// </summary>
internal sealed class CancelRun(Terminal terminal, BelayClient client, int concurrency, bool quiet)
{
    /// <summary>The verdict of a cancel that no answer came to: it may have been done or not.</summary>
    public const string Unknown = "unknown";

    private const int TriesMax = 4;

    private static readonly TimeSpan PauseBase = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    /// <summary>Whether it was stopped before its end.</summary>
    public bool Interrupted { get; private set; }

    /// <summary>What ended it before its end, such as a key that stopped working; null: nothing.</summary>
    public BelayException? Failure { get; private set; }

    /// <summary>Cancels the messages. What has ended is not asked for: its verdict cannot change any more.</summary>
    public async Task<CancelReport> CancelAsync(IReadOnlyList<CancelTarget> targets, VerdictFile? file, CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<CancelLine>();
        async Task WorkAsync(Action done)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
            try
            {
                await Parallel.ForEachAsync(targets, options, async (target, token) =>
                {
                    var line = target.Ended is { } status ? OfEnded(target.Id, status) : await OneAsync(target.Id, token);
                    lines.Enqueue(line);
                    file?.Write(line);
                    done();
                });
            }
            catch (OperationCanceledException)
            {
                // What was done so far is told all the same.
                Interrupted = true;
            }
            catch (BelayException refused)
            {
                Failure = refused;
            }
        }

        if (quiet)
        {
            await WorkAsync(static () => { });
        }
        else
        {
            await terminal.Progress.Progress()
                .AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async progress =>
                {
                    var bar = progress.AddTask("Canceling", maxValue: targets.Count);
                    await WorkAsync(() => bar.Increment(1));
                });
        }

        return CancelReport.Of([.. lines]);
    }

    private static CancelLine OfEnded(string id, MessageStatus status) =>
        new(id, Words.Of(status == MessageStatus.Canceled ? CancelVerdict.AlreadyCanceled : CancelVerdict.TooLate), status);

    private async Task<CancelLine> OneAsync(string id, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var outcome = await client.CancelAsync(id, cancellationToken);
                return new(id, Words.Of(outcome.Verdict), outcome.Message?.Status);
            }
            catch (BelayException passing) when (passing.ShouldRetry && tries < TriesMax)
            {
                var pause = passing.RetryAfter ?? PauseBase * Math.Pow(2, tries - 1);
                await Task.Delay(pause < PauseMax ? pause : PauseMax, terminal.Time, cancellationToken);
            }
            catch (BelayException lost) when (lost.ShouldRetry || lost.Status is null)
            {
                return new(id, Unknown, Error: lost.Message);
            }
            catch (BelayException refused) when (CommandLine.CodeOf(refused) == ExitCode.Unavailable)
            {
                return new(id, Unknown, Error: refused.Message);
            }
        }
    }
}

/// <summary>A message to cancel.</summary>
/// <param name="Id">Which.</param>
/// <param name="Ended">The status that it has ended with; null: it has not, or nobody looked.</param>
internal sealed record CancelTarget(string Id, MessageStatus? Ended = null);

/// <summary>The report for people: counts, and each message where there are few, or where it was not canceled.</summary>
internal static class CancelReportText
{
    private const int RowsMax = 20;

    public static void Show(Terminal terminal, CancelReport report)
    {
        var shown = report.Messages.Count <= RowsMax
            ? report.Messages
            : [.. report.Messages.Where(line => !line.Verdict.EndsWith("canceled", StringComparison.Ordinal))];
        if (shown.Count > 0)
        {
            var table = Words.Table("Id", "Verdict", "Status");
            foreach (var line in shown.Take(RowsMax))
            {
                table.AddRow(
                    Markup.Escape(line.Id), Colored(line.Verdict), Markup.Escape(line.Status is { } status ? Words.Of(status) : line.Error ?? ""));
            }

            terminal.Out.Write(table);
        }

        if (shown.Count > RowsMax)
        {
            terminal.Say($"… and {shown.Count - RowsMax} more: --report FILE or --json tells of each.");
        }

        foreach (var (verdict, count) in report.Counts)
        {
            terminal.Say($"{count,7} {Meaning(verdict)}");
        }
    }

    private static string Colored(string verdict) => verdict switch
    {
        "canceled" or "already_canceled" => $"[green]{verdict}[/]",
        "not_found" => $"[yellow]{verdict}[/]",
        _ => $"[red]{verdict}[/]",
    };

    private static string Meaning(string verdict) => verdict switch
    {
        "canceled" => "canceled: will never be sent",
        "already_canceled" => "already canceled before: will never be sent",
        "too_late" => "too late: with the carrier or at an end",
        "not_found" => "not found",
        _ => "unknown: no answer came; run the command again",
    };
}
