using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>An organization's endpoint for the events of one dialect.</summary>
internal sealed record WebhookEndpoint(OrganizationId Organization, Dialect Dialect, string Url, string? FailoverUrl, string? Secret);

/// <summary>Endpoints from the settings: <c>Belay:Webhooks:Endpoints:0:{Organization,Dialect,Url,FailoverUrl,Secret}</c>.</summary>
/// <remarks>Courier and AgentMessage have endpoints of an account, not of a message; Telnyx has both, as a messaging profile's.</remarks>
internal sealed class WebhookEndpoints
{
    private readonly Dictionary<(OrganizationId, Dialect), WebhookEndpoint> _endpoints;

    private WebhookEndpoints(IEnumerable<WebhookEndpoint> endpoints) =>
        _endpoints = endpoints.ToDictionary(endpoint => (endpoint.Organization, endpoint.Dialect));

    /// <summary>Reads the section; a wrong entry throws <see cref="SettingException"/> that names it.</summary>
    public static WebhookEndpoints Read(IConfiguration configuration)
    {
        var endpoints = new List<WebhookEndpoint>();
        foreach (var entry in configuration.GetSection("Belay:Webhooks:Endpoints").GetChildren())
        {
            if (!OrganizationId.TryParse(entry["Organization"], out var organization))
            {
                throw new SettingException($"{entry.Path}:Organization must name an organization.");
            }

            if (!Enum.TryParse<Dialect>(entry["Dialect"], ignoreCase: true, out var dialect)
                || dialect is not (Dialect.Telnyx or Dialect.Courier or Dialect.AgentMessage))
            {
                throw new SettingException($"{entry.Path}:Dialect must be Telnyx, Courier or AgentMessage.");
            }

            if (!IsHttpUrl(entry["Url"]) || (entry["FailoverUrl"] is { } failover && !IsHttpUrl(failover)))
            {
                throw new SettingException($"{entry.Path}:Url and {entry.Path}:FailoverUrl must be http or https addresses.");
            }

            if (entry["FailoverUrl"] is not null && dialect != Dialect.Telnyx)
            {
                throw new SettingException($"{entry.Path}:FailoverUrl is for Telnyx only: the others try one address for a day.");
            }

            CheckSecret(entry, dialect);
            if (endpoints.Any(other => other.Organization == organization && other.Dialect == dialect))
            {
                throw new SettingException($"{entry.Path} is the second endpoint of the same organization and dialect.");
            }

            endpoints.Add(new(organization, dialect, entry["Url"]!, entry["FailoverUrl"], entry["Secret"]));
        }

        return new(endpoints);
    }

    public WebhookEndpoint? Find(OrganizationId organization, Dialect dialect) => _endpoints.GetValueOrDefault((organization, dialect));

    /// <summary>Every endpoint of an organization.</summary>
    public IEnumerable<WebhookEndpoint> Of(OrganizationId organization) => _endpoints.Values.Where(endpoint => endpoint.Organization == organization);

    /// <summary>The target of a message without an address of its own: the organization's endpoint, where there is one.</summary>
    public WebhookTarget TargetOf(OrganizationId organization, Dialect dialect, MessageStatuses on) =>
        Find(organization, dialect) is null ? WebhookTarget.None : new WebhookTarget(on);

    /// <summary>A secret that cannot sign must stop the start: found at the first event, it would cost that event and all after it.</summary>
    private static void CheckSecret(IConfigurationSection entry, Dialect dialect)
    {
        var wrong = (dialect, entry["Secret"]) switch
        {
            (_, null) => null,
            (Dialect.Telnyx, _) => "must not be set for Telnyx: its events are signed with the key that GET /v2/public_key shows.",
            (Dialect.AgentMessage, var secret) when !IsBase64(secret) => "must be base64 for AgentMessage.",
            (_, "") => "must not be empty; leave it out to send without a signature.",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new SettingException($"{entry.Path}:Secret {wrong}");
        }
    }

    private static bool IsBase64(string text) =>
        text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length > 0;

    /// <summary>Whether the text is an absolute http or https address without user info.</summary>
    public static bool IsHttpUrl(string? text) => HttpAddress.IsValid(text);
}
