using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class ApiKeyTests
{
    private static readonly ApiKey Key = new("key_1", Drafts.Organization, "test", Scopes.SendMessages, "00", Drafts.Start);

    [Fact]
    public void A_key_without_an_end_works() => Assert.True(Key.IsLive(Drafts.Start));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_key_stops_working_at_its_end(long ticksLeft, bool live) =>
        Assert.Equal(live, (Key with { ExpiresAt = Drafts.Start.AddTicks(ticksLeft) }).IsLive(Drafts.Start));

    [Fact]
    public void A_revoked_key_does_not_work_whatever_its_end() =>
        Assert.False((Key with { RevokedAt = Drafts.Start, ExpiresAt = Drafts.Start.AddDays(1) }).IsLive(Drafts.Start));
}
