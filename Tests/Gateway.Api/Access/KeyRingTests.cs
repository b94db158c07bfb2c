using Belay.Gateway.Api.Access;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Access;

/// <summary>Keys while the store that holds them is away, or hangs.</summary>
public sealed class KeyRingTests
{
    private const string Key = "a-key-of-a-test-0123456789";

    private readonly ManualTimeProvider _clock = new();
    private readonly Store _store = new();
    private readonly KeyRing _ring;

    public KeyRingTests() => _ring = new KeyRing(_store, ConfiguredKeys.Read(new ConfigurationBuilder().Build()), _clock);

    [Fact, Trait("Promise", "P10")]
    public async Task A_store_that_hangs_holds_up_no_request_for_more_than_a_moment()
    {
        Assert.NotNull(await FindAsync());
        _clock.Advance(KeyRing.FreshFor);
        _store.Answer = new TaskCompletionSource<IReadOnlyList<ApiKey>>();

        var waiting = Enumerable.Range(0, 20).Select(_ => FindAsync()).ToList();
        _clock.Advance(KeyRing.WaitMax);
        Assert.All(await Task.WhenAll(waiting), Assert.NotNull);

        // The next ones do not wait at all, and no second question is put to the store while the first is open.
        Assert.NotNull(await FindAsync());
        Assert.Equal(2, _store.Asked);
    }

    [Fact]
    public async Task A_store_that_answers_late_is_heard()
    {
        Assert.NotNull(await FindAsync());
        _clock.Advance(KeyRing.FreshFor);
        var late = _store.Answer = new TaskCompletionSource<IReadOnlyList<ApiKey>>();
        var waiting = FindAsync();
        _clock.Advance(KeyRing.WaitMax);
        Assert.NotNull(await waiting);

        late.SetResult([]);
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_once_in_a_while()
    {
        Assert.NotNull(await FindAsync());
        _clock.Advance(KeyRing.FreshFor);
        _store.Answer = new TaskCompletionSource<IReadOnlyList<ApiKey>>();
        _store.Answer.SetException(new StoreUnavailableException("The store is away.", TimeSpan.FromSeconds(1)));

        Assert.NotNull(await FindAsync());
        Assert.NotNull(await FindAsync());
        Assert.Equal(2, _store.Asked);
        _clock.Advance(KeyRing.FreshFor);
        Assert.NotNull(await FindAsync());
        Assert.Equal(3, _store.Asked);
    }

    [Fact]
    public async Task Where_no_key_was_read_yet_the_store_is_waited_for()
    {
        _store.Answer = new TaskCompletionSource<IReadOnlyList<ApiKey>>();
        var waiting = FindAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(waiting.IsCompleted);

        _store.Answer.SetException(new StoreUnavailableException("The store is away.", TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => waiting);
    }

    private Task<ApiKey?> FindAsync() => _ring.FindAsync(Key, CancellationToken.None).AsTask();

    private sealed class Store : IApiKeyStore
    {
        public int Asked { get; private set; }

        /// <summary>What it answers; null: the key, at once.</summary>
        public TaskCompletionSource<IReadOnlyList<ApiKey>>? Answer { get; set; }

        public Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken)
        {
            Asked++;
            var key = new ApiKey(
                "key_1", OrganizationId.Parse("acme"), "n", Scopes.SendMessages, ApiKeyText.Hash(Key), DateTimeOffset.UnixEpoch);
            return Answer?.Task ?? Task.FromResult<IReadOnlyList<ApiKey>>([key]);
        }

        public Task AddKeyAsync(ApiKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RevokeKeyAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
