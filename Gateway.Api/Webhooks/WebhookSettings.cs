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
        var section = configuration.GetSection("Belay:Webhooks");
        var allow = section["AllowPrivateNetworks"];
        if (!string.IsNullOrEmpty(allow) && !bool.TryParse(allow, out _))
        {
            throw new SettingException("Belay:Webhooks:AllowPrivateNetworks must be true or false.");
        }

        var settings = new WebhookSettings
        {
            AllowPrivateNetworks = bool.TryParse(allow, out var allowed) && allowed,
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
