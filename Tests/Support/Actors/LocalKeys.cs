using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>The owners of idempotency keys in this process alone: what is asked about one key comes one after the other, as it was asked.</summary>
public sealed class LocalKeys
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IdempotencyKey, Owner> _owners = [];

    /// <summary>Does something in the turn of a key.</summary>
    public async Task<T> InTurnAsync<T>(IdempotencyKey key, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Owner? owner;
        lock (_lock)
        {
            if (!_owners.TryGetValue(key, out owner))
            {
                _owners[key] = owner = new Owner();
            }

            owner.Users++;
        }

        await owner.Turn.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            owner.Turn.Release();
            lock (_lock)
            {
                if (--owner.Users == 0)
                {
                    _owners.Remove(key);
                }
            }
        }
    }

    private sealed class Owner
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Users { get; set; }
    }
}
