namespace Belay.Client;

/// <summary>Whose key is used, and what time it is at the gateway.</summary>
/// <param name="Organization">Whose.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="KeyName">The operator's word for it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Time">The gateway's clock.</param>
public sealed record CallerInfo(string Organization, string KeyId, string KeyName, IReadOnlyList<string> Scopes, DateTimeOffset Time);

/// <summary>The state of the service.</summary>
/// <param name="Version">The gateway's version.</param>
/// <param name="Time">The gateway's clock.</param>
/// <param name="Ready">Whether it accepts, keeps and sends.</param>
/// <param name="Detail">One line for the operator.</param>
/// <param name="Carrier">How messages leave; null where the process that answers does not send.</param>
/// <param name="Webhooks">The organization's endpoints from the settings.</param>
/// <param name="Held">How many of the organization's messages wait for an operator's decision after a restore; null: not known.</param>
public sealed record ServiceInfo(
    string Version, DateTimeOffset Time, bool Ready, string Detail, CarrierInfo? Carrier, IReadOnlyList<WebhookInfo> Webhooks, long? Held = null);

/// <summary>A carrier and what it promises.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HonoursIdempotencyKey">Whether a repeated call has no second effect.</param>
/// <param name="SendsReceipts">Whether it reports what became of a message.</param>
/// <param name="Works">Whether it takes messages; where not, they wait.</param>
/// <param name="State"><c>works</c>, <c>not_working</c> (the account or the address that is set is at fault) or <c>left_alone</c> (it keeps
/// failing).</param>
/// <param name="Code">The code of what is at fault; null: nothing is.</param>
/// <param name="SenderMissing">Whether it needs a sender and no default is set.</param>
public sealed record CarrierInfo(
    string Name,
    bool HonoursIdempotencyKey,
    bool SendsReceipts,
    bool Works = true,
    string State = "works",
    string? Code = null,
    bool SenderMissing = false);

/// <summary>A webhook endpoint.</summary>
/// <param name="Dialect">Messages of which dialect it hears of.</param>
/// <param name="Host">Where it is; the rest of the address is not shown.</param>
/// <param name="Signed">Whether its events are signed.</param>
/// <param name="DownSince">Since when it has taken nothing, as far as the process that answers knows; null: it works, or was not tried.</param>
public sealed record WebhookInfo(string Dialect, string Host, bool Signed, DateTimeOffset? DownSince = null);

/// <summary>Whether a connection to a webhook endpoint opens.</summary>
/// <param name="Dialect">Messages of which dialect it hears of.</param>
/// <param name="Host">Where it is.</param>
/// <param name="Failover">Whether it is the address for when the first fails.</param>
/// <param name="Result"><c>reached</c>, <c>forbidden</c>, <c>name_unknown</c>, <c>not_reached</c>, <c>tls_failed</c> or <c>timed_out</c>.</param>
public sealed record WebhookCheck(string Dialect, string Host, bool Failover, string Result);

/// <summary>A key, without the key itself.</summary>
/// <param name="Id">As timelines show it.</param>
/// <param name="Name">The operator's word for it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="State"><c>live</c>, <c>revoked</c> or <c>expired</c>.</param>
/// <param name="FromSettings">Whether it stands in the gateway's settings, where alone it can be removed.</param>
/// <param name="CreatedAt">When it was made; null for a key of the settings.</param>
/// <param name="ExpiresAt">When it stops; null: never.</param>
/// <param name="RevokedAt">When it was revoked.</param>
public sealed record ApiKeyInfo(
    string Id,
    string Name,
    IReadOnlyList<string> Scopes,
    string State,
    bool FromSettings,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null);

/// <summary>A new key.</summary>
/// <param name="Secret">The key itself: shown only now.</param>
/// <param name="Key">What is kept of it.</param>
public sealed record NewApiKey(string Secret, ApiKeyInfo Key)
{
    /// <summary>Without the key itself, so that it gets into no log by mistake.</summary>
    public override string ToString() => $"NewApiKey {{ {Key} }}";
}
