using System.Reflection;
using Belay.Grains.Interfaces;
using Belay.Tests.Support.Sqlite;

namespace Belay.Tests.Grains;

/// <summary>A silo that is gone may have carried out what it was asked: the caller is told what is true, and not what a second try is told.</summary>
public sealed class LostAnswerTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly FreshEngine _fresh;
    private readonly LocalEngine _engine;
    private readonly GrainEngine _cluster;
    private bool _isLost;

    public LostAnswerTests()
    {
        _fresh = FreshEngine.Start(new ScriptedCarrier(_clock), _clock);
        _engine = _fresh.Engine;
        _cluster = new GrainEngine(Proxy.Of<IGrainFactory>((_, arguments) => arguments[0] is string id
            ? Proxy.Of<IMessageGrain>((method, values) => Call(new MessageId(Guid.Parse(id)), method, values))
            : Proxy.Of<IIntakeGrain>((_, values) => AnswerAsync(_engine.ScheduleAsync((ScheduleRequest)values[0]!, CancellationToken.None)))));
    }

    private Draft Draft { get; } = NewMessages.Draft(TimeSpan.FromHours(1));

    public ValueTask DisposeAsync() => _fresh.DisposeAsync();

    [Fact, Trait("Promise", "P1")]
    public async Task A_message_that_was_accepted_before_its_silo_was_gone_is_accepted()
    {
        var verdict = await _cluster.ScheduleAsync(new ScheduleRequest([Draft], NewMessages.Caller), TestContext.Current.CancellationToken);

        Assert.Equal(Draft.Id, Assert.IsType<ScheduleVerdict.Accepted>(verdict).Messages.Single().Id);
        Assert.True(_isLost);
    }

    [Fact, Trait("Promise", "P2")]
    public async Task A_message_that_was_canceled_before_its_silo_was_gone_is_canceled()
    {
        await _engine.ScheduleAsync(new ScheduleRequest([Draft], NewMessages.Caller), TestContext.Current.CancellationToken);

        var verdict = await _cluster.CancelAsync(
            Draft.Organization, Draft.Id, NewMessages.Caller, CancelRule.Pending, TestContext.Current.CancellationToken);

        Assert.IsType<CancelVerdict.Canceled>(verdict);
        Assert.True(_isLost);
    }

    [Fact, Trait("Promise", "P1")]
    public async Task An_id_that_somebody_else_has_stays_theirs()
    {
        await _engine.ScheduleAsync(new ScheduleRequest([Draft], new Actor("key_2")), TestContext.Current.CancellationToken);

        Assert.IsType<ScheduleVerdict.IdTaken>(
            await _cluster.ScheduleAsync(new ScheduleRequest([Draft], NewMessages.Caller), TestContext.Current.CancellationToken));
    }

    private object Call(MessageId id, MethodInfo method, object?[] values) => method.Name switch
    {
        nameof(IMessageGrain.CancelAsync) =>
            AnswerAsync(_engine.CancelAsync((OrganizationId)values[0]!, id, (Actor)values[1]!, (CancelRule)values[2]!, CancellationToken.None)),
        _ => _engine.FindAsync((OrganizationId)values[0]!, id, CancellationToken.None),
    };

    /// <summary>Carries it out; the first answer is lost.</summary>
    private async Task<T> AnswerAsync<T>(Task<T> carriedOut)
    {
        var answer = await carriedOut;
        if (_isLost)
        {
            return answer;
        }

        _isLost = true;
        throw new SiloUnavailableException("It is gone.");
    }

    /// <summary>Stands in for an interface.</summary>
#pragma warning disable CA1852 // Not sealed: the stand-in is derived from it.
    private class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        private Func<MethodInfo, object?[], object?>? _answer;

        public static T Of<T>(Func<MethodInfo, object?[], object?> answer)
            where T : class
        {
            var proxy = Create<T, Proxy>();
            ((Proxy)(object)proxy)._answer = answer;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer!(targetMethod!, args!);
    }
}
