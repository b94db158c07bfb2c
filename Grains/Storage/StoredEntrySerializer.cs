using Belay.Messages;
using Belay.Storage.Postgres.Writing;
using Orleans.Storage;

namespace Belay.Grains.Storage;

/// <summary>Grain state as the JSON that the database keeps.</summary>
internal sealed class StoredEntrySerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) =>
        throw new NotSupportedException("Messages are written in groups, not as the state of one grain.");

    public T Deserialize<T>(BinaryData input)
    {
        var (message, claimant, held) = StepEntry.Read(input.ToMemory().Span);
        return (T)(object)new StoredEntry { Message = message, Claimant = Claimant.Parse(claimant), Held = held };
    }
}
