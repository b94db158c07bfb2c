using System.Net;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Belay.Gateway.Api.Metrics;

/// <summary><c>GET /metrics</c>: what is measured, in Prometheus' text format.</summary>
/// <remarks>
/// It tells nothing of anybody, but how much business the whole installation does: so it is shown to a caller on this machine, and elsewhere to keys that may
/// administer keys. A request that a proxy brought is not from this machine, whoever's connection it came by.
/// </remarks>
internal static class MetricsPage
{
    private const string Enabled = "Belay:Metrics:Enabled";
    private const string Public = "Belay:Metrics:Public";

    public static IServiceCollection AddMetricsPage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new Levels(provider.GetRequiredService<Readiness>(), provider.GetService<IEngineLevels>()));
        _ = configuration.Flag(Public, false);
        return configuration.Flag(Enabled, true) ? services.AddSingleton<MetricsReading>() : services;
    }

    public static void MapMetricsPage(this WebApplication app)
    {
        // Made at the start, so that it counts from then on.
        if (app.Services.GetService<MetricsReading>() is not { } reading)
        {
            return;
        }

        var isPublic = app.Configuration.Flag(Public, false);
        app.MapGet("/metrics", (HttpContext context, KeyRing keys) => ShowAsync(context, keys, reading, isPublic)).LetsEverybodyIn().ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, KeyRing keys, MetricsReading reading, bool isPublic)
    {
        if (!isPublic && !IsLocal(context) && await WhyNotAsync(context, keys) is { } refusal)
        {
            return new RefusalResult(refusal);
        }

        return Results.Text(await reading.ReadAsync(context.RequestAborted), PrometheusText.ContentType);
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("Via");

    private static async Task<RefusalKind?> WhyNotAsync(HttpContext context, KeyRing keys) =>
        Credentials.Read(context.Request) is not { } presented ? RefusalKind.KeyMissing
        : await keys.FindAsync(presented, context.RequestAborted) is not { } key ? RefusalKind.KeyWrong
        : !key.Scopes.HasFlag(Scopes.AdministerKeys) ? RefusalKind.ScopeMissing
        : null;
}

/// <summary>Gathers measurements from its making on, and writes them down when it is asked.</summary>
internal sealed class MetricsReading : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Levels _levels;
    private readonly Writer _writer = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private readonly SemaphoreSlim _turn = new(1);

    public MetricsReading(Levels levels)
    {
        _levels = levels;
        _reader = new BaseExportingMetricReader(_writer) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Telemetry.Resource())
            .AddMeter("System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", EngineMetrics.MeterName)
            .AddReader(_reader)
            .Build();
    }

    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _levels.RefreshAsync(cancellationToken);
            _reader.Collect((int)Patience.TotalMilliseconds);
            return _writer.Text;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _turn.Dispose();
    }

    private sealed class Writer : BaseExporter<Metric>
    {
        public string Text { get; private set; } = "";

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Text = PrometheusText.Write(ParentProvider.GetResource(), batch);
            return ExportResult.Success;
        }
    }
}
