namespace Belay.Tests.Simulation;

/// <summary>Runs tasks one at a time, when the simulation says so, in an order that its chance decides.</summary>
internal sealed class StepScheduler : TaskScheduler
{
    private readonly List<Task> _ready = [];
    private bool _ended;

    public bool HasReady => _ready.Count > 0;

    /// <summary>Begins a piece of work of this process; all that it awaits comes back here.</summary>
    public void Start(Func<Task> work) => _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public void RunOne(Random chance)
    {
        // Mostly in order, as a thread pool does; sometimes not, as a thread pool may.
        var at = chance.Next(3) == 0 ? chance.Next(_ready.Count) : 0;
        var task = _ready[at];
        _ready.RemoveAt(at);
        TryExecuteTask(task);
    }

    /// <summary>The process ended: what it had begun is never gone on with.</summary>
    public void End()
    {
        _ended = true;
        _ready.Clear();
    }

    protected override void QueueTask(Task task)
    {
        if (!_ended)
        {
            _ready.Add(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
