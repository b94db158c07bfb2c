using Belay.Benchmarks.Carrier;
using Belay.Benchmarks.Http;

namespace Belay.Benchmarks.Targets;

/// <summary>Gateways that somebody else started, at one or more addresses.</summary>
internal sealed class RunningGateway(GatewayLoad load, IReadOnlyList<string> journals, IReadOnlyList<int> processIds) : ITarget
{
    public ILoad Load => load;

    public ICalls? Calls { get; } = journals.Count == 0 ? null : new Journal(journals);

    public IReadOnlyList<int> ProcessIds => processIds;

    public Task<TimeSpan?> RestartAsync(Func<Task>? meanwhile = null) => Task.FromResult<TimeSpan?>(null);

    public ValueTask DisposeAsync()
    {
        load.Dispose();
        return ValueTask.CompletedTask;
    }
}
