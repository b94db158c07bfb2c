using System.Net;
using Belay.Gateway.Api.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>What surrounds the dialects: health, descriptions, and the rule that no route is open by mistake.</summary>
public sealed class FrameTests
{
    [Fact]
    public async Task The_process_says_that_it_lives_and_is_ready()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var client = gateway.ClientWith(null);

        Assert.Equal("ok", await client.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Every_route_says_who_may_use_it()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var routes = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.NotEmpty(routes);
        Assert.Empty(routes.Where(route => route.Metadata.GetMetadata<AccessRule>() is null).Select(route => route.RoutePattern.RawText));
    }

    [Theory]
    [InlineData("telnyx")]
    [InlineData("courier")]
    [InlineData("belay")]
    [InlineData("agentmessage")]
    [InlineData("voltmx")]
    public async Task Each_dialect_is_described_and_the_page_to_try_it_opens(string dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var client = gateway.ClientWith(null);

        var document = await client.GetStringAsync($"/openapi/{dialect}.json", TestContext.Current.CancellationToken);
        var page = await client.GetStringAsync("/docs/index.html", TestContext.Current.CancellationToken);

        Assert.Contains("\"openapi\"", document);
        Assert.Contains("swagger-ui", page);
    }
}
