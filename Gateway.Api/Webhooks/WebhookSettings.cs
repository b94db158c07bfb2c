using Belay.Gateway.Api.Hosting;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Settings of webhook delivery: <c>Belay:Webhooks</c>.</summary>
internal sealed class WebhookSettings
{
    /// <summary>Whether events may go to private, local and reserved addresses. For tests and closed networks: with it, any key holder can reach whatever this process can.</summary>
    public bool AllowPrivateNetworks { get; init; }

    /// <summary>Most events that are claimed, waiting for their host or under way at once.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>Most events that are under way to one host and port at once.</summary>
    public int ConcurrencyPerHost { get; init; } = 8;

    /// <summary>Most events that wait in memory for one host and port: three rounds, so that the last of them still starts within its lease.</summary>
    public int WaitingPerHost => 3 * ConcurrencyPerHost;

    /// <summary>Reads the section; a wrong value throws <see cref="SettingException"/>.</summary>
    public static WebhookSettings Read(IConfiguration configuration)
    {
        var defaults = new WebhookSettings();
        return new()
        {
            AllowPrivateNetworks = configuration.Flag("Belay:Webhooks:AllowPrivateNetworks", defaults.AllowPrivateNetworks),
            Concurrency = (int)configuration.Number("Belay:Webhooks:Concurrency", defaults.Concurrency, 1, 4_096),
            ConcurrencyPerHost = (int)configuration.Number("Belay:Webhooks:ConcurrencyPerHost", defaults.ConcurrencyPerHost, 1, 256),
        };
    }
}
