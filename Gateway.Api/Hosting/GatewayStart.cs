using System.Net.Sockets;
using System.Security.Cryptography;
using Belay.Carriers;
using Microsoft.AspNetCore.Connections;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Starts a process with the gateway, and says in one sentence where it cannot listen.</summary>
public static class GatewayStart
{
    private const string Elsewhere = "ASPNETCORE_URLS (or --urls) says where to listen, such as http://127.0.0.1:8081.";

    /// <summary>Builds the application. Throws <see cref="SettingException"/> where a setting of the platform cannot be read.</summary>
    public static WebApplication BuildBelay(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        try
        {
            return builder.Build();
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException && IsOf(wrong, "Microsoft.Extensions.Configuration."))
        {
            throw new SettingException(LogSettings.SayUnread(builder.Configuration, wrong.Message) ?? FirstSentence(wrong.Message));
        }
    }

    /// <summary>
    /// Starts the application. Throws <see cref="IOException"/> or <see cref="SettingException"/>, whose message names the address, where it cannot
    /// listen there.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="sends">Whether messages leave from this process.</param>
    public static async Task StartBelayAsync(this WebApplication app, bool sends = true)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync();
            StartLog.LogCarrier(app.Logger, sends ? CarrierServices.Describe(app.Services) : "Messages leave from the silos, not from this process.");
            StartLog.SayOfSettings(app);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or ArgumentException or CryptographicException
            && IsOf(wrong, "Microsoft.AspNetCore.Server.Kestrel."))
        {
            await EndAsync(app);

            // An address that has a path, or that needs a certificate which is not there.
            throw new SettingException($"Cannot listen on {AddressesOf(app)}: {FirstSentence(wrong.Message)}");
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await EndAsync(app);
            throw new SettingException($"{taken.Message.TrimEnd('.')}. {Elsewhere}");
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
            throw new SettingException($"Cannot listen on {AddressesOf(app)}: {refused.Message}. {Elsewhere}");
        }
    }

    private static bool IsOf(Exception wrong, string place) => wrong.StackTrace?.Contains(place, StringComparison.Ordinal) == true;

    private static string? AddressesOf(WebApplication app) => app.Configuration["urls"] ?? app.Configuration["http_ports"];

    private static string FirstSentence(string message)
    {
        var line = message.Split('\n')[0].Trim();
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).TrimEnd('.') + ".";
    }

    /// <summary>
    /// Stops what has started, in order: it would otherwise run on while what it stands on is disposed, and complain in the log before the sentence.
    /// </summary>
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

    /// <summary>
    /// Keeps the host's own log of a failed start, with its stack, out of the way of that sentence: what fails then is thrown as well, so nothing is
    /// hidden.
    /// </summary>
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
