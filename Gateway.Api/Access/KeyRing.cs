using System.Collections.Frozen;
using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>
/// The keys that work now: those of the settings and those of the store, read again when the last reading is older than <see cref="FreshFor"/>.
/// </summary>
/// <remarks>A bogus key costs one hash and one look-up in memory: it reaches no database and leaves nothing behind.</remarks>
internal sealed class KeyRing(IApiKeyStore store, ConfiguredKeys configured, TimeProvider time)
{
    /// <summary>A revoked key stops, and a new one works, at most this much later.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    /// <summary>How long a request waits for a store that is slow to answer, where keys were read before.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<Reading>? _reading;
    private volatile Reading? _last;

    public async ValueTask<ApiKey?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        var keys = await ReadAsync(cancellationToken);
        return keys.TryGetValue(ApiKeyText.Hash(presented), out var key) && key.IsLive(time.GetUtcNow()) ? key : null;
    }

    /// <summary>Whether there is any key at all, live or not.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Count == 0;

    /// <summary>Reads the store again before the next request: a key was just added here.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            (_last, _reading) = (null, null);
        }
    }

    private async ValueTask<FrozenDictionary<string, ApiKey>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last)
        {
            return (await ReadingUnderWay().WaitAsync(cancellationToken)).Keys;
        }

        if (time.GetElapsedTime(last.At) < FreshFor)
        {
            return last.Keys;
        }

        try
        {
            return (await ReadingUnderWay().WaitAsync(WaitMax, time, cancellationToken)).Keys;
        }
        catch (Exception away) when (away is StoreUnavailableException or TimeoutException)
        {
            // Keys that worked a moment ago still do: a cancel must get through while the store refuses new messages, or hangs.
            Interlocked.CompareExchange(ref _last, last with { At = time.GetTimestamp() }, last);
            return last.Keys;
        }
    }

    /// <summary>The one reading that all who need one wait for.</summary>
    private Task<Reading> ReadingUnderWay()
    {
        var begun = new TaskCompletionSource<Reading>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_reading is { IsCompleted: false } reading)
            {
                return reading;
            }

            _reading = begun.Task;
        }

        // Not under the lock: what a store does before its first wait would hold up all others.
        _ = CompleteAsync(begun);
        return begun.Task;
    }

    private async Task CompleteAsync(TaskCompletionSource<Reading> begun)
    {
        var at = time.GetTimestamp();
        try
        {
            var stored = await store.ListKeysAsync(CancellationToken.None);
            var keys = stored.Concat(configured.Keys).GroupBy(key => key.Hash).ToFrozenDictionary(group => group.Key, group => group.Last());
            lock (_lock)
            {
                var reading = new Reading(at, keys);
                _last = _reading == begun.Task ? reading : _last;
                begun.SetResult(reading);
            }
        }
#pragma warning disable CA1031 // Who waits for it is told.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            begun.SetException(failed);
            _ = begun.Task.Exception;
        }
    }

    private sealed record Reading(long At, FrozenDictionary<string, ApiKey> Keys);
}
