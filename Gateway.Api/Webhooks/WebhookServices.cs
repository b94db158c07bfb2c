using System.Net;
using Belay.Connections;
using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Puts webhook delivery into the gateway.</summary>
internal static class WebhookServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration, bool delivers)
    {
        var settings = WebhookSettings.Read(configuration);
        services.AddSingleton(settings);
        services.AddSingleton(WebhookEndpoints.Read(configuration));
        services.AddSingleton<HostResolver>((host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
        services.AddSingleton(provider => new GuardedConnector(
            provider.GetRequiredService<HostResolver>(),
            StaggeredDialer.DialTcpAsync,
            settings.Reach,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new HostLanes(settings.ConcurrencyPerHost, settings.WaitingPerHost, settings.DownConcurrency));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookProbe>();
        if (delivers)
        {
            services.AddSingleton<IUndeliveredEvents>(provider => provider.GetRequiredService<IWebhookOutbox>());
            services.AddHostedService<WebhookDelivery>();
        }

        return services;
    }
}
