namespace Belay.Tests.Conformance;

/// <summary>A fresh, running engine of some make, with its carrier and its clock: all that the suite knows of an engine.</summary>
/// <remarks>Each test makes one for itself. Disposing it stops the engine and removes whatever it kept.</remarks>
public interface IEngineFixture : IAsyncDisposable
{
    /// <summary>The engine; another object after <see cref="RestartAsync"/>.</summary>
    IMessageEngine Engine { get; }

    /// <summary>Its webhook events; another object after <see cref="RestartAsync"/>.</summary>
    IWebhookOutbox Outbox { get; }

    /// <summary>Its keys; another object after <see cref="RestartAsync"/>.</summary>
    IApiKeyStore Keys { get; }

    /// <summary>Its secrets; another object after <see cref="RestartAsync"/>.</summary>
    ISecretStore Secrets { get; }

    /// <summary>What an operator holds, releases and drops.</summary>
    IHeldMessages Held { get; }

    /// <summary>
    /// The one carrier it sends through, made with <see cref="EngineSettings.Carrier"/>; the same object for the whole life of the fixture.
    /// </summary>
    /// <remarks>
    /// A test may set its traits before a restart, as an operator changes settings: the engine goes by those that it finds at its start.
    /// </remarks>
    ScriptedCarrier Carrier { get; }

    /// <summary>What stands before the engine's stores.</summary>
    StoreGate Gate { get; }

    /// <summary>Whether time stands still until <see cref="AdvanceAsync"/>. If not, tests that need hours are skipped.</summary>
    bool OwnsClock { get; }

    /// <summary>The engine's time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Lets this much time pass: moves the clock that is owned, or really waits (at least that long).</summary>
    /// <remarks>
    /// The clock may jump between an engine's reading it and its timer beginning to count. An engine must look at the clock once more after it
    /// armed its timer, or it sleeps through that jump (as it would through a suspended machine).
    /// </remarks>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>
    /// Ends the engine as a crash would, with carrier calls open and their answers lost, lets <paramref name="down"/> pass by the engine's clock, and
    /// starts it on what was stored. An orderly stop that cuts open calls short through their cancellation token is as good.
    /// </summary>
    Task RestartAsync(TimeSpan down = default);
}
