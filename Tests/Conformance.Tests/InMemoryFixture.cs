using Belay.Messages;

namespace Belay.Tests.Conformance;

/// <summary>The plainest engine on a clock that the test owns, or on the real one; a restart keeps its store and drops what was in flight.</summary>
internal sealed class InMemoryFixture : IEngineFixture
{
    private readonly InMemoryStore _store = new();
    private readonly ManualTimeProvider? _clock;
    private readonly TimeProvider _time;
    private readonly EngineSettings _settings;
    private InMemoryEngine _engine;

    public InMemoryFixture(EngineSettings settings, bool ownsClock)
    {
        _settings = settings;
        _clock = ownsClock ? new ManualTimeProvider() : null;
        _time = _clock ?? TimeProvider.System;
        Carrier = new ScriptedCarrier(_time, settings.Carrier);
        _engine = new InMemoryEngine(_store, Carrier, _time, settings);
    }

    public IMessageEngine Engine => _engine;

    public IWebhookOutbox Outbox => _engine.Outbox;

    public IApiKeyStore Keys => _engine.Access;

    public ISecretStore Secrets => _engine.Access;

    public IHeldMessages Held => _engine.Held;

    public ScriptedCarrier Carrier { get; }

    public StoreGate Gate => throw Xunit.Sdk.SkipException.ForSkip("Nothing stands before this engine's store.");

    public bool OwnsClock => _clock is not null;

    /// <remarks>In whole microseconds, which is what the core keeps of a draft's times.</remarks>
    public DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddMicroseconds(Math.Floor((_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMicroseconds));

    public Task AdvanceAsync(TimeSpan by)
    {
        if (_clock is null)
        {
            // A timer may fire a tick early by the wall clock; at least that long is the contract.
            return Task.Delay(by + TimeSpan.FromMilliseconds(2), _time);
        }

        _clock.Advance(by);
        return Task.CompletedTask;
    }

    public async Task RestartAsync(TimeSpan down = default)
    {
        await _engine.DisposeAsync();
        if (down > TimeSpan.Zero)
        {
            await AdvanceAsync(down);
        }

        _engine = new InMemoryEngine(_store, Carrier, _time, _settings);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
