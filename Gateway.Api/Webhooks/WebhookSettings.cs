using Belay.Gateway.Api.Hosting;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Settings of webhook delivery: <c>Belay:Webhooks</c>.</summary>
internal sealed class WebhookSettings
{
    /// <summary>
    /// Whether callers may name private, local and reserved addresses. For tests and closed networks: with it, any key holder can reach whatever this
    /// process can.
    /// </summary>
    public bool AllowPrivateNetworks { get; init; }

    /// <summary>What callers may name though it is not of the open internet: names, suffixes, addresses and ranges.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Who may send events where. Throws <see cref="FormatException"/> where one of <see cref="AllowedHosts"/> cannot be read.</summary>
    public WebhookReach Reach => new(AllowPrivateNetworks, AllowedHosts);

    /// <summary>Most events that are claimed, waiting for their host or under way at once.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>Most events that are under way to one host and port at once.</summary>
    public int ConcurrencyPerHost { get; init; } = 8;

    /// <summary>
    /// Most events that wait in memory for one host and port: three rounds, so that the last of them still starts within its lease.
    /// </summary>
    public int WaitingPerHost => 3 * ConcurrencyPerHost;

    /// <summary>
    /// Most events that are under way to hosts that take nothing: however many of those there are, half of the places is for the others.
    /// </summary>
    public int DownConcurrency => Math.Max(1, Concurrency / 2);

    /// <summary>Reads the section; a wrong value throws <see cref="SettingException"/>.</summary>
    public static WebhookSettings Read(IConfiguration configuration)
    {
        var defaults = new WebhookSettings();
        return new()
        {
            AllowPrivateNetworks = configuration.Flag("Belay:Webhooks:AllowPrivateNetworks", defaults.AllowPrivateNetworks),
            AllowedHosts = [.. ReadHosts(configuration)],
            Concurrency = (int)configuration.Number("Belay:Webhooks:Concurrency", defaults.Concurrency, 1, 4_096),
            ConcurrencyPerHost = (int)configuration.Number("Belay:Webhooks:ConcurrencyPerHost", defaults.ConcurrencyPerHost, 1, 256),
        };
    }

    private static IEnumerable<string> ReadHosts(IConfiguration configuration)
    {
        foreach (var entry in configuration.GetSection("Belay:Webhooks:AllowedHosts").GetChildren())
        {
            try
            {
                _ = new WebhookReach(allowPrivateNetworks: false, entry.Value ?? "");
            }
            catch (FormatException wrong)
            {
                throw new SettingException($"{entry.Path} cannot be read. {wrong.Message}");
            }

            yield return entry.Value!;
        }
    }
}
