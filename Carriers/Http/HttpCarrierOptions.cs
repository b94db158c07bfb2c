namespace Belay.Carriers;

/// <summary>Settings of the HTTP carrier: <c>Belay:Carriers:Http</c>.</summary>
public sealed class HttpCarrierOptions
{
    /// <summary>The section these settings stand in.</summary>
    public const string Section = "Belay:Carriers:Http";

    /// <summary>The longest time-out, in seconds.</summary>
    public const int TimeoutSecondsMax = 300;

    /// <summary>The most connections at once.</summary>
    public const int ConnectionsMax = 10_000;

    /// <summary>Where messages are posted: an absolute http or https address without user name and password.</summary>
    public string Url { get; set; } = "";

    /// <summary>Whether the carrier honours the <c>Idempotency-Key</c> header. If not, a call whose outcome is unknown is never repeated.</summary>
    public bool Idempotent { get; set; } = true;

    /// <summary>Whether the carrier reports what became of a message. Without <see cref="ReceiptToken"/> it could not, so then this counts as false.</summary>
    public bool SendsReceipts { get; set; } = true;

    /// <summary>Seconds that a call may take in all, from 1 to <see cref="TimeoutSecondsMax"/>.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Connections at once, from 1 to <see cref="ConnectionsMax"/>; further calls wait for one within their time-out.</summary>
    public int MaxConnectionsPerServer { get; set; } = 64;

    /// <summary>The secret that the carrier shows with its receipts; null: receipts are not taken.</summary>
    public string? ReceiptToken { get; set; }

    /// <summary>Whether receipts can come: the carrier sends them, and has a token to show.</summary>
    public bool TakesReceipts => SendsReceipts && !string.IsNullOrWhiteSpace(ReceiptToken);

    /// <summary>What is wrong with the settings: one sentence each, beginning with the setting's name and holding no value; empty: nothing.</summary>
    public IReadOnlyList<string> Validate()
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(Url))
        {
            failures.Add($"{Section}:{nameof(Url)} is missing: the http carrier needs the address that messages are posted to.");
        }
        else if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0)
        {
            failures.Add($"{Section}:{nameof(Url)} must be an absolute http or https address.");
        }
        else if (url.UserInfo.Length > 0)
        {
            failures.Add($"{Section}:{nameof(Url)} must not hold a user name or password.");
        }

        if (TimeoutSeconds is < 1 or > TimeoutSecondsMax)
        {
            failures.Add($"{Section}:{nameof(TimeoutSeconds)} must be from 1 to {TimeoutSecondsMax}.");
        }

        if (MaxConnectionsPerServer is < 1 or > ConnectionsMax)
        {
            failures.Add($"{Section}:{nameof(MaxConnectionsPerServer)} must be from 1 to {ConnectionsMax}.");
        }

        return failures;
    }
}
