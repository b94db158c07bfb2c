using System.Security.Cryptography;
using System.Text;

namespace Belay.Tests.Conformance;

public abstract class Keys : EngineSuite
{
    [Fact, Trait(Promise, "P1")]
    public async Task A_key_that_was_added_is_listed_as_it_was_given_also_after_a_restart()
    {
        await using var scene = await OpenAsync();
        var lasting = NewKey(scene, "key_a");
        var passing = NewKey(scene, "key_b") with
        {
            Organization = Scene.Globex,
            Name = "Büro",
            Scopes = Scopes.AdministerKeys,
            ExpiresAt = scene.Now + TimeSpan.FromDays(30),
        };
        await scene.Keys.AddKeyAsync(lasting, Scene.Stop);
        await scene.Keys.AddKeyAsync(passing, Scene.Stop);

        Assert.Equal([lasting, passing], (await scene.Keys.ListKeysAsync(Scene.Stop)).OrderBy(key => key.Id));
        await scene.RestartAsync();
        Assert.Equal([lasting, passing], (await scene.Keys.ListKeysAsync(Scene.Stop)).OrderBy(key => key.Id));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_key_is_revoked_once_and_stays_listed()
    {
        await using var scene = await OpenAsync();
        var key = NewKey(scene, "key_a");
        await scene.Keys.AddKeyAsync(key, Scene.Stop);
        var other = NewKey(scene, "key_b");
        await scene.Keys.AddKeyAsync(other, Scene.Stop);
        var now = scene.Now;

        Assert.True(await scene.Keys.RevokeKeyAsync("key_a", now, Scene.Stop));
        Assert.False(await scene.Keys.RevokeKeyAsync("key_a", now + Seconds(1), Scene.Stop));
        Assert.False(await scene.Keys.RevokeKeyAsync("key_c", now, Scene.Stop));

        await scene.RestartAsync();
        Assert.Equal([key with { RevokedAt = now }, other], (await scene.Keys.ListKeysAsync(Scene.Stop)).OrderBy(kept => kept.Id));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_secret_is_the_one_that_was_proposed_first_for_ever()
    {
        await using var scene = await OpenAsync();
        byte[] first = [0, 1, 255, 0];

        Assert.Equal(first, await scene.Secrets.GetOrAddSecretAsync("webhooks", first, Scene.Stop));
        Assert.Equal(first, await scene.Secrets.GetOrAddSecretAsync("webhooks", [2], Scene.Stop));
        Assert.Equal([3], await scene.Secrets.GetOrAddSecretAsync("cursors", [3], Scene.Stop));
        await scene.RestartAsync();
        Assert.Equal(first, await scene.Secrets.GetOrAddSecretAsync("webhooks", [4], Scene.Stop));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task Processes_that_propose_a_secret_at_once_agree_on_one()
    {
        await using var scene = await OpenAsync();

        var secrets = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => scene.Secrets.GetOrAddSecretAsync("webhooks", [(byte)i], Scene.Stop))));

        Assert.Single(secrets.Select(secret => Assert.Single(secret)).Distinct());
    }

    private static ApiKey NewKey(Scene scene, string id)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        return new ApiKey(id, Scene.Acme, "Front desk", Scopes.SendMessages | Scopes.ReadMessages, hash, scene.Now);
    }
}
