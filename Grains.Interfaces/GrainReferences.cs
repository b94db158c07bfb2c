namespace Belay.Grains.Interfaces;

/// <summary>References to grains of one interface.</summary>
/// <remarks>
/// Orleans reads an interface's attributes by reflection each time that it is asked for a grain of it, which costs more than the reference itself.
/// Here it is asked once.
/// </remarks>
public sealed class GrainReferences<TGrain>(IGrainFactory grains)
    where TGrain : IGrainWithStringKey
{
    private volatile Kind? _kind;

    /// <summary>The grain with that key.</summary>
    public TGrain Get(string key)
    {
        if (_kind is { } kind)
        {
            return (TGrain)grains.GetGrain(GrainId.Create(kind.Type, key), kind.Interface);
        }

        var first = grains.GetGrain<TGrain>(key);
        if (first is GrainReference reference)
        {
            _kind = new(reference.GrainId.Type, reference.InterfaceType);
        }

        return first;
    }

    private sealed record Kind(GrainType Type, GrainInterfaceType Interface);
}
