using System.Reflection;
using Belay.Tests.Gateway.Api.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>Who has no key costs no database: the engine is never asked, and the stored keys are read at most as often as without them.</summary>
public sealed class NoKeyNoDatabaseTests
{
    [Fact]
    public async Task Requests_without_a_key_that_works_ask_neither_the_engine_nor_again_for_the_keys()
    {
        var (engine, keys) = (Counted<IMessageEngine>.Create(), Counted<IApiKeyStore>.Create());
        await using var gateway = await GatewayFixture.StartAsync(services: services =>
        {
            var store = services.Last(service => service.ServiceType == typeof(IApiKeyStore));
            services.AddSingleton(engine.Proxy).AddSingleton(provider =>
            {
                keys.Inner = (IApiKeyStore)(store.ImplementationInstance ?? store.ImplementationFactory!(provider));
                return keys.Proxy;
            });
        });
        var calls = RouteBook.Read(gateway, Stage.In(MessageStatus.Scheduled)).Where(call => call.Rule.NeedsKey).ToList();
        using var nobody = gateway.ClientWith(null);

        foreach (var call in calls)
        {
            Assert.Equal(401, (await nobody.SendAsync(call.Method, call.Path)).Status);
        }

        Assert.Equal((0, 0), (engine.Calls, keys.Calls));

        // 2,000 different keys of nobody's, within the time for which the keys that were read are fresh.
        for (var i = 0; i < 2_000; i++)
        {
            var call = calls[i % calls.Count];
            Assert.Equal(
                401, (await nobody.SendAsync(call.Method, call.Path, headers: ("Authorization", $"Bearer belay_live_nobody_{i:D20}"))).Status);
        }

        Assert.Equal((0, 1), (engine.Calls, keys.Calls));
    }

    /// <summary>Counts what is asked of a service.</summary>
#pragma warning disable CA1852 // Not sealed: what stands in for the service is derived from it.
    private class Counted<T> : DispatchProxy
#pragma warning restore CA1852
        where T : class
    {
        private int _calls;

        public T? Inner { get; set; }

        public T Proxy => (T)(object)this;

        public int Calls => Volatile.Read(ref _calls);

        public static Counted<T> Create() => (Counted<T>)(object)Create<T, Counted<T>>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref _calls);
            return Inner is null ? throw new InvalidOperationException("Nobody may ask.") : targetMethod!.Invoke(Inner, args);
        }
    }
}
