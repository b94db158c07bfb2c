using System.Collections.Concurrent;
using System.Net;

namespace Belay.Tests.EndToEnd;

/// <summary>The built program is killed with SIGKILL while messages are accepted, canceled and sent.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 10;
    private const int MessagesPerRound = 1_000;

    /// <summary>A kill that meets fewer messages shows nothing; on a busy machine it waits for them.</summary>
    private const int AcceptedBeforeKillMin = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-crash-").FullName;

    /// <summary>P1, P2, P4: none lost, none sent after a cancel that was answered, none sent twice.</summary>
    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4")]
    public async Task Ten_kills_in_the_middle_of_a_thousand_messages_lose_none_send_no_canceled_one_and_none_twice()
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        var accepted = new ConcurrentBag<string>();
        var canceled = new ConcurrentBag<string>();
        var tooLate = new ConcurrentBag<string>();
        for (var round = 0; round < Kills; round++)
        {
            using var gateway = await GatewayProcess.StartAsync(_directory);
            var plans = Enumerable.Range(0, MessagesPerRound)
                .Select(_ =>
                    (DueIn: TimeSpan.FromMilliseconds(random.Next(500, 4_000)), CancelAfter: random.Next(3) == 0 ? random.Next(-50, 51) : (int?)null))
                .ToList();
            var killAfter = TimeSpan.FromMilliseconds(random.Next(1_000, 3_000));
            using var killed = new CancellationTokenSource();
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var goal = accepted.Count + AcceptedBeforeKillMin;
            var traffic = RunAsync(gateway.Client, plans, Accept, canceled, tooLate, killed.Token);
            await Task.WhenAll(
                enough.Task.WaitAsync(Patience, TestContext.Current.CancellationToken),
                Task.Delay(killAfter, TimeProvider.System, TestContext.Current.CancellationToken));
            gateway.Kill();
            await killed.CancelAsync();
            await traffic;

            void Accept(string id)
            {
                accepted.Add(id);
                if (accepted.Count >= goal)
                {
                    enough.TrySetResult();
                }
            }
        }

        using var last = await GatewayProcess.StartAsync(_directory);
        var ends = await last.Client.WaitForEndsAsync(accepted, TimeSpan.FromMinutes(2));
        var journal = Journal.Read(_directory);
        var calls = journal.Calls.ToHashSet();
        var effects = journal.Effects.CountBy(id => id).ToDictionary();
        output.WriteLine(
            $"seed {Seed}: {Kills} kills, {accepted.Count} accepted, {canceled.Count} canceled, {tooLate.Count} too late, {journal.Calls.Count} "
            + $"calls, {effects.Count} sent");

        Assert.True(!canceled.IsEmpty && !tooLate.IsEmpty && accepted.Count > Kills * 50, "Without contention the run shows nothing.");
        Assert.DoesNotContain(canceled, calls.Contains);
        Assert.DoesNotContain(canceled, id => ends[id] != "canceled");
        Assert.DoesNotContain(effects, pair => pair.Value > 1);
        Assert.DoesNotContain(ends, end => end.Value == "canceled" ? effects.ContainsKey(end.Key) : !effects.ContainsKey(end.Key));
        Assert.DoesNotContain(ends, end => end.Value is not ("canceled" or "sent" or "delivered"));
    }

    [Fact, Trait("Promise", "P6")]
    public async Task What_came_due_while_the_process_was_down_is_sent_at_its_start_in_due_order()
    {
        const int Count = 20;
        var due = new (DateTimeOffset At, string Id)[Count];
        using (var gateway = await GatewayProcess.StartAsync(_directory))
        {
            // The first request of a process is slow: it must not eat the time that the others have.
            await gateway.Client.CancelAsync(Guid.NewGuid().ToString());
            var last = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(8);
            for (var i = 0; i < Count; i++)
            {
                // Scheduled in the reverse of their due order.
                var at = last - TimeSpan.FromMilliseconds(20 * i);
                due[i] = (at, (await gateway.Client.ScheduleAsync(at))!);
            }

            gateway.Kill();
        }

        Assert.DoesNotContain(due, message => message.Id is null);
        var wait = due[0].At - TimeProvider.System.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        using var again = await GatewayProcess.StartAsync(_directory, ("Belay__Dispatch__Concurrency", "1"));
        await again.Client.WaitForEndsAsync(due.Select(message => message.Id), TimeSpan.FromMinutes(1));

        Assert.Equal(due.OrderBy(message => message.At).Select(message => message.Id), Journal.Read(_directory).Calls);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Schedules the messages and cancels some of them around their due time, until the process is gone.</summary>
    private static async Task RunAsync(
        HttpClient client,
        List<(TimeSpan DueIn, int? CancelAfter)> plans,
        Action<string> accept,
        ConcurrentBag<string> canceled,
        ConcurrentBag<string> tooLate,
        CancellationToken killed)
    {
        using var cancels = new SemaphoreSlim(64);
        var running = new ConcurrentBag<Task>();
        try
        {
            await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = killed }, async (plan, _) =>
            {
                var at = TimeProvider.System.GetUtcNow() + plan.DueIn;
                if (await HeardAsync(() => client.ScheduleAsync(at)) is { } id)
                {
                    accept(id);
                    if (plan.CancelAfter is { } after)
                    {
                        running.Add(CancelAsync(id, at + TimeSpan.FromMilliseconds(after)));
                    }
                }
            });
        }
        catch (OperationCanceledException)
        {
            // The kill came first: what was not answered was not promised.
        }

        await Task.WhenAll(running);

        async Task CancelAsync(string id, DateTimeOffset when)
        {
            var wait = when - TimeProvider.System.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.WhenAny(Task.Delay(wait, TimeProvider.System, killed));
            }

            if (killed.IsCancellationRequested)
            {
                return;
            }

            switch (await HeardAsync<HttpStatusCode?>(async () => await client.CancelAsync(id)))
            {
                case HttpStatusCode.OK:
                    canceled.Add(id);
                    break;
                case HttpStatusCode.Conflict:
                    tooLate.Add(id);
                    break;
                case null:
                    break;
                case var other:
                    throw new InvalidOperationException($"A cancel was answered {other}.");
            }
        }
    }

    /// <summary>The answer; default where none came because the process was killed.</summary>
    private static async Task<T?> HeardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }
}
