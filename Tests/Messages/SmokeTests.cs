namespace Belay.Tests.Messages;

public sealed class SmokeTests
{
    [Fact]
    public void One() => Assert.True(true);
}
