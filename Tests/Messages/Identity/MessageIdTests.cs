using System.Buffers.Binary;
using Belay.Messages;
using FsCheck.Fluent;

namespace Belay.Tests.Messages;

public sealed class MessageIdTests
{
    private const string Uuid = "019df2a1-7c00-7abc-8def-0123456789ab";
    private const string Courier = "1-019df2a1-7c007abc8def0123456789ab";

    private static readonly FsCheck.Arbitrary<(int Day, int Millisecond, byte[] Random)> AnyMaking = (
        from day in Gen.Choose(0, 36_500)
        from millisecond in Gen.Choose(0, 86_399_999)
        from random in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), 10)
        select (day, millisecond, random)).ToArbitrary();

    [Fact]
    public void One_id_has_two_text_spellings()
    {
        Assert.True(MessageId.TryParse(Uuid, out var id));
        Assert.Equal(Uuid, id.ToString());
        Assert.Equal(Courier, id.ToCourierString());
        Assert.True(MessageId.TryParse(Courier, out var again));
        Assert.Equal(id, again);
    }

    [Fact]
    public void Upper_case_is_read_and_lower_case_is_written()
    {
        Assert.True(MessageId.TryParse(Uuid.ToUpperInvariant(), out var id));
        Assert.Equal(Uuid, id.ToString());
        Assert.True(MessageId.TryParse(Courier.ToUpperInvariant(), out id));
        Assert.Equal(Courier, id.ToCourierString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("1-00000000-000000000000000000000000")]
    [InlineData(" " + Uuid)]
    [InlineData(Uuid + " ")]
    [InlineData(Uuid + "\n")]
    [InlineData(Uuid + "\0")]
    [InlineData(" " + Courier)]
    [InlineData(Courier + " ")]
    [InlineData("{" + Uuid + "}")]
    [InlineData("(" + Uuid + ")")]
    [InlineData("urn:uuid:" + Uuid)]
    [InlineData("019df2a17c007abc8def0123456789ab")]
    [InlineData("0x9df2a1-7c00-7abc-8def-0123456789ab")]
    [InlineData("+19df2a1-7c00-7abc-8def-0123456789ab")]
    [InlineData("019df2a1-+c00-7abc-8def-0123456789ab")]
    [InlineData("019df2a1-7c00-7abc-8def-0123456789a")]
    [InlineData("019df2a1-7c00-7abc-8def-0123456789abc")]
    [InlineData("019df2a1-7c00-7abc-8def-0123456789ag")]
    [InlineData("019df2a1-7c00-7abc-8def_0123456789ab")]
    [InlineData("019df2a17-c00-7abc-8def-0123456789ab")]
    [InlineData("2-019df2a1-7c007abc8def0123456789ab")]
    [InlineData("1_019df2a1-7c007abc8def0123456789ab")]
    [InlineData("1-019df2a1_7c007abc8def0123456789ab")]
    [InlineData("1-019df2a17-c007abc8def0123456789ab")]
    [InlineData("1-019df2a1-7c007abc8def0123456789a")]
    [InlineData("1-019df2a1-7c007abc8def0123456789abc")]
    [InlineData("1-019df2a1-7c007abc8def0123456789ag")]
    [InlineData("1-0x9df2a1-7c007abc8def0123456789ab")]
    [InlineData("１-019df2a1-7c007abc8def0123456789ab")]
    [InlineData("4713025406550859686")]
    public void Anything_else_is_no_id(string? text)
    {
        Assert.False(MessageId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Every_id_is_read_back_from_both_spellings() => Repeatable.Check(AnyMaking, making =>
    {
        var id = Make(making);
        Assert.True(MessageId.TryParse(id.ToString(), out var fromUuid));
        Assert.True(MessageId.TryParse(id.ToCourierString(), out var fromCourier));
        Assert.Equal((id, id), (fromUuid, fromCourier));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id.ToString());
        Assert.Matches("^1-[0-9a-f]{8}-[0-9a-f]{24}$", id.ToCourierString());
    });

    [Fact]
    public void An_id_holds_its_time_version_7_the_variant_the_end_of_its_time_again_and_54_random_bits() => Repeatable.Check(AnyMaking, making =>
    {
        var bytes = Make(making).Value.ToByteArray(bigEndian: true);
        var milliseconds = TimeOf(making).ToUnixTimeMilliseconds();
        Assert.Equal(milliseconds, (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
        Assert.Equal(milliseconds & 0xFFFFF, (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)) >> 41) & 0xFFFFF);
        Assert.Equal(7, Make(making).Value.Version);
        Assert.Equal(0b10, bytes[8] >> 6);
        Assert.Equal(making.Random[0] & 0x0F, bytes[6] & 0x0F);
        Assert.Equal(making.Random[1], bytes[7]);
        Assert.Equal(making.Random[2] & 0x20, bytes[8] & 0x20);
        Assert.Equal(making.Random[4] & 0x01, bytes[10] & 0x01);
        Assert.Equal(making.Random[5..], bytes[11..]);
    });

    [Fact]
    public void Numbers_of_batches_that_are_made_together_lie_together() => Repeatable.Check(AnyMaking, making =>
    {
        // Each millisecond has 2^41 of the 2^61 numbers to itself, and after the last of them comes the first again.
        var first = BatchId.Of(MessageId.Create(TimeOf(making), new byte[MessageId.RandomBytes])).Value;
        var later = BatchId.Of(MessageId.Create(TimeOf(making).AddMilliseconds(100), making.Random)).Value;
        Assert.InRange((later - first) & 0x1FFF_FFFF_FFFF_FFFF, 0, 101L << 41);
    });

    [Fact]
    public void Ids_sort_by_time_as_values_and_as_text() => Repeatable.Check(AnyMaking.Generator.Two().ToArbitrary(), pair =>
    {
        var (left, right) = (Make(pair.Item1), Make(pair.Item2));
        var byTime = TimeOf(pair.Item1).CompareTo(TimeOf(pair.Item2));
        if (byTime != 0)
        {
            Assert.Equal(byTime, Math.Sign(left.CompareTo(right)));
        }

        Assert.Equal(Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString())), Math.Sign(left.CompareTo(right)));
        Assert.Equal(left.CompareTo(right) < 0, left < right);
        Assert.Equal(left.CompareTo(right) > 0, left > right);
        Assert.Equal(left.CompareTo(right) <= 0, left <= right);
        Assert.Equal(left.CompareTo(right) >= 0, left >= right);
    });

    [Fact]
    public void Nine_random_bytes_are_too_few() =>
        Assert.Throws<ArgumentException>(() => MessageId.Create(Drafts.Start, new byte[MessageId.RandomBytes - 1]));

    private static DateTimeOffset TimeOf((int Day, int Millisecond, byte[] Random) making) =>
        DateTimeOffset.UnixEpoch.AddDays(making.Day).AddMilliseconds(making.Millisecond);

    private static MessageId Make((int Day, int Millisecond, byte[] Random) making) => MessageId.Create(TimeOf(making), making.Random);
}
