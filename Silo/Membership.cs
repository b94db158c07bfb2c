using Belay.Gateway.Api.Hosting;
using Belay.Messages;

namespace Belay.Silo;

/// <summary>This silo's place in the cluster: while it is no active member, its gateway is sent no requests.</summary>
internal sealed class Membership(ISiloStatusOracle cluster) : IReadiness
{
    public EngineHealth Check() => Of(cluster.CurrentStatus);

    internal static EngineHealth Of(SiloStatus status) => new(status == SiloStatus.Active, status switch
    {
        SiloStatus.Active => "This silo is an active member of the cluster.",
        SiloStatus.None or SiloStatus.Created or SiloStatus.Joining => "This silo is joining the cluster.",
        SiloStatus.ShuttingDown or SiloStatus.Stopping => "This silo is leaving the cluster.",
        _ => "The cluster goes on without this silo.",
    });
}
