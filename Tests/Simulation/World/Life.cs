using Belay.Engine.Embedded;
using Belay.Engine.Embedded.Sending;
using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Simulation;

/// <summary>One process, from its start to its end, in order or by a crash: the real engine on the simulation's clock, threads and chance.</summary>
internal sealed class Life : ILogger<EmbeddedEngine>, IDisposable
{
    private readonly World _world;
    private StoreView? _view;
    private StepLoop? _loop;
    private Dispatcher? _dispatcher;

    public Life(World world)
    {
        _world = world;
        var database = world.Disk.Database;
        Engine = new EmbeddedEngine(database, world.Options, world.Bug.Around(world.Carrier.For(this)), world.Clock, this, new Surroundings
        {
            Calls = Tasks,
            Chance = new Random(world.Chance.Next()),
            RunTurns = turn => _loop = new StepLoop(turn),
            OpenSession = opened => world.Bug.Open(world, this, opened),
            DueWork = dispatcher => world.Bug.Around(world, this, _dispatcher = (Dispatcher)dispatcher),
        });
        Seam = world.Bug.Around(Engine);
    }

    public EmbeddedEngine Engine { get; }

    /// <summary>The engine as clients reach it.</summary>
    public IMessageEngine Seam { get; }

    public StepScheduler Tasks { get; } = new();

    /// <summary>A look at what is committed.</summary>
    public StoreView View => _view ??= new StoreView(_world.Disk.Database);

    /// <summary>Messages whose call of the carrier this process has under way.</summary>
    public HashSet<MessageId> InFlight { get; } = [];

    public int OpenCalls => _dispatcher!.Open;

    public bool Ended { get; set; }

    public bool HasRunnable => Tasks.HasReady || _loop!.IsReady;

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
        _view?.Dispose();
        _loop?.Dispose();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == "LogDefect" && !Ended)
        {
            _world.Break("defect", "engine", formatter(state, exception));
        }
    }
}
