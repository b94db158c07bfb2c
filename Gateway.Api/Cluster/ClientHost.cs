using System.Net;
using System.Net.Sockets;
using Belay.Carriers;
using Belay.Gateway.Api.Hosting;
using Belay.Grains.Interfaces;
using Belay.Messages;

namespace Belay.Gateway.Api.Cluster;

/// <summary>Puts the gateway alone together: a client of a cluster's silos, without a store.</summary>
internal static class ClientHost
{
    private const string NoSilo =
        "No silo answers: start one, or see whether Belay:Cluster:Id, Belay:Cluster:Silos and the silos' Belay:Cluster:GatewayPort are right.";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);

    /// <summary>Reads the settings and builds the process. What is wrong is thrown as one sentence.</summary>
    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder)
    {
        var settings = await ClusterSettings.ReadAsync(builder.Configuration, CancellationToken.None);
        builder.Services.AddBelayTelemetry(builder.Configuration, "Microsoft.Orleans");
        builder.AddBelayGateway(delivers: false);
        if (settings.ConnectionString is { } connectionString)
        {
            builder.AddBelayClient(connectionString, settings.Id);
        }
        else
        {
            // The client itself would ask them for ever, and the start would say nothing.
            await ThrowIfNoneListensAsync(settings.Silos);
            builder.AddBelayClient(settings.Silos, settings.Id);
        }

        // After the client, which it asks.
        builder.AddClusterClock(new ClusterClock(TimeProvider.System), services => services.GetRequiredService<GrainStore>().ReadClockAsync);
        builder.Services.AddBelayCarriers(builder.Configuration);
        builder.Services.AddSingleton<GrainStore>();
        builder.Services.AddSingleton<IApiKeyStore>(services => services.GetRequiredService<GrainStore>());
        builder.Services.AddSingleton<ISecretStore>(services => services.GetRequiredService<GrainStore>());
        builder.Services.AddSingleton<IUndeliveredEvents>(services => services.GetRequiredService<GrainStore>());
        var app = builder.BuildBelay();
        app.MapBelayGateway();
        return app;
    }

    /// <summary>Why the start failed where no silo was found; null: for another reason.</summary>
    public static string? Say(Exception wrong) => wrong switch
    {
        Npgsql.NpgsqlException => "The database that Belay:Cluster:ConnectionString names cannot be reached or read.",
        Orleans.Runtime.OrleansException => NoSilo,
        _ => null,
    };

    private static async Task ThrowIfNoneListensAsync(IReadOnlyList<IPEndPoint> silos)
    {
        using var within = new CancellationTokenSource(AnswersWithin, TimeProvider.System);
        var listens = await Task.WhenAll(silos.Select(async silo =>
        {
            using var socket = new Socket(silo.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(silo, within.Token);
                return true;
            }
            catch (Exception silent) when (silent is SocketException or OperationCanceledException)
            {
                return false;
            }
        }));
        if (!listens.Contains(true))
        {
            throw new SettingException(NoSilo);
        }
    }
}
