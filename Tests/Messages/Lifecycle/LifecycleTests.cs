using System.Text.RegularExpressions;
using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>P7: the picture in <c>lifecycle.md</c> and the table in code say the same.</summary>
public sealed partial class LifecycleTests
{
    private static readonly string[] Picture = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Lifecycle", "lifecycle.md"))
        .SkipWhile(line => line != "```mermaid").Skip(2)
        .TakeWhile(line => line != "```").ToArray();

    [Fact]
    public void Every_line_of_the_picture_is_an_arrow() => Assert.All(Picture, line => Assert.Matches(Arrow(), line));

    [Fact]
    public void Every_arrow_of_the_picture_is_in_the_table() => Assert.Subset(Table().ToHashSet(), Drawn().ToHashSet());

    [Fact]
    public void Every_arrow_of_the_table_is_in_the_picture() => Assert.Subset(Drawn().ToHashSet(), Table().ToHashSet());

    [Fact]
    public void No_arrow_is_given_twice()
    {
        Assert.Distinct(Table());
        Assert.Distinct(Drawn());
    }

    [Fact]
    public void Exactly_the_arrows_of_the_table_are_allowed()
    {
        MessageStatus?[] froms = [null, .. Enum.GetValues<MessageStatus>().Cast<MessageStatus?>()];
        var allowed =
            from before in froms
            from cause in Enum.GetValues<StepCause>()
            from after in Enum.GetValues<MessageStatus>()
            where cause != StepCause.Archived && Lifecycle.Allows(before, cause, after)
            select new Transition(before, cause, after).ToString();
        Assert.Equal(Lifecycle.Transitions.Select(arrow => arrow.ToString()).Order(), allowed.Order());
    }

    [Fact]
    public void Archiving_is_allowed_anywhere_and_leads_nowhere_else()
    {
        foreach (var before in Enum.GetValues<MessageStatus>())
        {
            Assert.All(Enum.GetValues<MessageStatus>(), after => Assert.Equal(before == after, Lifecycle.Allows(before, StepCause.Archived, after)));
        }

        Assert.All(Enum.GetValues<MessageStatus>(), after => Assert.False(Lifecycle.Allows(null, StepCause.Archived, after)));
    }

    [Fact]
    public void Nothing_leaves_an_end_but_a_receipt_where_the_end_was_that_nobody_knows_and_everything_else_can_be_left()
    {
        var left = Lifecycle.Transitions.Where(arrow => arrow.From is not null).ToLookup(arrow => arrow.From!.Value);
        Assert.All(
            Enum.GetValues<MessageStatus>().Where(status => status != MessageStatus.DeliveryUnconfirmed),
            status => Assert.Equal(!status.IsEnd(), left.Contains(status)));
        Assert.Equal(
            [(StepCause.ReceiptDelivered, MessageStatus.Delivered), (StepCause.ReceiptFailed, MessageStatus.DeliveryFailed)],
            left[MessageStatus.DeliveryUnconfirmed].Select(arrow => (arrow.Cause, arrow.To)));
    }

    [Fact]
    public void The_tainted_path_is_the_only_one_back_to_a_call_without_a_queue() =>
        Assert.Equal(
            [MessageStatus.Queued, MessageStatus.Sending],
            Lifecycle.Transitions.Where(arrow => arrow.Cause == StepCause.Claimed).Select(arrow => arrow.From!.Value));

    private static IEnumerable<string> Table() => Lifecycle.Transitions.Select(arrow =>
        $"{(arrow.From is { } from ? SnakeCase.Of(from) : "[*]")} --> {SnakeCase.Of(arrow.To)} : {SnakeCase.Of(arrow.Cause)}");

    private static IEnumerable<string> Drawn() => Picture.Select(line => line.Trim());

    [GeneratedRegex(@"^    (?:\[\*\]|[a-z_]+) --> [a-z_]+ : [a-z_]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Arrow();
}
