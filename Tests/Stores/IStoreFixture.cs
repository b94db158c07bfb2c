namespace Belay.Tests.Stores;

/// <summary>A fresh store of some make: all that the suite knows of it. Disposing it removes whatever it kept.</summary>
public interface IStoreFixture : IAsyncDisposable
{
    /// <summary>The messages.</summary>
    IMessageStore Messages { get; }

    /// <summary>What is asked about many of them.</summary>
    IMessageIndex Index { get; }

    /// <summary>What an operator holds; its time is <see cref="StoreSuite.Noon"/>.</summary>
    IHeldMessages Held { get; }
}
