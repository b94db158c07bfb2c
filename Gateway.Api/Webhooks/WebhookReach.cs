using System.Net;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Whose word an address is.</summary>
internal enum AddressOwner
{
    /// <summary>It came with a message.</summary>
    Caller,

    /// <summary>It stands in the settings.</summary>
    Operator,
}

/// <summary>
/// Who may send events where. The operator's addresses are trusted. A caller's lead to the open internet and to what the operator allows:
/// <c>Belay:Webhooks:AllowedHosts</c>, or with <c>Belay:Webhooks:AllowPrivateNetworks</c> to whatever this process can reach.
/// </summary>
internal sealed class WebhookReach
{
    private readonly bool _allowsAll;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _suffixes = [];
    private readonly List<AddressRange> _ranges = [];

    /// <param name="allowPrivateNetworks">Whether callers may name any address and port.</param>
    /// <param name="allowedHosts">Names, suffixes that begin with a dot, addresses and ranges. A wrong one throws
    /// <see cref="FormatException"/>.</param>
    public WebhookReach(bool allowPrivateNetworks, params IEnumerable<string> allowedHosts)
    {
        _allowsAll = allowPrivateNetworks;
        foreach (var entry in allowedHosts)
        {
            if (AddressRange.TryParse(entry) is { } range)
            {
                _ranges.Add(range);
            }
            else if (entry.StartsWith('.') && ToName(entry[1..]) is { } suffix)
            {
                _suffixes.Add("." + suffix);
            }
            else
            {
                _names.Add(ToName(entry) ?? throw new FormatException(
                    "It must be a host name, a suffix such as .example.org, an address, or a range such as 10.0.0.0/8."));
            }
        }
    }

    /// <summary>Whether events may go to a port. Below 1024 live other protocols, some of which can be fooled by a request.</summary>
    public bool AllowsPort(int port, AddressOwner owner) => IsFree(owner) || port is 80 or 443 or >= 1_024;

    /// <summary>Whether events may go to an address that was found for a host.</summary>
    public bool Allows(string host, IPAddress address, AddressOwner owner) =>
        IsFree(owner) || PublicAddress.Includes(address) || NamesHost(host.TrimEnd('.')) || IsInRange(address);

    private bool IsFree(AddressOwner owner) => _allowsAll || owner == AddressOwner.Operator;

    private bool NamesHost(string host) =>
        _names.Contains(host) || _suffixes.Exists(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    private bool IsInRange(IPAddress address)
    {
        // A mapped address leads to the one that it holds, so it is judged as that.
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return _ranges.Exists(range => range.Contains(bytes));
    }

    /// <summary>
    /// A host name as addresses have it; null for what is none: a scheme, a port, a pattern, or another spelling of an address or range.
    /// </summary>
    private static string? ToName(string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns
        && Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var url) && url.HostNameType == UriHostNameType.Dns
            && url.IdnHost.TrimEnd('.') is var name && !IsRange(name.Split('.'))
            ? name
            : null;

    /// <summary>
    /// Addresses such as 10.0.0.1-10.0.0.9, 10.0.0-9 or 10.0.x.x: no name ends in a part without a letter, or begins with a number and ends in an x.
    /// </summary>
    private static bool IsRange(string[] parts) =>
        !parts[^1].Any(char.IsAsciiLetter) || (parts[0].All(char.IsAsciiDigit) && parts[^1].Equals("x", StringComparison.OrdinalIgnoreCase));
}
