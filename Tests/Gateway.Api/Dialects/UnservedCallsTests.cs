using Belay.Gateway.Api.Dialects;
using Belay.Tests.Gateway.Api.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>Calls that a vendor's client makes and Belay does not have: said in the vendor's envelope, and what is missing by its name.</summary>
public sealed class UnservedCallsTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    [Theory]
    [InlineData("POST", "/v2/messages/whatsapp", Dialect.Telnyx, "WhatsApp")]
    [InlineData("POST", "/telnyx/v2/messages/whatsapp", Dialect.Telnyx, "WhatsApp")]
    [InlineData("POST", "/v2/messages/rcs", Dialect.Telnyx, "RCS")]
    [InlineData("GET", "/v2/messages/rcs/deeplinks/agent", Dialect.Telnyx, "RCS")]
    [InlineData("GET", "/v2/messaging_profiles", Dialect.Telnyx, "messaging profiles")]
    [InlineData("GET", "/profiles/user-1", Dialect.Courier, "profiles")]
    [InlineData("POST", "/courier/profiles/user-1", Dialect.Courier, "profiles")]
    [InlineData("POST", "/send/list", Dialect.Courier, "lists")]
    [InlineData("PUT", "/users/user-1/tokens/t", Dialect.Courier, "users")]
    [InlineData("POST", "/automations/invoke", Dialect.Courier, "automations")]
    [InlineData("POST", "/v1/webhooks", Dialect.AgentMessage, "webhook endpoints")]
    [InlineData("POST", "/agentmessage/v1/webhooks", Dialect.AgentMessage, "webhook endpoints")]
    [InlineData("POST", "/api/v1/message/push", Dialect.VoltMx, "push")]
    [InlineData("POST", "/voltmx/api/v1/message/email", Dialect.VoltMx, "email")]
    [InlineData("POST", "/authService/accounts/login", Dialect.VoltMx, "logins")]
    public async Task What_is_missing_is_named(string method, string path, Dialect dialect, string what)
    {
        var reply = await _gateway.Client.SendAsync(method, path, method == "GET" ? null : """{"to":"+12025550123","text":"hi"}""");

        Envelope.AssertRefusal(reply, 404, dialect, method == "DELETE");
        Assert.Contains($"Belay does not serve {what}", reply.Body, StringComparison.Ordinal);
        Assert.Equal(0, await _gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("PUT", "/v2/messages", Dialect.Telnyx)]
    [InlineData("DELETE", "/messages", Dialect.Courier)]
    [InlineData("GET", "/send", Dialect.Courier)]
    [InlineData("DELETE", "/messages/1/resend", Dialect.Courier)]
    [InlineData("PUT", "/v1/messages", Dialect.AgentMessage)]
    public async Task A_wrong_method_is_405_in_the_vendors_envelope(string method, string path, Dialect dialect) =>
        Envelope.AssertRefusal(await _gateway.Client.SendAsync(method, path), 405, dialect);

    /// <summary>What is listed as missing is not there: a call that is added leaves the list.</summary>
    [Fact]
    public async Task Nothing_is_both_served_and_missing()
    {
        var message =
            (await Stage.ScheduleAsync(
                _gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)) with { Organization = GatewayFixture.OtherOrganization }))[0];
        var router = _gateway.Services.GetRequiredService<DialectRouter>();

        Assert.All(RouteBook.Read(_gateway, message), call => Assert.Null(router.UnservedAt(call.Path)));
        Assert.All(router.All, dialect => Assert.All(dialect.Unserved, calls => Assert.True(dialect.Owns(calls.Path), calls.Path)));
    }
}
