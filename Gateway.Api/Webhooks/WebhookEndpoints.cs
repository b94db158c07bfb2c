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

            if (!Enum.TryParse<Dialect>(entry["Dialect"], ignoreCase: true, out var dialect) || dialect is not (Dialect.Telnyx or Dialect.Courier or Dialect.AgentMessage))
            {
                throw new SettingException($"{entry.Path}:Dialect must be Telnyx, Courier or AgentMessage.");
            }

            if (!IsHttpUrl(entry["Url"]) || (entry["FailoverUrl"] is { } failover && !IsHttpUrl(failover)))
            {
                throw new SettingException($"{entry.Path}:Url and {entry.Path}:FailoverUrl must be http or https addresses.");
            }

            if (endpoints.Any(other => other.Organization == organization && other.Dialect == dialect))
            {
                throw new SettingException($"{entry.Path} is the second endpoint of the same organization and dialect.");
            }

            endpoints.Add(new(organization, dialect, entry["Url"]!, entry["FailoverUrl"], entry["Secret"]));
        }

        return new(endpoints);
    }

    public WebhookEndpoint? Find(OrganizationId organization, Dialect dialect) => _endpoints.GetValueOrDefault((organization, dialect));

    /// <summary>The target of a message without an address of its own: the organization's endpoint, where there is one.</summary>
    public WebhookTarget TargetOf(OrganizationId organization, Dialect dialect, MessageStatuses on) =>
        Find(organization, dialect) is null ? WebhookTarget.None : new WebhookTarget(on);

    /// <summary>Whether the text is an absolute http or https address without user info.</summary>
    public static bool IsHttpUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0;
}
