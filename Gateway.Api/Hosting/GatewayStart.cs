using System.Net.Sockets;
using Belay.Carriers;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Starts a process with the gateway, and says in one sentence where it cannot listen.</summary>
public static class GatewayStart
{
    /// <summary>Starts the application. Throws <see cref="IOException"/> or <see cref="SettingException"/>, whose message names the address, where it cannot listen there.</summary>
    /// <param name="app">The application.</param>
    /// <param name="sends">Whether messages leave from this process.</param>
    public static async Task StartBelayAsync(this WebApplication app, bool sends = true)
    {
        ArgumentNullException.ThrowIfNull(app);
        CheckAddresses(app.Configuration["urls"]);
        try
        {
            await app.StartAsync();
            StartLog.LogCarrier(app.Logger, sends ? CarrierServices.Describe(app.Services) : "Messages leave from the silos, not from this process.");
        }
        catch (Exception failed) when (failed is not SocketException)
        {
            await EndAsync(app);
            throw;
        }
        catch (SocketException refused)
        {
            await EndAsync(app);

            // A taken port is an IOException with the address in its message; the other reasons come without one.
            throw new SettingException($"Cannot listen on {app.Configuration["urls"] ?? app.Configuration["http_ports"]}: {refused.Message}.");
        }
    }

    /// <summary>Throws where the web server would end with the stack of what could not read an address.</summary>
    internal static void CheckAddresses(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
            {
                throw new SettingException($"ASPNETCORE_URLS has {url}, which is no address to listen on, such as http://127.0.0.1:8080.");
            }
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port is >= 0 and <= ushort.MaxValue;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Stops what has started, in order: it would otherwise run on while what it stands on is disposed, and complain in the log before the sentence.</summary>
    private static async Task EndAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
#pragma warning disable CA1031 // Why it did not start is what is said.
        catch (Exception)
#pragma warning restore CA1031
        {
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
