using System.CommandLine;
using Belay.Cli.Output;
using Belay.Client;

namespace Belay.Cli.Commands;

/// <summary><c>cancel</c>: one message, several, those of a file, of a tag or of a batch.</summary>
internal static class CancelCommand
{
    public static Command Create(Shared shared)
    {
        var ids = new Argument<string[]>("id") { Description = "The messages to cancel.", Arity = ArgumentArity.ZeroOrMore };
        var tag = new Option<string?>("--tag") { Description = "Cancel the messages with this tag." };
        var batch = new Option<string?>("--batch") { Description = "Cancel the messages of this batch." };
        var file = new Option<string?>("--file")
        {
            Description = "Cancel the messages of a file: an id at the start of each line; - reads the standard input.",
        };
        var report = new Option<string?>("--report") { Description = "Write every verdict to this file: id,verdict,status,error." };
        var concurrency = new Option<int>("--concurrency") { Description = "How many cancels at once, 1 to 64.", DefaultValueFactory = _ => 16 };
        var command = new Command("cancel", "Cancel messages, and say of each whether it will never be sent or was too late.")
        {
            ids, tag, batch, file, report, concurrency,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (named, byTag, byBatch, byFile) = (parsed.GetValue(ids) ?? [], parsed.GetValue(tag), parsed.GetValue(batch), parsed.GetValue(file));
            if ((named.Length > 0 ? 1 : 0) + (byTag is null ? 0 : 1) + (byBatch is null ? 0 : 1) + (byFile is null ? 0 : 1) != 1)
            {
                throw CliException.Usage("Say which messages, in one way: ids, --tag, --batch or --file.");
            }

            var atOnce = parsed.GetValue(concurrency);
            if (atOnce is < 1 or > 64)
            {
                throw CliException.Usage("--concurrency must be from 1 to 64.");
            }

            var client = shared.Open(parsed);
            IReadOnlyList<CancelTarget> wanted = byTag is not null ? await TargetsOfAsync(client, byTag, cancellationToken)
                : byFile is not null ? [.. (await IdFile.ReadAsync(byFile, shared.Terminal.In, cancellationToken)).Select(id => new CancelTarget(id))]
                : [.. named.Distinct(StringComparer.Ordinal).Select(id => new CancelTarget(id))];
            if (byBatch is null && wanted.Count == 0)
            {
                return await NothingAsync(
                    shared, parsed, byTag is not null ? $"There is no message with the tag {byTag}." : "The file names no message.");
            }

            var run = new CancelRun(shared.Terminal, client, atOnce, quiet: shared.WantsJson(parsed) || wanted.Count < 2);
            await using var reportFile = parsed.GetValue(report) is { } path ? VerdictFile.Create(path) : null;
            var result = byBatch is null ? await run.CancelAsync(wanted, reportFile, cancellationToken) : await CancelBatchAsync(
                client, byBatch, reportFile, cancellationToken);
            if (result is null)
            {
                return await NothingAsync(shared, parsed, $"There is no batch {byBatch}.");
            }

            shared.Write(parsed, result, JsonText.Shapes.CancelReport, shown => CancelReportText.Show(shared.Terminal, shown));
            if (run.Failure is { } refused)
            {
                await shared.Terminal.Error.WriteLineAsync($"belay: {refused.Message} The report tells of what was done before.");
                return CommandLine.CodeOf(refused);
            }

            return run.Interrupted ? ExitCode.Interrupted : CodeOf(result);
        });
        return command;
    }

    /// <summary>The gravest of what happened: an unknown outcome, then too late, then not found.</summary>
    private static int CodeOf(CancelReport report) =>
        Has(report, CancelRun.Unknown) ? ExitCode.Unavailable
        : Has(report, Words.Of(CancelVerdict.TooLate)) ? ExitCode.TooLate
        : Has(report, Words.Of(CancelVerdict.NotFound)) ? ExitCode.NotFound
        : ExitCode.Done;

    private static bool Has(CancelReport report, string verdict) => report.Counts.ContainsKey(verdict);

    /// <summary>What matches nothing is said, and is no success: the tag or the number may be misspelled.</summary>
    private static async Task<int> NothingAsync(Shared shared, ParseResult parsed, string sentence)
    {
        if (shared.WantsJson(parsed))
        {
            shared.Write(parsed, CancelReport.Of([]), JsonText.Shapes.CancelReport, static _ => { });
        }

        await shared.Terminal.Error.WriteLineAsync($"belay: {sentence} Nothing was canceled.");
        return ExitCode.NotFound;
    }

    /// <summary>One call for all of them; null: there is no such batch.</summary>
    private static async Task<CancelReport?> CancelBatchAsync(
        BelayClient client, string batch, VerdictFile? file, CancellationToken cancellationToken)
    {
        if (await client.CancelBatchAsync(batch, cancellationToken) is not { } outcome)
        {
            return null;
        }

        List<CancelLine> lines = [.. outcome.Messages.Select(one => new CancelLine(one.Id, Words.Of(one.Verdict), one.Status))];
        lines.ForEach(line => file?.Write(line));
        return CancelReport.Of(lines, outcome.Number, outcome.Canceled);
    }

    /// <summary>All messages with the tag, archived ones too, so that of each is said whether it was too late.</summary>
    private static async Task<IReadOnlyList<CancelTarget>> TargetsOfAsync(BelayClient client, string tag, CancellationToken cancellationToken)
    {
        var targets = new List<CancelTarget>();
        await foreach (var message in client.ListAsync(new() { Tag = tag, Archived = null }, cancellationToken))
        {
            targets.Add(new(message.Id, message.CompletedAt is null ? null : message.Status));
        }

        return targets;
    }
}
