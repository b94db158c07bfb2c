using Belay.Messages;
using FsCheck.Fluent;

namespace Belay.Tests.Messages;

public sealed class WebhookEventTests
{
    /// <remarks>Receivers drop repeats by this id, so a new release must make the same one.</remarks>
    [Fact]
    public void The_id_of_a_step_is_the_same_in_every_release() => Assert.Equal(
        Guid.Parse("019df2a1-7c00-7abc-93d8-789a3a2df5be"),
        WebhookEvent.IdOf(new(Guid.Parse("019df2a1-7c00-7abc-8def-0123456789ab")), 1));

    [Fact]
    public void Each_version_of_each_message_has_its_own_id()
    {
        var ids = from message in Enumerable.Range(1, 200) from version in Enumerable.Range(1, 200) select WebhookEvent.IdOf(
            Drafts.Id(message), version);
        Assert.Equal(200 * 200, ids.Distinct().Count());
    }

    [Fact]
    public void Versions_never_share_an_id_and_an_id_stays_a_uuid_of_version_7()
    {
        var cases =
            from low in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), 10)
            from versions in Gen.Choose(1, int.MaxValue).Two()
            select (Id: MessageId.Create(Drafts.Start, low), First: (long)versions.Item1, Second: (long)versions.Item2);
        Repeatable.Check(cases.ToArbitrary(), one =>
        {
            var first = WebhookEvent.IdOf(one.Id, one.First);
            Assert.Equal(one.First == one.Second, first == WebhookEvent.IdOf(one.Id, one.Second));
            Assert.NotEqual(one.Id.Value, first);
            Assert.Equal(7, first.Version);
            Assert.Equal(0b10, first.ToByteArray(bigEndian: true)[8] >> 6);
            Assert.Equal(one.Id.Value.ToString()[..18], first.ToString()[..18]);
        });
    }

    [Fact]
    public void An_event_tells_the_last_step_of_the_message_it_carries()
    {
        var message = Situations.All["canceled"]();
        Assert.Equal(StepCause.Canceled, new WebhookEvent(Guid.Empty, message, 1).Step.Cause);
    }

    [Fact]
    public void A_step_is_told_where_its_status_is_wanted_and_is_a_new_one()
    {
        var message = Situations.All["canceled"]();
        var archived = MessageDecider.Decide(message, new Command.Archive(new("test")), message.Timeline[^1].At).Next;
        var wanting = archived with { Draft = archived.Draft with { Webhook = new(MessageStatuses.Canceled) } };

        Assert.Equal((MessageStatus.Canceled, StepCause.Archived), (wanting.Timeline[^1].Status, wanting.Timeline[^1].Cause));
        Assert.Equal([wanting.Timeline[^2]], wanting.Timeline.Where(step => WebhookEvent.IsTold(wanting, step)));
    }
}
