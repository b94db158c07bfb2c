using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Belay.Benchmarks.Measuring;
using Belay.Engine;
using Belay.Grains;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Benchmarks.Targets;

/// <summary>
/// The engine in this very process, one silo with its grains on a file: what is left when HTTP is taken away. The generator shares the process.
/// </summary>
internal sealed class EngineInProcess : ITarget, ILoad
{
    private const int FillMessages = 500;
    private const int FewInFlight = 4;

    private static readonly OrganizationId Organization = OrganizationId.Parse("bench");
    private static readonly Actor Caller = new("bench");

    private readonly string _directory;
    private readonly int _inFlight;
    private readonly RecordingCarrier _carrier = new();
    private IHost? _host;
    private IMessageEngine? _engine;
    private int _number;

    private EngineInProcess(string directory, int inFlight) => (_directory, _inFlight) = (directory, inFlight);

    public ILoad Load => this;

    public ICalls? Calls => _carrier;

    public IReadOnlyList<int> ProcessIds => [Environment.ProcessId];

    public static async Task<EngineInProcess> StartAsync(string under, int inFlight)
    {
        var directory = Path.Combine(under, "belay-benchmark-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(directory);
        var engine = new EngineInProcess(directory, inFlight);
        await engine.StartAsync();
        return engine;
    }

    public async Task<TimeSpan?> RestartAsync(Func<Task>? meanwhile = null)
    {
        await StopAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        var started = Stopwatch.GetTimestamp();
        await StartAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }

    public async Task<(Phase Phase, Guid[] Ids)> CreateAsync(int count, Func<int, DateTimeOffset> due)
    {
        var ids = new Guid[count];
        var first = _number;
        _number += count;
        var phase = await RunAsync(count, _inFlight, async index =>
        {
            var draft = NewDraft(first + index, due(index));
            if (await _engine!.ScheduleAsync(new([draft], Caller), CancellationToken.None) is not ScheduleVerdict.Accepted)
            {
                return false;
            }

            ids[index] = draft.Id.Value;
            return true;
        });
        return (phase, ids);
    }

    public Task<Phase> CancelAsync(IReadOnlyList<Guid> ids) => RunAsync(ids.Count, _inFlight, async index =>
        await _engine!.CancelAsync(
            Organization, new MessageId(ids[index]), Caller, CancelRule.Pending, CancellationToken.None) is CancelVerdict.Canceled);

    public Task<Phase> ListAsync(int count) => RunAsync(count, FewInFlight, async _ =>
        (await _engine!.ListAsync(new MessageQuery { Organization = Organization }, CancellationToken.None)).Messages.Count > 0);

    public async Task<Phase> FillAsync(int count, DateTimeOffset from, TimeSpan within)
    {
        var phase = await RunAsync((count + FillMessages - 1) / FillMessages, FewInFlight, async index =>
        {
            var first = index * FillMessages;
            var drafts = Enumerable.Range(first, Math.Min(FillMessages, count - first))
                .Select(number => NewDraft(number, from + (within * ((double)number / count)))).ToArray();
            Draft[] batch = [.. drafts.Select((draft, ordinal) => draft with { Batch = drafts[0].Batch, Ordinal = ordinal })];
            return await _engine!.ScheduleAsync(new(batch, Caller), CancellationToken.None) is ScheduleVerdict.Accepted;
        });
        return phase with { Count = count, Errors = Math.Min(count, phase.Errors * FillMessages) };
    }

    private static async Task<Phase> RunAsync(int count, int inFlight, Func<int, Task<bool>> call)
    {
        var took = new double[count];
        var next = -1;
        var errors = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(inFlight, count)).Select(_ => Task.Run(async () =>
        {
            for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
            {
                var sent = Stopwatch.GetTimestamp();
                if (!await call(index))
                {
                    Interlocked.Increment(ref errors);
                }

                took[index] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        })));
        return new(count, errors, Stopwatch.GetElapsedTime(started), new(took));
    }

    private static Draft NewDraft(int number, DateTimeOffset due)
    {
        Span<byte> random = stackalloc byte[MessageId.RandomBytes];
        RandomNumberGenerator.Fill(random);
        var id = MessageId.Create(TimeProvider.System.GetUtcNow(), random);
        return new()
        {
            Id = id,
            Organization = Organization,
            Batch = BatchId.Of(id),
            Dialect = Messages.Dialect.None,
            From = "+15005550100",
            To = $"+4670{number:D7}",
            Text = Http.Dialect.Text,
            SendAt = due,
        };
    }

    private async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ICarrier>(_carrier);
        var options = new SqliteOptions { DataDirectory = Path.Combine(_directory, "data"), PendingPerOrganizationMax = long.MaxValue };
        builder.Services.AddSingleton(_ => SqliteStore.Open(options, TimeProvider.System, NullLogger<SqliteStore>.Instance));
        builder.Services.AddHostedService<SqliteStoreService>();
        builder.UseOrleans(silo => silo.AddBelayOneProcess().AddBelayGrains(new EngineOptions(), $"benchmark-{Guid.NewGuid():N}"));
        _host = builder.Build();
        await _host.StartAsync();
        _engine = _host.Services.GetRequiredService<IMessageEngine>();
    }

    private async Task StopAsync()
    {
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <summary>Takes every message at once, and notes when.</summary>
    private sealed class RecordingCarrier : ICarrier, ICalls
    {
        private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

        private readonly ConcurrentDictionary<Guid, DateTimeOffset> _calls = new();

        public CarrierTraits Traits { get; } = new("bench", HonoursIdempotencyKey: true, SendsReceipts: false);

        public Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
        {
            _calls.TryAdd(submission.Draft.Id.Value, TimeProvider.System.GetUtcNow());
            return Task.FromResult<CarrierAnswer>(new CarrierAnswer.Accepted());
        }

        public void Mark() => _calls.Clear();

        public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> SettleAsync(int expected, TimeSpan patience)
        {
            for (var started = Stopwatch.GetTimestamp(); _calls.Count < expected && Stopwatch.GetElapsedTime(started) < patience;)
            {
                await Task.Delay(LookEvery, TimeProvider.System);
            }

            return _calls;
        }
    }
}
