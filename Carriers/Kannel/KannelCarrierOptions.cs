namespace Belay.Carriers;

/// <summary>Settings of the Kannel carrier: <c>Belay:Carriers:Kannel</c>.</summary>
public sealed class KannelCarrierOptions
{
    /// <summary>The section these settings stand in.</summary>
    public const string Section = "Belay:Carriers:Kannel";

    /// <summary>The fewest characters of a <see cref="ReceiptToken"/>: receipts come over open routes.</summary>
    public const int ReceiptTokenLengthMin = 16;

    /// <summary>
    /// Where smsbox takes messages, such as <c>http://127.0.0.1:13013/cgi-bin/sendsms</c>: an absolute http or https address without query, user name
    /// and password.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>The <c>username</c> of Kannel's <c>sendsms-user</c>.</summary>
    public string Username { get; set; } = "";

    /// <summary>Its <c>password</c>.</summary>
    public string Password { get; set; } = "";

    /// <summary>Kannel's <c>smsc-id</c> that messages leave by; null: Kannel chooses.</summary>
    public string? SmscId { get; set; }

    /// <summary>Where smsbox reaches this gateway's <c>/carriers/kannel/receipts</c>; null: no receipts are asked for.</summary>
    public string? ReceiptUrl { get; set; }

    /// <summary>
    /// What receipts are signed with, at least <see cref="ReceiptTokenLengthMin"/> characters. It stays here: Kannel only gets the signature of each
    /// message.
    /// </summary>
    public string? ReceiptToken { get; set; }

    /// <summary>Seconds that a call may take in all, from 1 to <see cref="HttpCarrierOptions.TimeoutSecondsMax"/>.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Calls at once, each with its own connection, from 1 to <see cref="HttpCarrierOptions.ConnectionsMax"/>; what is due beyond them is not claimed
    /// yet.
    /// </summary>
    public int MaxConnectionsPerServer { get; set; } = 64;

    /// <summary>Who messages come from that name no sender. Kannel takes none without one, unless its own settings have a default.</summary>
    public SenderSettings Senders { get; } = new() { NeedsSender = true };

    /// <summary>Whether receipts can come.</summary>
    public bool TakesReceipts => ReceiptUrl is not null && ReceiptToken is not null;

    /// <summary>What is wrong with the settings: one sentence each, beginning with the setting's name and holding no value; empty: nothing.</summary>
    public IReadOnlyList<string> Validate()
    {
        var failures = new List<string>();
        if (Url.Length == 0)
        {
            failures.Add($"{Section}:{nameof(Url)} is missing: the kannel carrier needs the address of smsbox's sendsms.");
        }
        else if (!IsPlainAddress(Url))
        {
            failures.Add($"{Section}:{nameof(Url)} must be an absolute http or https address without user name, password, query and fragment.");
        }

        CheckHeader(nameof(Username), Username, isNeeded: true);
        CheckHeader(nameof(Password), Password, isNeeded: true);
        CheckHeader(nameof(SmscId), SmscId, isNeeded: false);
        if (ReceiptUrl is not null && (!IsPlainAddress(ReceiptUrl) || ReceiptUrl.Contains('%', StringComparison.Ordinal)))
        {
            // Kannel replaces what follows a percent sign.
            failures.Add(
                $"{Section}:{nameof(ReceiptUrl)} must be an absolute http or https address without user name, password, query, fragment and percent "
                + "signs.");
        }

        if (ReceiptToken is { Length: < ReceiptTokenLengthMin })
        {
            failures.Add($"{Section}:{nameof(ReceiptToken)} must have at least {ReceiptTokenLengthMin} characters.");
        }

        if (ReceiptUrl is null != ReceiptToken is null)
        {
            var (missing, other) = ReceiptUrl is null ? (nameof(ReceiptUrl), nameof(ReceiptToken)) : (nameof(ReceiptToken), nameof(ReceiptUrl));
            failures.Add($"{Section}:{missing} is missing: receipts need it beside {other}.");
        }

        if (TimeoutSeconds is < 1 or > HttpCarrierOptions.TimeoutSecondsMax)
        {
            failures.Add($"{Section}:{nameof(TimeoutSeconds)} must be from 1 to {HttpCarrierOptions.TimeoutSecondsMax}.");
        }

        if (MaxConnectionsPerServer is < 1 or > HttpCarrierOptions.ConnectionsMax)
        {
            failures.Add($"{Section}:{nameof(MaxConnectionsPerServer)} must be from 1 to {HttpCarrierOptions.ConnectionsMax}.");
        }

        failures.AddRange(Senders.Validate(Section));
        return failures;

        void CheckHeader(string name, string? value, bool isNeeded)
        {
            if (isNeeded && string.IsNullOrEmpty(value))
            {
                failures.Add($"{Section}:{name} is missing: Kannel lets nobody send without it.");
            }
            else if (value?.Any(char.IsControl) == true)
            {
                failures.Add($"{Section}:{name} must hold no control characters.");
            }
        }
    }

    private static bool IsPlainAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0 && url.UserInfo.Length == 0
        && !text.Contains('?', StringComparison.Ordinal) && !text.Contains('#', StringComparison.Ordinal);
}
