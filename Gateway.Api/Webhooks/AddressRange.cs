using System.Globalization;
using System.Net;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>
/// A range of addresses, compared bit by bit: the framework's own type takes some v4-mapped addresses for members of IPv6 ranges that they are not
/// in.
/// </summary>
internal sealed class AddressRange
{
    private readonly byte[] _prefix;
    private readonly int _bits;

    private AddressRange(byte[] prefix, int bits) => (_prefix, _bits) = (prefix, bits);

    /// <summary>Reads a range of ours.</summary>
    public static AddressRange Parse(string text) => TryParse(text) ?? throw new FormatException($"{text} is no range of addresses.");

    /// <summary>
    /// Reads <c>10.0.0.0/8</c>, <c>fd00::/8</c> or a single address; null for anything else, other spellings of an address (octal, hexadecimal,
    /// short) included.
    /// </summary>
    public static AddressRange? TryParse(string text)
    {
        var slash = text.IndexOf('/');
        var written = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(written, out var address) || !IsPlain(address, written))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        var bits = 8 * bytes.Length;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > 8 * bytes.Length))
        {
            return null;
        }

        return new(bytes, bits);
    }

    /// <summary>Whether an address, as its bytes, is in the range.</summary>
    public bool Contains(ReadOnlySpan<byte> address)
    {
        if (address.Length != _prefix.Length)
        {
            return false;
        }

        for (var bit = 0; bit < _bits; bit++)
        {
            if (((address[bit >> 3] ^ _prefix[bit >> 3]) & (0x80 >> (bit & 7))) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>IPv4 has one plain spelling; of IPv6 every usual one is read, but no zone and no address of IPv4 in it.</summary>
    private static bool IsPlain(IPAddress address, string written) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
        ? address.ToString() == written
        : !address.IsIPv4MappedToIPv6 && !written.Contains('%', StringComparison.Ordinal) && !written.Contains('[', StringComparison.Ordinal);
}
