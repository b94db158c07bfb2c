using Belay.Messages;
using Belay.Storage.Postgres.Access;

namespace Belay.Tests.Storage.Postgres;

public sealed class KeyTests(SharedServer server)
{
    [Fact]
    public async Task A_key_is_kept_as_it_is_and_revoked_once()
    {
        await using var store = await Store.OpenAsync(server);
        var keys = new PostgresKeys(store.Database);
        var key = new ApiKey(
            "k1", Store.Acme, "ops", Scopes.SendMessages | Scopes.ReadMessages, new string('a', 64), Store.Now, Store.Now.AddDays(1));
        await keys.AddKeyAsync(key, Store.Stop);
        await keys.AddKeyAsync(key with { Id = "k2", Hash = new string('b', 64), ExpiresAt = null, CreatedAt = Store.Now.AddSeconds(1) }, Store.Stop);

        Assert.True(await keys.RevokeKeyAsync("k2", Store.Now.AddHours(1), Store.Stop));
        Assert.False(await keys.RevokeKeyAsync("k2", Store.Now.AddHours(2), Store.Stop));
        Assert.False(await keys.RevokeKeyAsync("k3", Store.Now, Store.Stop));

        var listed = await keys.ListKeysAsync(Store.Stop);
        Assert.Equal(key, listed[0]);
        Assert.Equal(("k2", (DateTimeOffset?)null, Store.Now.AddHours(1)), (listed[1].Id, listed[1].ExpiresAt, listed[1].RevokedAt));

        // As a call that is made again, because its answer was lost.
        await keys.AddKeyAsync(key with { Name = "other" }, Store.Stop);
        Assert.Equal(listed, await keys.ListKeysAsync(Store.Stop));
    }

    [Fact]
    public async Task All_processes_get_the_secret_that_was_proposed_first()
    {
        await using var store = await Store.OpenAsync(server);
        var keys = new PostgresKeys(store.Database);

        var got = await Task.WhenAll(Enumerable.Range(1, 10).Select(i => keys.GetOrAddSecretAsync("sign", [(byte)i], Store.Stop)));

        Assert.Single(got.Select(secret => secret[0]).Distinct());
        Assert.Equal([99], await keys.GetOrAddSecretAsync("other", [99], Store.Stop));
    }
}
