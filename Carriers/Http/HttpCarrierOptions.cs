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

    /// <summary>Headers that Belay sets, and those that belong to the connection and not to the message.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Idempotency-Key", "Host", "User-Agent",
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect",
    };

    /// <summary>Where messages are posted: an absolute http or https address without user name and password.</summary>
    public string Url { get; set; } = "";

    /// <summary>Whether the carrier honours the <c>Idempotency-Key</c> header. If not, a call whose outcome is unknown is never repeated.</summary>
    public bool Idempotent { get; set; } = true;

    /// <summary>
    /// Whether the carrier reports what became of a message. Without <see cref="ReceiptToken"/> it could not, so then this counts as false.
    /// </summary>
    public bool SendsReceipts { get; set; } = true;

    /// <summary>Seconds that a call may take in all, from 1 to <see cref="TimeoutSecondsMax"/>.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Calls at once, each with its own connection, from 1 to <see cref="ConnectionsMax"/>; what is due beyond them is not claimed yet.
    /// </summary>
    public int MaxConnectionsPerServer { get; set; } = 64;

    /// <summary>
    /// Headers that each call carries besides Belay's own, such as <c>Authorization</c>. Their values are secrets: they are shown nowhere.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Who messages come from that name no sender.</summary>
    public SenderSettings Senders { get; } = new();

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
        else if (!Uri.TryCreate(Url, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0)
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

        failures.AddRange(Headers.Select(pair => (pair.Key, Fault: FaultOf(pair.Key, pair.Value))).Where(pair => pair.Fault is not null)
            .Select(pair => $"{Section}:{nameof(Headers)}:{pair.Key} {pair.Fault}"));
        failures.AddRange(Senders.Validate(Section));
        return failures;
    }

    private static string? FaultOf(string name, string value)
    {
        using var probe = new HttpRequestMessage();
        return Reserved.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? "is set by Belay itself."
            : value.Any(char.IsControl) ? "must hold no control characters."
            : !probe.Headers.TryAddWithoutValidation(name, value) ? "is not the name of a header of a request."
            : null;
    }
}
