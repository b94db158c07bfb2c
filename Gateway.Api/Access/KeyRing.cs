using System.Collections.Frozen;
using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>
/// The keys that work now: those of the settings and those of the store, read again when the last reading is older than <see cref="FreshFor"/>.
/// </summary>
/// <remarks>A bogus key costs one hash and one look-up in memory: it reaches no database and leaves nothing behind.</remarks>
internal sealed class KeyRing(IApiKeyStore store, ConfiguredKeys configured, TimeProvider time) : IDisposable
{
    /// <summary>A revoked key stops, and a new one works, at most this much later.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Reading? _last;

    public async ValueTask<ApiKey?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        var keys = await ReadAsync(cancellationToken);
        return keys.TryGetValue(ApiKeyText.Hash(presented), out var key) && key.IsLive(time.GetUtcNow()) ? key : null;
    }

    /// <summary>Whether there is any key at all, live or not.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Count == 0;

    /// <summary>Reads the store again before the next request: a key was just added here.</summary>
    public void Forget() => _last = null;

    public void Dispose() => _reading.Dispose();

    private async ValueTask<FrozenDictionary<string, ApiKey>> ReadAsync(CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is not null && time.GetElapsedTime(last.At) < FreshFor)
        {
            return last.Keys;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } read && !ReferenceEquals(last, read))
            {
                return read.Keys;
            }

            var at = time.GetTimestamp();
            var stored = await store.ListKeysAsync(cancellationToken);
            _last = new(at, stored.Concat(configured.Keys).GroupBy(key => key.Hash).ToFrozenDictionary(group => group.Key, group => group.Last()));
            return _last.Keys;
        }
        catch (StoreUnavailableException) when (last is not null)
        {
            // Keys that worked a moment ago still do: a cancel must get through while the store refuses new messages.
            return last.Keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    private sealed record Reading(long At, FrozenDictionary<string, ApiKey> Keys);
}
