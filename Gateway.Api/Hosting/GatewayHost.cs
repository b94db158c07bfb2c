using Belay.Carriers;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dashboard;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Native;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Metrics;
using Belay.Gateway.Api.Receipts;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary>
/// Puts the gateway into a web application. The application brings the engine: <see cref="IMessageEngine"/>, <see cref="IApiKeyStore"/>,
/// <see cref="ISecretStore"/>, and <see cref="IWebhookOutbox"/> or, where others deliver, <see cref="IUndeliveredEvents"/>.
/// </summary>
public static class GatewayHost
{
    /// <summary>Where the gateway listens unless <c>ASPNETCORE_URLS</c> says otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>
    /// A builder whose settings are those beside the program, in the working directory, of the environment, and of the command line: the later
    /// one holds. Throws <see cref="SettingException"/> where a file cannot be read.
    /// </summary>
    public static WebApplicationBuilder NewBuilder(string[] args) =>
        SettingFiles.Read(args, AppContext.BaseDirectory, Directory.GetCurrentDirectory());

    /// <summary>Adds what the gateway needs. Throws <see cref="SettingException"/> for a wrong setting.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="delivers">Whether webhook events leave from this process.</param>
    public static WebApplicationBuilder AddBelayGateway(this WebApplicationBuilder builder, bool delivers = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.ThrowIfUnknown(SettingHost.Any);
        ListenAddresses.ThrowIfWrong(builder.Configuration);
        LogSettings.ThrowIfWrong(builder.Configuration);
        var limits = GatewayLimits.Read(builder.Configuration);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The bounds are kept where a body is read, in the dialect's words. Past this one the server cuts the line, and many clients then see
            // a broken connection in place of the answer: so a body that is a little too long must not meet it.
            kestrel.Limits.MaxRequestBodySize = 2L * Math.Max(limits.BodyBytesMax, limits.BatchBodyBytesMax);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = 10_000;
        });

        // What the framework logs of a request shows the path, the query, where a list's filters name recipients, or a header that it could not read,
        // and that may be a key: not even at debug level.
        foreach (var category in (string[])["Hosting.Diagnostics", "Routing", "StaticFiles", "Server.Kestrel.BadRequests"])
        {
            builder.Logging.AddFilter("Microsoft.AspNetCore." + category, LogLevel.Warning);
        }

        builder.AddStartLog();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(limits);
        services.AddSingleton(NumberReader.Read(builder.Configuration));
        services.AddSingleton<Intake>();
        services.AddSingleton(ConfiguredKeys.Read(builder.Configuration));
        services.AddWebhooks(builder.Configuration, delivers);
        services.AddSingleton(new RequestRate(builder.Configuration));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<MessageIds>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<DialectRouter>();
        services.AddCarrierReceipts();
        services.AddMetricsPage(builder.Configuration);
        services.AddDialects(builder.Configuration);
        services.AddApiDescriptions();
        return builder;
    }

    /// <summary>Maps everything that the gateway answers.</summary>
    public static WebApplication MapBelayGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapStartLog();
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<RefusalMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<StrayParameters>();
        foreach (var dialect in app.Services.GetRequiredService<DialectRouter>().All)
        {
            dialect.Map(app);
        }

        app.MapNative();
        app.MapDashboard();
        app.MapCarrierReceipts();
        app.MapKannelReceipts();
        app.MapHealth();
        app.MapMetricsPage();
        app.MapApiDescriptions();
        return app;
    }
}
