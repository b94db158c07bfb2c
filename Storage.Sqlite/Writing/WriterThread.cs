namespace Belay.Storage.Sqlite.Writing;

/// <summary>Runs the writer's turns on a thread of their own.</summary>
internal sealed class WriterThread : IWriterLoop
{
    private readonly Func<Turn> _turn;
    private readonly ManualResetEventSlim _signal = new();
    private readonly Thread _thread;

    public WriterThread(Func<Turn> turn)
    {
        _turn = turn;
        _thread = new Thread(Run) { Name = "belay-writer", IsBackground = true };
    }

    public bool IsRunning => _thread.IsAlive;

    public void Start() => _thread.Start();

    public void Wake()
    {
        // What the turn shall find must be written before the look at the signal, or neither side would see the other.
        Interlocked.MemoryBarrier();
        if (!_signal.IsSet)
        {
            _signal.Set();
        }
    }

    public void Join()
    {
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Join();
        }
    }

    public void Dispose() => _signal.Dispose();

    private void Run()
    {
        while (true)
        {
            // Taken back before the turn looks at what there is, so that whatever comes later gives it again.
            _signal.Reset();
            switch (_turn())
            {
                case Turn.End:
                    return;
                case Turn.Rest:
                    _signal.Wait();
                    break;
                case Turn.Again:
                    break;
            }
        }
    }
}
