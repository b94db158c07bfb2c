using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>
/// P1, P4: a repeat that is judged after its time has passed, while the first request was accepted in time, gets the first one's answer and no
/// refusal.
/// </summary>
public sealed class KeyedRepeatTests
{
    private static readonly (string Name, string Value) Key = ("Idempotency-Key", "order-7421");

    /// <summary>Orders for later, which a dialect refuses once that time has passed, or sends at once; a repeat is the first one's.</summary>
    private static readonly Dictionary<string, Order> Orders = Speaker.All.Values
        .ToDictionary(speaker => speaker.Dialect.ToString(), speaker => speaker.Orders.First(order => order.Later))
        .Append(new("one of Belay", new("later", true, "/belay/v1/messages", 1, (to, at) => Native(to[0], at))))
        .Append(new("a batch of Belay", new("later", true, "/belay/v1/batches", 1, (to, at) => $$"""{"messages":[{{Native(to[0], at)}}]}""")))
        .ToDictionary();

    public static TheoryData<string> Dialects { get; } = [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_repeat_whose_time_passes_while_the_first_is_accepted_gets_the_first_answer(string dialect)
    {
        var looks = new Looks();
        await using var gateway = await GatewayFixture.StartAsync(services: looks.PutInto);
        var order = Orders[dialect];
        var body = order.Body(order.NewRecipients(), gateway.Clock.GetUtcNow() + Order.Lead);
        Reply? first = null;

        // The repeat has looked and seen nothing; now the first request comes, is accepted, and the time passes.
        looks.AfterTheFirst = async () =>
        {
            first = await gateway.Client.SendAsync("POST", order.Path, body, headers: Key);
            gateway.Clock.Advance(Order.Lead + TimeSpan.FromMinutes(1));
        };
        var repeat = await gateway.Client.SendAsync("POST", order.Path, body, headers: Key);

        Assert.InRange(first!.Status, 200, 202);
        Assert.Equal((first.Status, first.Body), (repeat.Status, repeat.Body));
        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_request_that_is_refused_and_was_never_accepted_is_refused_as_ever()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var refused = await gateway.Client.SendAsync(
            "POST", "/belay/v1/messages", Native("+12025550100", gateway.Clock.GetUtcNow() - TimeSpan.FromDays(1)), headers: Key);

        Assert.Equal(422, refused.Status);
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    private static string Native(string to, DateTimeOffset at) => $$"""{"to":"{{to}}","text":"hello","send_at":"{{at:O}}"}""";

    /// <summary>The engine, with something that happens between a request's first look and what follows.</summary>
    private sealed class Looks
    {
        private Func<Task>? _afterTheFirst;

        public Func<Task> AfterTheFirst
        {
            set => _afterTheFirst = value;
        }

        public void PutInto(IServiceCollection services)
        {
            var inner = services.Last(service => service.ServiceType == typeof(IMessageEngine));
            services.AddSingleton(provider => Around((IMessageEngine)(
                inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
        }

        private IMessageEngine Around(IMessageEngine engine)
        {
            var proxy = DispatchProxy.Create<IMessageEngine, Proxy>();
            ((Proxy)proxy).Find = async call =>
            {
                var found = await (Task<ScheduleVerdict.Replayed?>)call(engine);
                if (Interlocked.Exchange(ref _afterTheFirst, null) is { } next)
                {
                    await next();
                }

                return found;
            };
            ((Proxy)proxy).Engine = engine;
            return proxy;
        }
    }

#pragma warning disable CA1852 // A proxy is a subclass of it.
    private class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        public IMessageEngine Engine { get; set; } = null!;

        public Func<Func<IMessageEngine, object>, Task<ScheduleVerdict.Replayed?>> Find { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IMessageEngine.FindReplayAsync)
            ? Find(engine => targetMethod.Invoke(engine, args)!)
            : targetMethod.Invoke(Engine, args);
    }
}
