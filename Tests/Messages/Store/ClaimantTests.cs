using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>P4, P5: whether an open call may still be under way decides whether the message is called for again.</summary>
public sealed class ClaimantTests
{
    private const string Here = "10.0.0.1:11111@7";

    [Theory]
    [InlineData("10.0.0.1:11111@7#4", OpenCall.NotMade)]
    [InlineData("10.0.0.1:11111@7#5", OpenCall.UnderWay)]
    [InlineData("10.0.0.1:11111@7#6", OpenCall.UnderWay)]
    [InlineData("10.0.0.2:11111@7#4", OpenCall.UnderWay)]
    [InlineData("10.0.0.3:11111@7#9", OpenCall.Lost)]
    [InlineData("no claimant", OpenCall.UnderWay)]
    [InlineData(null, OpenCall.UnderWay)]
    public void A_silo_that_asks_knows_what_became_of_its_own_claims_and_of_those_of_the_dead(string? open, OpenCall known) =>
        Assert.Equal(known, new Claimant(Here, 5).Judge(Claimant.Parse(open), silo => silo == "10.0.0.3:11111@7", leaseEnded: false));

    [Theory]
    [InlineData("10.0.0.1:11111@7#4", OpenCall.NotMade)]
    [InlineData("10.0.0.1:11111@7#6", OpenCall.Lost)]
    [InlineData("10.0.0.2:11111@7#4", OpenCall.Lost)]
    [InlineData(null, OpenCall.Lost)]
    public void After_its_lease_no_call_is_under_way(string? open, OpenCall known) =>
        Assert.Equal(known, new Claimant(Here, 5).Judge(Claimant.Parse(open), _ => false, leaseEnded: true));

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var claimant = new Claimant("[fe80::1%eth0#2]:11111@7", long.MaxValue);

        Assert.Equal(claimant, Claimant.Parse(claimant.ToString()));
        Assert.Null(Claimant.Parse("10.0.0.1:11111@7#"));
        Assert.Null(Claimant.Parse("10.0.0.1:11111@7#-1"));
        Assert.Null(Claimant.Parse("#1"));
    }
}
