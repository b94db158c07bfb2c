using Belay.Tests.Gateway.Api;

namespace Belay.Tests.Cli.Commands;

/// <summary>A gateway of its own for each test, and a shell in which commands are run against it.</summary>
public abstract class CommandTests : IAsyncLifetime
{
    private GatewayFixture? _gateway;
    private Shell? _shell;

    private protected GatewayFixture Gateway => _gateway!;

    private protected Shell Shell => _shell!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayFixture.StartAsync();
        _shell = new Shell(_gateway);
    }

    public ValueTask DisposeAsync()
    {
        _shell?.Dispose();
        GC.SuppressFinalize(this);
        return _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
