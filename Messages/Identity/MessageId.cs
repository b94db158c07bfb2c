using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Belay.Messages;

/// <summary>The 128-bit id of a message: a UUID of version 7, so ids sort by the time at which they were made.</summary>
/// <remarks>
/// One id, three spellings: the UUID itself (Telnyx, AgentMessage), <c>1-&lt;8 hex&gt;-&lt;24 hex&gt;</c> of the same 128 bits (Courier),
/// and, through <see cref="BatchId.Of"/>, a decimal number (Volt MX).
/// </remarks>
public readonly record struct MessageId(Guid Value) : IComparable<MessageId>
{
    /// <summary>Bytes of randomness that <see cref="Create"/> wants.</summary>
    public const int RandomBytes = 10;

    // Guid's own parser lets through blanks around the text, and signs and 0x within it.
    private static readonly SearchValues<char> SpellingChars = SearchValues.Create("0123456789abcdefABCDEF-");

    /// <summary>Where the time is in the id a second time: the twenty bits that lead the number of <see cref="BatchId.Of"/>.</summary>
    private const ulong TimeAgain = 0x1FFF_FE00_0000_0000;
    private const int TimeAgainAt = 41;

    /// <summary>Makes an id from the time and from randomness that the caller brings.</summary>
    /// <param name="now">The instant whose Unix milliseconds lead the id.</param>
    /// <param name="random">At least <see cref="RandomBytes"/> random bytes; 54 of their bits are used.</param>
    /// <remarks>
    /// The last twenty bits of the milliseconds lead the number of a batch too. Numbers that are made together so lie together in an index, whose
    /// pages would otherwise be rewritten one for each message; the numbers of all messages are spread as evenly as before, since those bits come
    /// round every 17 minutes.
    /// </remarks>
    public static MessageId Create(DateTimeOffset now, ReadOnlySpan<byte> random)
    {
        if (random.Length < RandomBytes)
        {
            throw new ArgumentException($"At least {RandomBytes} random bytes are needed.", nameof(random));
        }

        var milliseconds = (ulong)now.ToUnixTimeMilliseconds();
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, milliseconds << 16);
        random[..RandomBytes].CopyTo(bytes[6..]);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (low & ~TimeAgain) | ((milliseconds << TimeAgainAt) & TimeAgain));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Reads either text spelling; false for anything else, the nil UUID included.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MessageId id)
    {
        id = default;
        if (text is null || text.AsSpan().ContainsAnyExcept(SpellingChars))
        {
            return false;
        }

        if (Guid.TryParseExact(text, "D", out var uuid))
        {
            id = new(uuid);
            return uuid != Guid.Empty;
        }

        if (text.Length == 35 && text.StartsWith("1-", StringComparison.Ordinal) && text[10] == '-'
            && Guid.TryParseExact(string.Concat(text.AsSpan(2, 8), text.AsSpan(11, 24)), "N", out uuid))
        {
            id = new(uuid);
            return uuid != Guid.Empty;
        }

        return false;
    }

    /// <summary>The Courier spelling: <c>1-&lt;8 hex&gt;-&lt;24 hex&gt;</c>.</summary>
    public string ToCourierString()
    {
        var hex = Value.ToString("N", CultureInfo.InvariantCulture);
        return string.Concat("1-", hex.AsSpan(0, 8), "-", hex.AsSpan(8));
    }

    /// <summary>The UUID in its usual form, lower case with dashes.</summary>
    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>Orders ids as their big-endian bytes, which is the order of their making.</summary>
    public int CompareTo(MessageId other) => Value.CompareTo(other.Value);

    /// <summary>Whether the left id sorts before the right one.</summary>
    public static bool operator <(MessageId left, MessageId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left id sorts after the right one.</summary>
    public static bool operator >(MessageId left, MessageId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left id sorts before the right one or is the same.</summary>
    public static bool operator <=(MessageId left, MessageId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left id sorts after the right one or is the same.</summary>
    public static bool operator >=(MessageId left, MessageId right) => left.CompareTo(right) >= 0;
}
