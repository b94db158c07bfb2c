using Belay.Storage.Sqlite.Writing;

namespace Belay.Tests.Simulation;

/// <summary>The writer's loop without a thread: a turn runs when the simulation says so.</summary>
internal sealed class StepLoop(Func<Turn> turn) : IWriterLoop
{
    public bool IsRunning { get; private set; }

    /// <summary>Whether a thread would run a turn now.</summary>
    public bool IsReady => IsRunning && _woken;

    private bool _woken;

    public void Start() => IsRunning = _woken = true;

    public void Wake() => _woken = true;

    public void Step()
    {
        _woken = false;
        switch (turn())
        {
            case Turn.Again:
                _woken = true;
                break;
            case Turn.End:
                IsRunning = false;
                break;
            case Turn.Rest:
                break;
        }
    }

    public void Join()
    {
        while (IsRunning)
        {
            Step();
        }
    }

    public void Dispose() => IsRunning = false;
}
