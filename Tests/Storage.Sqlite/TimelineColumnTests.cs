using Belay.Messages;
using Belay.Storage.Sqlite.Rows;

namespace Belay.Tests.Storage.Sqlite;

public sealed class TimelineColumnTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_timeline_is_read_back_as_it_was_written()
    {
        Step[] steps =
        [
            new(1, MessageStatus.Queued, StepCause.Accepted, Noon, new Actor("key_1", "req_1"), Noon),
            new(2, MessageStatus.Sending, StepCause.Claimed, Noon, Actor.Engine, Noon, Carrier: "http"),
            new(3, MessageStatus.DeliveryUnconfirmed, StepCause.OutcomeUnknown, Noon, Actor.Carrier("http"), null, "ref",
                new MessageError("lost", "Lost.")),
        ];
        Assert.Equal(steps, Columns.ReadTimeline(Columns.WriteTimeline(steps)));
    }

    [Fact]
    public void A_claim_stored_before_carriers_were_named_is_read_without_a_name()
    {
        var step = Assert.Single(Columns.ReadTimeline("""[[2,2,2,1777896000000000,"engine",null,1777896000000000,null,null,null]]"""));
        Assert.Equal(StepCause.Claimed, step.Cause);
        Assert.Null(step.Carrier);
    }
}
