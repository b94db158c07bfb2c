namespace Belay.Tests.Gateway.Api;

/// <summary>One gateway for all tests of a class that leave nothing behind.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    private GatewayFixture? _gateway;

    internal GatewayFixture Gateway => _gateway ?? throw new InvalidOperationException("It has not started.");

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync();

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
}
