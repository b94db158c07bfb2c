using Belay.Benchmarks.Measuring;

namespace Belay.Benchmarks;

/// <summary>Who makes calls: over HTTP, or of the engine in process.</summary>
internal interface ILoad
{
    /// <summary>
    /// Creates messages, each by a call of its own. The ids are those of the messages that were accepted, by their index; others are empty.
    /// </summary>
    Task<(Phase Phase, Guid[] Ids)> CreateAsync(int count, Func<int, DateTimeOffset> due);

    /// <summary>Cancels messages.</summary>
    Task<Phase> CancelAsync(IReadOnlyList<Guid> ids);

    /// <summary>Reads the newest page of 50, a few callers at a time.</summary>
    Task<Phase> ListAsync(int count);

    /// <summary>Creates many messages by large requests: for filling the store, not for measuring single calls.</summary>
    Task<Phase> FillAsync(int count, DateTimeOffset from, TimeSpan within);
}

/// <summary>What the carrier saw.</summary>
internal interface ICalls
{
    /// <summary>Begins anew: calls before are not told any more.</summary>
    void Mark();

    /// <summary>
    /// Waits until no more calls come, or patience ends; then the first call for each message since the mark. Looks at nothing costly meanwhile.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, DateTimeOffset>> SettleAsync(int expected, TimeSpan patience);
}
