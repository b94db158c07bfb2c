using System.Net.Sockets;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Starts a process with the gateway, and says in one sentence where it cannot listen.</summary>
public static class GatewayStart
{
    /// <summary>Starts the application. Throws <see cref="IOException"/> or <see cref="SettingException"/>, whose message names the address, where it cannot listen there.</summary>
    public static async Task StartBelayAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync();
        }
        catch (SocketException refused)
        {
            // A taken port is an IOException with the address in its message; the other reasons come without one.
            throw new SettingException($"Cannot listen on {app.Configuration["urls"] ?? app.Configuration["http_ports"]}: {refused.Message}.");
        }
    }

    /// <summary>Keeps the host's own log of a failed start, with its stack, out of the way of that sentence: what fails then is thrown as well, so nothing is hidden.</summary>
    internal static void AddStartLog(this WebApplicationBuilder builder)
    {
        var state = new StartState();
        builder.Services.AddSingleton(state);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => state.IsOver && level >= LogLevel.Warning);
    }

    internal static void MapStartLog(this WebApplication app)
    {
        var state = app.Services.GetRequiredService<StartState>();
        app.Lifetime.ApplicationStarted.Register(() => state.IsOver = true);
    }

    private sealed class StartState
    {
        private volatile bool _isOver;

        public bool IsOver
        {
            get => _isOver;
            set => _isOver = value;
        }
    }
}
