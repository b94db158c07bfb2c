using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Access;
using Belay.Tests.Conformance;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>The command line's way to the keys, in another process than the engine's.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task Keys_are_made_and_revoked_beside_an_engine_that_is_busy()
    {
        await using var stage = Stage.Open();
        using var enough = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var traffic = Task.Run(
            async () =>
            {
                var accepted = 0;
                while (!enough.IsCancellationRequested)
                {
                    await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromMinutes(1)));
                    accepted++;
                    begun.TrySetResult();
                }

                return accepted;
            },
            Scene.Stop);
        await begun.Task.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Scene.Stop);
        var beside = new SqliteKeys(SqliteDatabase.Open(stage.Fixture.DataDirectory));
        for (var i = 0; i < 20; i++)
        {
            await beside.AddKeyAsync(new ApiKey($"key_{i}", Scene.Acme, "name", Scopes.SendMessages, $"hash-{i}", stage.Scene.Now), Scene.Stop);
            Assert.True(await beside.RevokeKeyAsync($"key_{i}", stage.Scene.Now, Scene.Stop));
        }

        await enough.CancelAsync();

        Assert.True(await traffic > 0);
        Assert.Equal(20, (await stage.Fixture.Keys.ListKeysAsync(Scene.Stop)).Count(key => key.RevokedAt is not null));
        Assert.True((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready);
    }

    [Fact, Trait(EngineSuite.Promise, "P10")]
    public async Task A_store_that_another_keeps_is_unavailable_and_not_wrong()
    {
        await using var stage = Stage.Open();
        using var other = stage.ConnectAsOther();
        Stage.Run(other, "BEGIN IMMEDIATE");

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => stage.Fixture.Keys.AddKeyAsync(new ApiKey("key_1", Scene.Acme, "name", Scopes.SendMessages, "hash", stage.Scene.Now), Scene.Stop));

        Stage.Run(other, "ROLLBACK");
        Assert.Empty(await stage.Fixture.Keys.ListKeysAsync(Scene.Stop));
    }
}
