namespace Belay.Messages;

/// <summary>How full an engine is, for its operator.</summary>
/// <param name="Pending">Messages that wait for their time or their turn, of all organizations.</param>
/// <param name="WebhookEvents">Webhook events that are not settled.</param>
/// <param name="Held">Messages that wait for an operator's decision after a restore, of all organizations.</param>
/// <param name="Queued">Commands that wait for the writer; null: the engine has no such queue.</param>
public sealed record EngineLevels(long Pending, long WebhookEvents, long Held, long? Queued);

/// <summary>What an engine tells its operator besides what it tells callers.</summary>
public interface IEngineLevels
{
    /// <summary>The bytes of the store's write-ahead log when it was last looked at; null: it has none that this process keeps.</summary>
    long? LogBytes => null;

    /// <summary>Reads the levels. Throws <see cref="StoreUnavailableException"/> where they cannot be known.</summary>
    Task<EngineLevels> ReadLevelsAsync(CancellationToken cancellationToken);
}
