using Belay.Messages;
using Belay.Messages.Json;

namespace Belay.Tests.Messages.Json;

/// <summary>P1, P7, P9: a message that went through a store or over the wire is the same message.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Any_message_comes_back_as_it_was() => Repeatable.Check(AnyValue.Message, message =>
    {
        var document = MessageJson.Write(message);
        Same.Assert(message, MessageJson.Read<Message>(document));
        Same.Assert(message, MessageJson.Read<Message>(Jsonb.Keep(document)));
        Assert.Equal(document, MessageJson.Write(MessageJson.Read<Message>(document)));
    });

    [Fact]
    public void A_life_goes_on_from_a_document_as_from_the_message() => Repeatable.Check(RandomLife.Any, life =>
    {
        foreach (var (before, order, decision) in life.Live())
        {
            var again = MessageDecider.Decide(MessageJson.Read<Message>(MessageJson.Write(before)), order.Command, order.At);
            Assert.Equal(decision.Verdict, again.Verdict);
            Same.Assert(decision.Next, again.Next);
        }
    }, count: 300);

    [Fact]
    public void Every_type_comes_back_as_it_was_also_through_jsonb()
    {
        foreach (var (type, value) in Samples.Everything)
        {
            var document = Documents.Write(type, value);
            Same.Assert(value, Documents.Read(type, document));
            Same.Assert(value, Documents.Read(type, Jsonb.Keep(document)));
            if (type.IsValueType)
            {
                var nullable = typeof(Nullable<>).MakeGenericType(type);
                Same.Assert(value, Documents.Read(nullable, Documents.Write(nullable, value)));
            }
        }
    }

    /// <remarks>A type that joins the core's documents, or a case that joins a family, must join the samples.</remarks>
    [Fact]
    public void Every_type_that_is_known_has_a_sample()
    {
        var known = typeof(Message).Assembly.GetExportedTypes().Where(MessageJson.Knows).ToHashSet();
        var sampled = Samples.Everything.Select(one => one.Type).ToHashSet();
        Assert.Empty(known.Except(sampled));
        foreach (var family in new[] { typeof(ScheduleVerdict), typeof(CancelVerdict), typeof(CarrierAnswer) })
        {
            Assert.All(family.GetNestedTypes(), one => Assert.Contains(one, sampled));
        }
    }

    [Fact]
    public void A_value_type_without_a_value_is_null()
    {
        Assert.Null(MessageJson.Read<MessageId?>(MessageJson.Write<MessageId?>(null)));
        Assert.Null(MessageJson.Read<MessageStatus?>("null"u8));
    }

    [Theory]
    [InlineData(1_000_000, "a")]
    [InlineData(200_000, "😀")]
    [InlineData(100_000, "\0")]
    public void A_long_text_comes_back_as_it_was(int times, string piece)
    {
        var draft = Drafts.Make() with { Text = string.Concat(Enumerable.Repeat(piece, times)), Extra = new string('"', 10_000) };
        Same.Assert(draft, MessageJson.Read<Draft>(Jsonb.Keep(MessageJson.Write(draft))));
    }

    [Fact]
    public void Many_threads_may_write_and_read() => Parallel.For(0, 200, number =>
    {
        var message = Message.Accept(Drafts.Make(ordinal: number), Drafts.Caller, Drafts.Start);
        Same.Assert(message, MessageJson.Read<Message>(MessageJson.Write(message)));
    });
}
