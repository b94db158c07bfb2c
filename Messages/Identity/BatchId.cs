using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Belay.Messages;

/// <summary>The 63-bit number of a request that made one or more messages; always 19 decimal digits.</summary>
/// <remarks>It is above 2^53, so on a JSON wire it is a string.</remarks>
public readonly record struct BatchId(long Value)
{
    /// <summary>Most messages that one batch may hold.</summary>
    public const int MessagesMax = 1_000;

    /// <summary>
    /// The number that belongs to a 128-bit id: its last 61 bits (of which <see cref="MessageId.Create"/> makes 41 random), with bit 62 set and bit
    /// 61 clear, so that <see cref="NumberOf"/> has room above it.
    /// </summary>
    public static BatchId Of(MessageId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        return new((long)((low & 0x1FFF_FFFF_FFFF_FFFF) | 0x4000_0000_0000_0000));
    }

    /// <summary>Reads a positive decimal number; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BatchId id)
    {
        // The parser of numbers ignores NUL characters at the end.
        id = text is not null && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? new(value) : default;
        return id.Value > 0;
    }

    /// <summary>The number of one message of the batch: the batch's number plus the message's place in it.</summary>
    public long NumberOf(int ordinal) => Value + ordinal;

    /// <summary>The decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
