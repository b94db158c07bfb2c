using Belay.Carriers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Gateway.Api.Native;

/// <summary>What <c>/belay/v1/status</c> says of a carrier that does not do its work.</summary>
public sealed class CarrierStatusTests
{
    private static readonly CarrierAnswer NotWorking = new CarrierAnswer.NotWorking(new("token_ended", "The token has ended."));

    [Theory]
    [InlineData(false, "not_working", "token_ended")]
    [InlineData(true, "left_alone", "circuit_open")]
    public async Task Tells_the_state_and_its_code_until_the_carrier_works_again(bool later, string state, string code)
    {
        var answer = later ? new CarrierAnswer.Later() : NotWorking;
        var clock = new ManualTimeProvider();
        var guard = new GuardedCarrier(new Answering(() => answer), new GuardOptions { CallsMin = 2 }, clock, NullLogger<GuardedCarrier>.Instance);
        await using var gateway = await GatewayFixture.StartAsync(services: services => services.AddSingleton(guard));
        Assert.Equal((true, "works", null), await StateAsync(gateway));

        for (var i = 0; i < 2; i++)
        {
            await guard.SubmitAsync(new Submission(Stage.Draft(), 1, Stage.Noon), TestContext.Current.CancellationToken);
        }

        Assert.Equal((false, state, code), await StateAsync(gateway));

        answer = new CarrierAnswer.Accepted();
        clock.Advance(TimeSpan.FromMinutes(1));
        await guard.SubmitAsync(new Submission(Stage.Draft(), 1, Stage.Noon), TestContext.Current.CancellationToken);
        Assert.Equal((true, "works", null), await StateAsync(gateway));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("Clinic", false)]
    public async Task Tells_that_a_sender_is_missing(string? sender, bool isMissing)
    {
        var senders = new SenderDefaults(true, sender, new Dictionary<OrganizationId, string>());
        await using var gateway = await GatewayFixture.StartAsync(
            services: services => services.AddSingleton(new SendersFilledIn(new Answering(() => NotWorking), senders)));

        var carrier = (await gateway.Client.SendAsync("GET", "/belay/v1/status")).Json["carrier"]!;

        Assert.Equal(isMissing, carrier["sender_missing"]!.GetValue<bool>());
    }

    private static async Task<(bool Works, string State, string? Code)> StateAsync(GatewayFixture gateway)
    {
        var carrier = (await gateway.Client.SendAsync("GET", "/belay/v1/status")).Json["carrier"]!;
        return (carrier["works"]!.GetValue<bool>(), carrier["state"]!.GetValue<string>(), carrier["code"]?.GetValue<string>());
    }

    private sealed class Answering(Func<CarrierAnswer> answer) : ICarrier
    {
        public CarrierTraits Traits { get; } = new("http", HonoursIdempotencyKey: true, SendsReceipts: true);

        public Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
