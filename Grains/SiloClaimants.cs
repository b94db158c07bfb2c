using Belay.Engine;

namespace Belay.Grains;

/// <summary>The silos of a cluster, by their addresses.</summary>
internal sealed class SiloClaimants(ILocalSiloDetails self, ISiloStatusOracle silos) : IClaimants
{
    public string Self { get; } = self.SiloAddress.ToParsableString();

    public bool IsGone(string process) => silos.GetApproximateSiloStatus(SiloAddress.FromParsableString(process)) == SiloStatus.Dead;
}
