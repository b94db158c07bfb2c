using Belay.Storage.Sqlite.Writing;
using Belay.Tests.Conformance;

namespace Belay.Tests.Support.Sqlite;

/// <summary>Keeps the writer busy with one command, so that all that arrives meanwhile shares the next commit.</summary>
internal sealed class WriterGate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly Task _held;

    public WriterGate(Stage stage)
    {
        using var entered = new ManualResetEventSlim();
        _held = stage.Running.Writer.DoAsync(
            (_, _) =>
            {
                entered.Set();
                return _open.Wait(ScriptedCarrier.Patience);
            },
            WriteKind.Other,
            Scene.Stop);
        Assert.True(entered.Wait(ScriptedCarrier.Patience, Scene.Stop));
    }

    public void Open() => _open.Set();

    public void Dispose()
    {
        Open();
        _held.Wait(ScriptedCarrier.Patience);
        _open.Dispose();
    }
}
