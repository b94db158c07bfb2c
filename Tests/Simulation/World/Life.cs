using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Simulation;

/// <summary>One process, from its start to its end: the real store and the real engine on the simulation's clock, threads and chance.</summary>
internal sealed class Life : ILoggerFactory, ILogger<SqliteStore>, IDisposable
{
    private readonly World _world;
    private StoreView? _view;
    private StepLoop? _loop;

    public Life(World world, int number)
    {
        _world = world;
        Store = new SqliteStore(
            world.Disk.Database,
            world.StoreOptions,
            new SqliteSurroundings { RunTurns = turn => _loop = new StepLoop(turn), OpenSession = opened => world.Bug.Open(world, this, opened) },
            world.Clock,
            this);
        var messages = world.Bug.Around(world, this, new FaultyMessages(world, this, Store.Messages));
        var claimants = world.Bug.Around(new LocalClaimants($"life-{number}"));
        Host = new EngineHost(messages, world.Bug.Around(world.Carrier.For(this)), claimants, world.Options, world.Clock)
        {
            Turns = Tasks,
            Chance = new Random(world.Chance.Next()),
        };
        Engine = new LocalEngine(Host, Store.Index, this, actors => new FaultyActors(world, this, world.Bug.Around(world, this, actors)));
        Seam = world.Bug.Around(this);
    }

    public SqliteStore Store { get; }

    /// <summary>What the engine stands on.</summary>
    public EngineHost Host { get; }

    public LocalEngine Engine { get; }

    /// <summary>The engine as clients reach it.</summary>
    public IMessageEngine Seam { get; }

    public StepScheduler Tasks { get; } = new();

    /// <summary>A look at what is committed.</summary>
    public StoreView View => _view ??= new StoreView(_world.Disk.Database);

    /// <summary>Messages whose call of the carrier this process has under way.</summary>
    public HashSet<MessageId> InFlight { get; } = [];

    public int OpenCalls => Engine.Dispatcher.OpenCalls;

    public bool Ended { get; set; }

    public bool HasRunnable => Tasks.HasReady || _loop!.IsReady;

    /// <summary>Begins to send. Throws <see cref="SqliteSetupException"/> where the store cannot be used.</summary>
    public void Start()
    {
        Store.Start();
        Engine.Start();
    }

    /// <summary>Ends in order.</summary>
    public async Task StopAsync()
    {
        await Engine.StopAsync(CancellationToken.None);
        Store.Stop();
    }

    /// <summary>Lets one thing happen that could happen now.</summary>
    public void Step()
    {
        if (_loop!.IsReady && (!Tasks.HasReady || _world.Chance.Next(2) == 0))
        {
            _loop.Step();
        }
        else
        {
            Tasks.RunOne(_world.Chance);
        }
    }

    public void Nudge() => _loop!.Wake();

    public void Dispose()
    {
        Ended = true;
        Tasks.End();
        Engine.Close();
        Store.Dispose();
        _view?.Dispose();
        _loop?.Dispose();
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider)
    {
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <summary>A store that is away is the simulation's doing, and so is a carrier that throws; whatever else fails is a defect.</summary>
    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var isDefect = eventId.Name switch
        {
            "LogDefect" => true,
            "LogPutOff" or "LogNotRecorded" or "LogSweepFailed" or "LogFailed" => state is not IEnumerable<KeyValuePair<string, object?>> values
                || !values.Any(value => value is { Key: "ExceptionType", Value: nameof(StoreUnavailableException) }),
            _ => false,
        };
        if (isDefect && !Ended)
        {
            _world.Break("defect", "engine", formatter(state, exception));
        }
    }
}
