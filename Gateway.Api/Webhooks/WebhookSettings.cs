namespace Belay.Gateway.Api.Webhooks;

/// <summary>Settings of webhook delivery: <c>Belay:Webhooks</c>.</summary>
internal sealed class WebhookSettings
{
    /// <summary>Whether callers may name private, local and reserved addresses. For tests and closed networks: with it, any key holder can reach whatever this process can.</summary>
    public bool AllowPrivateNetworks { get; init; }

    /// <summary>What callers may name though it is not of the open internet: names, suffixes, addresses and ranges.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Who may send events where. Throws <see cref="FormatException"/> where one of <see cref="AllowedHosts"/> cannot be read.</summary>
    public WebhookReach Reach => new(AllowPrivateNetworks, AllowedHosts);

    /// <summary>Most events that are claimed, waiting for their host or under way at once.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>Most events that are under way to one host and port at once.</summary>
    public int ConcurrencyPerHost { get; init; } = 8;

    /// <summary>Most events that wait in memory for one host and port: three rounds, so that the last of them still starts within its lease.</summary>
    public int WaitingPerHost => 3 * ConcurrencyPerHost;

    /// <summary>Most events that are under way to hosts that take nothing: however many of those there are, half of the places is for the others.</summary>
    public int DownConcurrency => Math.Max(1, Concurrency / 2);

    /// <summary>Reads the section; a wrong value throws <see cref="SettingException"/>.</summary>
    public static WebhookSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Belay:Webhooks");
        var allow = section["AllowPrivateNetworks"];
        if (!string.IsNullOrEmpty(allow) && !bool.TryParse(allow, out _))
        {
            throw new SettingException("Belay:Webhooks:AllowPrivateNetworks must be true or false.");
        }

        foreach (var entry in section.GetSection("AllowedHosts").GetChildren())
        {
            try
            {
                _ = new WebhookReach(allowPrivateNetworks: false, entry.Value ?? "");
            }
            catch (FormatException wrong)
            {
                throw new SettingException($"{entry.Path} cannot be read. {wrong.Message}");
            }
        }

        var settings = new WebhookSettings
        {
            AllowPrivateNetworks = bool.TryParse(allow, out var allowed) && allowed,
            AllowedHosts = [.. section.GetSection("AllowedHosts").GetChildren().Select(entry => entry.Value!)],
            Concurrency = ReadCount(section, nameof(Concurrency), 256, 1, 4_096),
            ConcurrencyPerHost = ReadCount(section, nameof(ConcurrencyPerHost), 8, 1, 256),
        };
        return settings;
    }

    private static int ReadCount(IConfigurationSection section, string name, int otherwise, int min, int max) => section[name] switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, out var count) && count >= min && count <= max => count,
        _ => throw new SettingException($"{section.Path}:{name} must be {min} to {max}."),
    };
}
