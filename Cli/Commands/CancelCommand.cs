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
        var tag = new Option<string?>("--tag") { Description = "Cancel all pending messages with this tag." };
        var batch = new Option<string?>("--batch") { Description = "Cancel what is pending of this batch." };
        var file = new Option<string?>("--file") { Description = "Cancel the messages of a file: an id at the start of each line; - reads the standard input." };
        var report = new Option<string?>("--report") { Description = "Write every verdict to this file: id,verdict,status,error." };
        var concurrency = new Option<int>("--concurrency") { Description = "How many cancels at once, 1 to 64.", DefaultValueFactory = _ => 16 };
        var command = new Command("cancel", "Cancel messages, and say of each whether it will never be sent or was too late.") { ids, tag, batch, file, report, concurrency };
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
            if (byBatch is not null)
            {
                return await CancelBatchAsync(shared, parsed, client, byBatch, cancellationToken);
            }

            IReadOnlyList<string> wanted = byTag is not null ? await IdsOfAsync(client, byTag, cancellationToken)
                : byFile is not null ? await IdFile.ReadAsync(byFile, shared.Terminal.In, cancellationToken) : named;
            var run = new CancelRun(shared.Terminal, client, atOnce, quiet: shared.WantsJson(parsed) || wanted.Count < 2);
            await using var reportFile = parsed.GetValue(report) is { } path ? VerdictFile.Create(path) : null;
            var result = await run.CancelAsync(wanted, reportFile, cancellationToken);
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

    private static async Task<int> CancelBatchAsync(Shared shared, ParseResult parsed, BelayClient client, string batch, CancellationToken cancellationToken)
    {
        var canceled = await client.CancelBatchAsync(batch, cancellationToken) ?? throw new CliException(ExitCode.NotFound, $"There is no batch {batch}.");
        shared.Write(
            parsed, new BatchCancel(batch, canceled), JsonText.Shapes.BatchCancel, shown => shared.Terminal.Say($"{shown.Canceled} messages of batch {shown.Batch} are canceled and will never be sent."));
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<string>> IdsOfAsync(BelayClient client, string tag, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var message in client.ListAsync(new() { Tag = tag, Statuses = [MessageStatus.Scheduled, MessageStatus.Queued] }, cancellationToken))
        {
            ids.Add(message.Id);
        }

        return ids;
    }
}
