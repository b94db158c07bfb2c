using Belay.Messages;
using Belay.Storage.Postgres.Writing;
using Orleans.Storage;

namespace Belay.Grains.Storage;

/// <summary>Grain state as the JSON that the write function of the database takes apart.</summary>
internal sealed class StoredEntrySerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) =>
        input is StoredEntry { Message: { } message } stored
            ? new BinaryData(StepEntry.Write(message, stored.VersionBefore, stored.Reminder, stored.Claimant?.ToString()))
            : throw new NotSupportedException($"Only messages are stored, not {typeof(T)}.");

    public T Deserialize<T>(BinaryData input)
    {
        var (message, claimant, held) = StepEntry.Read(input.ToMemory().Span);
        return (T)(object)new StoredEntry { Message = message, Claimant = Claimant.Parse(claimant), Held = held };
    }
}
