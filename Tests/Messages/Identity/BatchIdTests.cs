using System.Globalization;
using Belay.Messages;
using FsCheck.Fluent;

namespace Belay.Tests.Messages;

public sealed class BatchIdTests
{
    [Fact]
    public void A_batch_made_from_any_id_has_19_digits_and_so_has_each_of_its_messages()
    {
        var anyId = Gen.ArrayOf(Gen.Frequency((4, Gen.Choose(0, 255)), (1, Gen.Elements(0, 255))).Select(value => (byte)value), 16)
            .Select(bytes => new MessageId(new Guid(bytes, bigEndian: true)));
        Repeatable.Check(anyId.ToArbitrary(), CheckDigits);
    }

    [Theory]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("019df2a1-7c00-7abc-bfff-ffffffffffff")]
    [InlineData("019df2a1-7c00-7abc-8000-000000000000")]
    public void The_extreme_ids_keep_to_it(string uuid) => CheckDigits(new MessageId(Guid.Parse(uuid)));

    [Fact]
    public void The_number_comes_from_the_random_end_of_the_id()
    {
        Assert.Equal(0x4000_0000_0000_0000 | 0x0DEF_0123_4567_89AB, BatchId.Of(new(Guid.Parse("019df2a1-7c00-7abc-8def-0123456789ab"))).Value);
        Assert.NotEqual(BatchId.Of(Drafts.Id(1)), BatchId.Of(Drafts.Id(2)));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("4713025406550859686", 4713025406550859686)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_positive_number_is_read(string text, long value)
    {
        Assert.True(BatchId.TryParse(text, out var id));
        Assert.Equal(new BatchId(value), id);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\0")]
    [InlineData("1\n")]
    [InlineData("1.0")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x1")]
    [InlineData("١")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    [InlineData("019df2a1-7c00-7abc-8def-0123456789ab")]
    public void Anything_else_is_no_number(string? text)
    {
        Assert.False(BatchId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    private static void CheckDigits(MessageId id)
    {
        var batch = BatchId.Of(id);
        Assert.Matches("^[1-9][0-9]{18}$", batch.ToString());
        Assert.True(BatchId.TryParse(batch.ToString(), out var again));
        Assert.Equal(batch, again);
        Assert.Equal(batch.Value, batch.NumberOf(0));
        Assert.Matches("^[1-9][0-9]{18}$", batch.NumberOf(BatchId.MessagesMax - 1).ToString(CultureInfo.InvariantCulture));
    }
}
