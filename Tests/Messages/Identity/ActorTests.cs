using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class ActorTests
{
    [Fact]
    public void The_engine_and_carriers_are_named_as_timelines_show_them()
    {
        Assert.Equal(new Actor("engine"), Actor.Engine);
        Assert.Equal(new Actor("carrier:http"), Actor.Carrier("http"));
        Assert.Null(Actor.Engine.RequestId);
    }
}
