using Belay.Messages.Json;
using Orleans.Serialization.Cloning;

namespace Belay.Grains.Interfaces;

/// <summary>The core's types are immutable, so a call between grains of one silo takes them as they are.</summary>
/// <remarks>Orleans would otherwise write and parse the JSON that is meant for the way between processes.</remarks>
internal sealed class ImmutableCopier : IGeneralizedCopier
{
    public bool IsSupportedType(Type type) => MessageJson.Knows(type);

    public object? DeepCopy(object? input, CopyContext context) => input;
}
