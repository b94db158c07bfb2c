namespace Belay.Storage.Sqlite.Writing;

/// <summary>What the writer wants after a turn.</summary>
internal enum Turn
{
    /// <summary>Another one at once.</summary>
    Again,

    /// <summary>The next one when it is woken.</summary>
    Rest,

    /// <summary>None any more.</summary>
    End,
}

/// <summary>Runs the writer's turns, one after another and never two at once.</summary>
internal interface IWriterLoop : IDisposable
{
    /// <summary>Whether it was started and did not end.</summary>
    bool IsRunning { get; }

    /// <summary>Begins with the first turn.</summary>
    void Start();

    /// <summary>Has a turn run that begins after this call.</summary>
    void Wake();

    /// <summary>Returns once the last turn has ended; at once where it was never started.</summary>
    void Join();
}
