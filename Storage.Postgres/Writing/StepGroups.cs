using System.Collections.Concurrent;
using Belay.Messages;
using Npgsql;
using NpgsqlTypes;

namespace Belay.Storage.Postgres.Writing;

/// <summary>
/// Writes steps in groups: those that arrive while a group is on its way are the next group, one statement and one commit. Each has its own verdict.
/// </summary>
/// <remarks>
/// A few groups are on their way at once, each in a lane with a share of the counts of its own. A message's steps are all in one lane. If a group
/// fails, nothing of it was written, and each of its steps is tried alone; if its answer is lost, so is that of each step.
/// </remarks>
internal sealed class StepGroups(PostgresDatabase database)
{
    private const int Lanes = 2;

    /// <summary>Shares below are those of the batches, which are counted when they are accepted.</summary>
    private const int SharesFrom = 32;

    private const int GroupMax = 256;

    private readonly Lane[] _lanes = [.. Enumerable.Range(0, Lanes).Select(number => new Lane(database, ShareOf(number)))];

    /// <summary>Makes a step; false: the message is not at that version any more, or is held.</summary>
    public Task<bool> WriteAsync(MessageId id, long expected, byte[] entry)
    {
        var step = new Step(expected, entry);
        _lanes[(uint)id.GetHashCode() % Lanes].Add(step);
        return step.Verdict.Task;
    }

    /// <summary>Most often a share that no other process has: it is one of a few, so that rows do not grow with each start.</summary>
    private static short ShareOf(int lane) =>
        (short)(SharesFrom + (((uint)HashCode.Combine(Environment.MachineName, Environment.ProcessId) * Lanes) + lane) % SharesFrom);

    private sealed record Step(long Expected, byte[] Entry)
    {
        public TaskCompletionSource<bool> Verdict { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Lane(PostgresDatabase database, short share)
    {
        private readonly ConcurrentQueue<Step> _waiting = new();
        private int _runs;

        public void Add(Step step)
        {
            _waiting.Enqueue(step);
            if (Interlocked.Exchange(ref _runs, 1) == 0)
            {
                _ = Task.Run(RunAsync);
            }
        }

        private async Task RunAsync()
        {
            do
            {
                var group = new List<Step>();
                while (_waiting.TryPeek(out _))
                {
                    group.Clear();
                    while (group.Count < GroupMax && _waiting.TryDequeue(out var step))
                    {
                        group.Add(step);
                    }

                    await WriteAsync(group);
                }

                Volatile.Write(ref _runs, 0);
            }
            while (!_waiting.IsEmpty && Interlocked.Exchange(ref _runs, 1) == 0);
        }

        private async Task WriteAsync(List<Step> group)
        {
            try
            {
                var made = await database.ReadAsync(
                    "SELECT write_messages($1, $2, $3, $4)",
                    parameters =>
                    {
                        parameters.Add(new() { Value = database.Options.ServiceId });
                        parameters.Add(new() { Value = share });
                        parameters.Add(new() { Value = group.Select(step => step.Expected).ToArray() });
                        parameters.Add(new()
                        {
                            Value = group.Select(step => step.Entry).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                        });
                    },
                    row => row.GetInt32(0) - 1,
                    CancellationToken.None);
                var places = made.ToHashSet();
                foreach (var (place, step) in group.Index())
                {
                    step.Verdict.SetResult(places.Contains(place));
                }
            }
            catch (PostgresException) when (group.Count > 1)
            {
                // One of them cannot be written, or two groups waited for each other.
                foreach (var step in group)
                {
                    await WriteAsync([step]);
                }
            }
#pragma warning disable CA1031 // Whoever waits is told, and the lane goes on.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                foreach (var step in group)
                {
                    step.Verdict.SetException(failed);
                }
            }
        }
    }
}
