using System.Net.Http.Headers;
using System.Text;
using Belay.Gateway.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Gateway.Api;

/// <summary>
/// The real gateway on a free port of this machine, over the engine, with the test's clock and carrier, and keys of two organizations.
/// </summary>
public sealed class GatewayFixture : IAsyncDisposable
{
    /// <summary>A key of <c>acme</c> with the scopes to send and to read.</summary>
    public const string Key = "acme-full-key-0123456789";

    /// <summary>A key of <c>acme</c> that may only read.</summary>
    public const string ReadOnlyKey = "acme-read-key-0123456789";

    /// <summary>A key of <c>acme</c> that may only send.</summary>
    public const string SendOnlyKey = "acme-send-key-0123456789";

    /// <summary>A key of <c>globex</c> with the scopes to send and to read.</summary>
    public const string OtherKey = "globex-full-key-0123456789";

    private readonly WebApplication _app;

    private readonly EngineHost _engine;

    private GatewayFixture(WebApplication app, ManualTimeProvider clock, ScriptedCarrier carrier, EngineHost engine)
    {
        _app = app;
        _engine = engine;
        Clock = clock;
        Carrier = carrier;
        Engine = app.Services.GetRequiredService<IMessageEngine>();
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = ClientWith(Key);
    }

    /// <summary>The organization of <see cref="Key"/>.</summary>
    public static OrganizationId Organization { get; } = OrganizationId.Parse("acme");

    /// <summary>The organization of <see cref="OtherKey"/>.</summary>
    public static OrganizationId OtherOrganization { get; } = OrganizationId.Parse("globex");

    public ManualTimeProvider Clock { get; }

    public ScriptedCarrier Carrier { get; }

    public IMessageEngine Engine { get; }

    public Uri BaseAddress { get; }

    /// <summary>A client that sends <see cref="Key"/>.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway.</summary>
    /// <param name="settings">More settings, such as <c>Belay:Telnyx:MinimumLeadSeconds</c>.</param>
    /// <param name="engineSettings">What the engine is made with.</param>
    /// <param name="services">Services to add or replace.</param>
    public static async Task<GatewayFixture> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        EngineSettings? engineSettings = null,
        Action<IServiceCollection>? services = null)
    {
        var clock = new ManualTimeProvider();
        engineSettings ??= new();
        var carrier = new ScriptedCarrier(clock, engineSettings.Carrier);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(KeySettings());
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.AddBelayGateway();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<ICarrier>(carrier);
        var engine = await EngineHost.StartAsync(engineSettings, clock, carrier);
        try
        {
            engine.AddTo(builder.Services);
            services?.Invoke(builder.Services);
            var app = builder.Build();
            app.MapBelayGateway();
            await app.StartAsync();
            return new GatewayFixture(app, clock, carrier, engine);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that sends this key; null: none.</summary>
    public HttpClient ClientWith(string? key)
    {
        var client = new HttpClient { BaseAddress = BaseAddress };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    /// <summary>A JSON body.</summary>
    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>How many messages an organization has: what a refused request must not change.</summary>
    public async Task<int> CountAsync(OrganizationId organization) =>
        (await Engine.ListAsync(
            new MessageQuery { Organization = organization, Limit = MessageQuery.LimitMax }, CancellationToken.None)).Messages.Count;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _engine.DisposeAsync();
    }

    /// <summary>Stops the engine under the running gateway: from now on it is unavailable.</summary>
    public Task StopEngineAsync() => _engine.StopAsync();

    private static Dictionary<string, string?> KeySettings()
    {
        var settings = new Dictionary<string, string?>();
        var keys = new[]
        {
            (Name: "acme-full", Key, Organization: "acme", Scopes: new[] { "messages:send", "messages:read", "keys:admin" }),
            (Name: "acme-read", Key: ReadOnlyKey, Organization: "acme", Scopes: ["messages:read"]),
            (Name: "acme-send", Key: SendOnlyKey, Organization: "acme", Scopes: ["messages:send"]),
            (Name: "globex-full", Key: OtherKey, Organization: "globex", Scopes: ["messages:send", "messages:read"]),
        };
        for (var i = 0; i < keys.Length; i++)
        {
            settings[$"Belay:ApiKeys:{i}:Name"] = keys[i].Name;
            settings[$"Belay:ApiKeys:{i}:Key"] = keys[i].Key;
            settings[$"Belay:ApiKeys:{i}:Organization"] = keys[i].Organization;
            for (var s = 0; s < keys[i].Scopes.Length; s++)
            {
                settings[$"Belay:ApiKeys:{i}:Scopes:{s}"] = keys[i].Scopes[s];
            }
        }

        return settings;
    }
}
