using Belay.Gateway.Api.AgentMessage;
using Belay.Gateway.Api.Courier;
using Belay.Gateway.Api.Telnyx;
using Belay.Gateway.Api.VoltMx;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Gateway.Api.Dialects;

/// <summary>The dialects that the gateway speaks: one line each.</summary>
internal static class DialectServices
{
    public static IServiceCollection AddDialects(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTelnyx(configuration);
        services.AddCourier(configuration);
        services.AddSingleton<IDialect, AgentMessageDialect>().AddSingleton<IWebhookDialect, AgentMessageWebhooks>();
        services.AddSingleton<IDialect, VoltMxDialect>().AddSingleton(VoltMxOptions.Read(configuration));
        return services;
    }
}
