using Belay.Gateway.Api.Courier.Change;
using Belay.Gateway.Api.Courier.Send;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Gateway.Api.Courier;

internal static class CourierServices
{
    /// <summary>Adds the dialect. Throws <see cref="SettingException"/> for a wrong setting.</summary>
    public static IServiceCollection AddCourier(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(CourierTemplates.Read(configuration))
        .AddSingleton<SendCall>()
        .AddSingleton<ResendCall>()
        .AddSingleton<IWebhookDialect, CourierWebhooks>()
        .AddSingleton<IDialect, CourierDialect>();
}
