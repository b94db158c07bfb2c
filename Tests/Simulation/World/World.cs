using System.Globalization;
using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Tests.Simulation.Bugs;

namespace Belay.Tests.Simulation;

/// <summary>
/// One seed: clients, a carrier, a webhook receiver and a disk around an engine that may end at any step, on one thread and one clock.
/// </summary>
/// <remarks>
/// Real are the engine (actors, claims, dispatch, the look for what is overdue), the store (writer's turns, outbox, idempotency), the core and SQLite
/// with its log. Simulated are threads, time, chance, the carrier, and the end of a process, which leaves behind what the disk holds at that very
/// instant.
/// </remarks>
internal sealed partial class World : IDisposable
{
    private const int Steps = 300;

    private readonly Dictionary<(MessageId Id, long Version), long> _committed = [];
    private readonly Dictionary<MessageId, List<DateTimeOffset>> _claims = [];
    private readonly List<Violation> _broken = [];
    private readonly List<string>? _log;
    private long _tick;
    private int _lives;
    private Life? _life;

    public World(long seed, Bug? bug = null, bool keepLog = false)
    {
        Chance = new Random(unchecked((int)(seed ^ (seed >> 32)) * 0x2545F491));
        Bug = bug ?? new Bug();
        _log = keepLog ? [] : null;
        Clock = new ManualTimeProvider();
        Carrier = new SimulatedCarrier(
            this, new CarrierTraits("simulated", HonoursIdempotencyKey: Chance.Next(2) == 0, SendsReceipts: Chance.Next(4) > 0));
        Receiver = new Receiver(this);
        Clients = new Clients(this);
        StoreOptions = new SqliteOptions
        {
            DataDirectory = Disk.Current,
            DiskReserveBytes = 4_096,
            GroupMax = Chance.Next(4) == 0 ? 2 : 512,
            PendingPerOrganizationMax = Chance.Next(4) == 0 ? Chance.Next(4, 12) : 1_000,
        };
        Options = new EngineOptions
        {
            DispatchConcurrency = Chance.Next(3) == 0 ? Chance.Next(1, 4) : 16,
            CallLease = null,
            Sending = new SendingRules
            {
                AttemptsMax = Chance.Next(2, 7) is var most and < 5 ? most : 0,
                RetryFor = TimeSpan.FromMinutes(Chance.Next(1, 20)),
                ReceiptTimeout = TimeSpan.FromMinutes(Chance.Next(5, 60)),
            },
        };
    }

    public Random Chance { get; }

    public Bug Bug { get; }

    public ManualTimeProvider Clock { get; }

    public Disk Disk { get; } = new();

    public EngineOptions Options { get; }

    public SqliteOptions StoreOptions { get; }

    public SimulatedCarrier Carrier { get; }

    public Receiver Receiver { get; }

    public Clients Clients { get; }

    public Marks Marks { get; } = new();

    /// <summary>What happened, step by step; empty unless it was asked for.</summary>
    public IReadOnlyList<string> Log => _log ?? [];

    /// <summary>Lives the seed to its end and judges it.</summary>
    public Outcome Run()
    {
        for (var step = 0; step < Steps && _broken.Count == 0; step++)
        {
            Act();
            for (var more = Chance.Next(9); more > 0 && Step(); more--)
            {
            }
        }

        Drain();
        var stored = _life?.View.All() ?? [];
        foreach (var cause in stored.SelectMany(message => message.Timeline.Select(made => (message.Status, made.Cause))))
        {
            Hit(cause switch
            {
                (MessageStatus.Expired, StepCause.ValidityEnded) => Mark.Expired,
                (_, StepCause.RetriesExhausted) => Mark.RetriesExhausted,
                (MessageStatus.DeliveryUnconfirmed, StepCause.OutcomeUnknown) => Mark.Unconfirmed,
                _ => null,
            });
        }

        foreach (var message in stored)
        {
            Hit(message.Status.IsEnd() && message.Timeline.Any(step => step.Status == MessageStatus.DeliveryUnconfirmed)
                && message.DeliveredAt is not null ? Mark.ReceiptLate : null);
        }

        var history = new RunHistory
        {
            Clients = Clients.Journal,
            Carrier = Carrier.Journal,
            Webhooks = Receiver.Journal,
            Stored = [.. stored.Select(message => StoredState.From(
                message, message.Draft.Extra!, version => _committed.TryGetValue((message.Id, version), out var at) ? at : null))],
            DrainedTo = _broken.Count == 0 ? Clock.GetUtcNow() : null,
        };
        return new Outcome([.. _broken, .. HistoryChecker.Check(history)], history);
    }

    /// <summary>The next place in the order that all journals share.</summary>
    public long Tick() => ++_tick;

    public MessageId NewId()
    {
        Span<byte> random = stackalloc byte[MessageId.RandomBytes];
        Chance.NextBytes(random);
        return MessageId.Create(Clock.GetUtcNow(), random);
    }

    public void Hit(Mark? mark)
    {
        if (mark is { } hit)
        {
            Marks.Hit(hit);
            Note(hit);
        }
    }

    /// <summary>Something that no journal shows was broken; the seed has failed.</summary>
    public void Break(string invariant, string id, string what) => _broken.Add(new(invariant, id, what));

    /// <summary>Steps became durable.</summary>
    public void Committed(IEnumerable<(MessageId Id, Step Step)> steps)
    {
        var at = Tick();
        foreach (var (id, step) in steps)
        {
            _committed[(id, step.Version)] = at;
            if (step.Cause == StepCause.Claimed)
            {
                if (!_claims.TryGetValue(id, out var claims))
                {
                    _claims[id] = claims = [];
                }

                claims.Add(step.At);
            }
            else if (step.Cause == StepCause.NotCalled)
            {
                _claims[id].RemoveAt(_claims[id].Count - 1);
            }
        }
    }

    /// <summary>The clock by which the nth call was claimed: "never early" goes by it, whatever is done to the clock until the call begins.</summary>
    public DateTimeOffset ClaimedAt(MessageId id, int nth) =>
        _claims.TryGetValue(id, out var claims) && nth <= claims.Count ? claims[nth - 1] : Clock.GetUtcNow();

    public void Dispose()
    {
        _life?.Dispose();
        Disk.Dispose();
    }

    private void Note<T>(T what) =>
        _log?.Add(string.Create(CultureInfo.InvariantCulture, $"{_tick,6}  {Clock.GetUtcNow():HH:mm:ss.fff}  {what}"));

    /// <summary>Lets one thing happen; false where nothing could.</summary>
    private bool Step()
    {
        if (_life is not { HasRunnable: true } life)
        {
            return false;
        }

        life.Step();
        if (life.Ended)
        {
            Bury(life);
        }

        return true;
    }

    /// <summary>Lets happen what can happen without the clock and the outside.</summary>
    private void Settle()
    {
        for (var steps = 0; Step(); steps++)
        {
            if (steps > 20_000)
            {
                Break("I8", "engine", "it never comes to rest");
                return;
            }
        }
    }

    private void Start()
    {
        var life = _life = new Life(this, ++_lives);
        try
        {
            life.Start();
            Note("started");
        }
        catch (SqliteSetupException)
        {
            Hit(life.Ended ? Mark.CrashWhileStarting : Mark.StartRefused);
            if (!life.Ended)
            {
                Disk.Cut(unsynced: 0);
            }

            Bury(life);
        }
    }

    /// <summary>What the end of a process means to those outside.</summary>
    private void Bury(Life life)
    {
        Note("the process is gone");
        _life = null;
        Carrier.HangUp(life);
        Clients.HangUp();
        life.Dispose();
        Disk.TakeKept();
    }
}

/// <summary>What became of a seed.</summary>
internal sealed record Outcome(IReadOnlyList<Violation> Violations, RunHistory History);
