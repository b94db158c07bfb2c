using System.Net;
using System.Net.Sockets;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>
/// Tells addresses of the open internet from those that only we can reach. Pure; the ranges are those of the IANA special-purpose registries.
/// </summary>
internal static class PublicAddress
{
    /// <summary>IPv4 ranges that no event goes to.</summary>
    private static readonly AddressRange[] Forbidden4 =
    [
        AddressRange.Parse("0.0.0.0/8"),          // this network
        AddressRange.Parse("10.0.0.0/8"),         // private
        AddressRange.Parse("100.64.0.0/10"),      // carrier-grade NAT
        AddressRange.Parse("127.0.0.0/8"),        // loopback
        AddressRange.Parse("168.63.129.16/32"),   // Azure's host, from within its machines
        AddressRange.Parse("169.254.0.0/16"),     // link-local, and the clouds' metadata
        AddressRange.Parse("172.16.0.0/12"),      // private
        AddressRange.Parse("192.0.0.0/24"),       // protocol assignments
        AddressRange.Parse("192.0.2.0/24"),       // documentation
        AddressRange.Parse("192.88.99.0/24"),     // 6to4 relays
        AddressRange.Parse("192.168.0.0/16"),     // private
        AddressRange.Parse("198.18.0.0/15"),      // benchmarks
        AddressRange.Parse("198.51.100.0/24"),    // documentation
        AddressRange.Parse("203.0.113.0/24"),     // documentation
        AddressRange.Parse("224.0.0.0/4"),        // multicast
        AddressRange.Parse("240.0.0.0/4"),        // reserved, and broadcast
    ];

    /// <summary>
    /// The one IPv6 range in use on the open internet. All else stays out: loopback, v4-mapped, NAT64, unique local, link-local, site-local,
    /// multicast …
    /// </summary>
    private static readonly AddressRange GlobalUnicast6 = AddressRange.Parse("2000::/3");

    /// <summary>Parts of it that are not of the open internet, or that lead on to an IPv4 address which nobody checks.</summary>
    private static readonly AddressRange[] Forbidden6 =
    [
        AddressRange.Parse("2001::/23"),          // protocol assignments: Teredo, benchmarks, ORCHID …
        AddressRange.Parse("2001:db8::/32"),      // documentation
        AddressRange.Parse("2002::/16"),          // 6to4
        AddressRange.Parse("3fff::/20"),          // documentation
    ];

    /// <summary>Whether the address is one of the open internet.</summary>
    public static bool Includes(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(Forbidden4, network => network.Contains(bytes)),
            AddressFamily.InterNetworkV6 => GlobalUnicast6.Contains(bytes) && !Array.Exists(Forbidden6, network => network.Contains(bytes)),
            _ => false,
        };
    }
}
