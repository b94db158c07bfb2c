using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Belay.Cli.Output;
using Belay.Client;
using Spectre.Console;

namespace Belay.Cli.Commands;

/// <summary><c>bench</c>: a short, bounded load. It schedules messages for tomorrow and cancels every one of them, so nothing is sent.</summary>
internal static class BenchCommand
{
    private const int MessagesMax = 20_000;
    private const int ConcurrencyMax = 256;

    private static readonly TimeSpan CancelWithin = TimeSpan.FromMinutes(2);

    public static Command Create(Shared shared)
    {
        var messages = new Option<int>("--messages") { Description = $"How many, 1 to {MessagesMax}.", DefaultValueFactory = _ => 1_000 };
        var concurrency = new Option<int>("--concurrency")
        {
            Description = $"How many calls at once, 1 to {ConcurrencyMax}.",
            DefaultValueFactory = _ => 32,
        };
        var command = new Command("bench", "Measure how fast messages are accepted and canceled. Nothing is sent.") { messages, concurrency };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (count, atOnce) = (parsed.GetValue(messages), parsed.GetValue(concurrency));
            if (count is < 1 or > MessagesMax || atOnce is < 1 or > ConcurrencyMax)
            {
                throw CliException.Usage($"--messages must be from 1 to {MessagesMax}, --concurrency from 1 to {ConcurrencyMax}.");
            }

            var report = await RunAsync(shared.Open(parsed), shared.Terminal, count, atOnce, cancellationToken);
            shared.Write(parsed, report, JsonText.Shapes.BenchReport, shown => Show(shared.Terminal, shown));
            return report.Schedule.Failures + report.Cancel.Failures == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static async Task<BenchReport> RunAsync(
        BelayClient client, Terminal terminal, int count, int concurrency, CancellationToken cancellationToken)
    {
        // What makes a first call slow belongs to neither figure; and a key that may not send is told at once.
        await CancelAsync(client, await ScheduleAsync(client, terminal, CancellationToken.None));
        var ids = new string?[count];
        BenchFigures schedule;
        try
        {
            // What has begun is waited for, also after Ctrl+C: a message whose id nobody heard could not be canceled.
            schedule = await MeasureAsync(count, concurrency, async place =>
                (ids[place] = await ScheduleAsync(client, terminal, CancellationToken.None)) is not null, cancellationToken);
        }
        catch
        {
            await CancelAllAsync(client, ids, concurrency);
            throw;
        }

        var made = ids.OfType<string>().ToArray();
        using var patience = new CancellationTokenSource(CancelWithin, terminal.Time);
        var cancel = await MeasureAsync(made.Length, concurrency, place => CancelAsync(client, made[place]), patience.Token);
        return new(count, concurrency, schedule, cancel);
    }

    private static async Task<string> ScheduleAsync(BelayClient client, Terminal terminal, CancellationToken cancellationToken) =>
        (await client.ScheduleAsync(
            new NewMessage("+15005550199", "A trial of belay bench.") { SendAt = terminal.Now.AddDays(1), Tags = ["belay-bench"] },
            cancellationToken: cancellationToken)).Id;

    private static async Task<bool> CancelAsync(BelayClient client, string id) =>
        (await client.CancelAsync(id, CancellationToken.None)).Verdict is CancelVerdict.Canceled or CancelVerdict.AlreadyCanceled;

    private static Task CancelAllAsync(BelayClient client, string?[] ids, int concurrency) =>
        Parallel.ForEachAsync(
            ids.OfType<string>(), new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (id, _) => await CancelAsync(client, id));

    private static async Task<BenchFigures> MeasureAsync(
        int calls, int concurrency, Func<int, Task<bool>> callAsync, CancellationToken cancellationToken)
    {
        var took = new double[calls];
        var failures = 0;
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(
            0, calls), new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken }, async (place, _) =>
        {
            var at = Stopwatch.GetTimestamp();
            try
            {
                if (!await callAsync(place))
                {
                    Interlocked.Increment(ref failures);
                }
            }
            catch (BelayException failed) when (failed.Status is not (System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden))
            {
                Interlocked.Increment(ref failures);
            }

            took[place] = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
        });
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Array.Sort(took);
        return new(
            calls, failures, Math.Round(seconds, 3), Math.Round(calls / Math.Max(seconds, 0.001)), At(took, 0.50), At(took, 0.99), At(took, 1));
    }

    /// <summary>The nearest rank: a time that some call really took.</summary>
    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * quantile) - 1, 0, sorted.Length - 1)], 2);

    private static void Show(Terminal terminal, BenchReport report)
    {
        var table = Words.Table("Call", "Calls", "Failures", "Per second", "p50", "p99", "Slowest");
        foreach (var (name, figures) in new[] { ("schedule", report.Schedule), ("cancel", report.Cancel) })
        {
            table.AddRow(
                name, Number(figures.Calls), Number(figures.Failures), Number(figures.PerSecond), $"{Milliseconds(figures.P50Ms)}",
                Milliseconds(figures.P99Ms), Milliseconds(figures.MaxMs));
        }

        terminal.Out.Write(table);
        terminal.Say(
            $"{Words.Count(report.Concurrency, "call")} at once, as this client saw them; every message was for tomorrow "
            + $"and {(report.Cancel.Failures == 0 ? "is canceled" : "some are still pending: belay cancel --tag belay-bench")}.");
    }

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double number) => number.ToString("0.0 ms", CultureInfo.InvariantCulture);
}
