namespace Belay.Benchmarks.Targets;

/// <summary>What is measured.</summary>
internal interface ITarget : IAsyncDisposable
{
    ILoad Load { get; }

    /// <summary>What its carrier saw; null: nobody can see that.</summary>
    ICalls? Calls { get; }

    /// <summary>Its processes; empty: they are not known. Their CPU time and memory are read.</summary>
    IReadOnlyList<int> ProcessIds { get; }

    /// <summary>Ends it in order and starts it on the same data: how long from the start to ready. Null: that cannot be done from here.</summary>
    /// <param name="meanwhile">Done while nothing runs.</param>
    Task<TimeSpan?> RestartAsync(Func<Task>? meanwhile = null);
}
