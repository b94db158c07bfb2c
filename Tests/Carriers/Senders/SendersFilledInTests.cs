using Belay.Carriers;
using Belay.Messages;

namespace Belay.Tests.Carriers.Senders;

/// <summary>A message that names no sender.</summary>
public sealed class SendersFilledInTests
{
    private readonly List<string> _senders = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Waits_where_the_carrier_needs_one_and_none_is_set_and_the_carrier_is_not_called(string from)
    {
        var answer = await SubmitAsync(new SenderDefaults(true, null, new Dictionary<OrganizationId, string>()), from);

        Assert.Equal("sender_missing", Assert.IsType<CarrierAnswer.NotCalled>(answer).Error.Code);
        Assert.Empty(_senders);
    }

    [Fact]
    public async Task Leaves_without_one_where_none_is_needed()
    {
        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(SenderDefaults.None, ""));
        Assert.Equal([""], _senders);
    }

    [Fact]
    public async Task Leaves_with_the_default_and_one_that_names_its_own_with_that()
    {
        var senders = new SenderDefaults(true, "Default", new Dictionary<OrganizationId, string>());

        await SubmitAsync(senders, "");
        await SubmitAsync(senders, Samples.From);

        Assert.Equal(["Default", Samples.From], _senders);
    }

    [Fact]
    public async Task Leaves_with_the_default_of_its_organization_though_there_is_none_for_all()
    {
        var senders = new SenderDefaults(true, null, new Dictionary<OrganizationId, string> { [OrganizationId.Parse("acme")] = "Acme" });

        Assert.True(senders.IsMissing);
        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(senders, ""));
        Assert.Equal(["Acme"], _senders);
    }

    private Task<CarrierAnswer> SubmitAsync(SenderDefaults senders, string from)
    {
        var inner = new AnsweringCarrier((submission, _) =>
        {
            _senders.Add(submission.Draft.From);
            return Task.FromResult<CarrierAnswer>(new CarrierAnswer.Accepted());
        });
        var submission = Samples.Submission();
        return new SendersFilledIn(inner, senders).SubmitAsync(submission with { Draft = submission.Draft with { From = from } }, Token);
    }
}
