using Npgsql;

namespace Belay.Tests.Silo;

/// <summary>Three silos, the PostgreSQL server that they share, and the carrier that they call.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>How many silos there are.</summary>
    public const int Size = 3;

    private readonly TimeSpan _patience;
    private readonly IReadOnlyDictionary<string, string> _settings;

    private Cluster(PostgresServer server, CarrierStub carrier, TimeSpan patience, IReadOnlyDictionary<string, string> settings, IReadOnlyList<Place>? places)
    {
        (Server, Carrier, _patience, _settings) = (server, carrier, patience, settings);
        Silos = [.. Enumerable.Range(0, Size).Select(number => NewProcess(places?[number]))];
    }

    public PostgresServer Server { get; }

    public CarrierStub Carrier { get; }

    public IReadOnlyList<SiloProcess> Silos { get; }

    /// <summary>Starts it all; the test is skipped where there is no PostgreSQL.</summary>
    /// <param name="patience">How long a caller waits for an answer before its outcome counts as unknown.</param>
    /// <param name="settings">More environment variables of every process.</param>
    /// <param name="network">Hosts for the silos, <see cref="Size"/> of them; null: they live with the test.</param>
    public static async Task<Cluster> StartAsync(TimeSpan patience, IReadOnlyDictionary<string, string>? settings = null, Network? network = null)
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        var cluster = new Cluster(await PostgresServer.StartAsync(), await CarrierStub.StartAsync(network?.HostAddress ?? "127.0.0.1"), patience, settings ?? new Dictionary<string, string>(), network?.Places);
        try
        {
            await Task.WhenAll(cluster.Silos.Select(silo => silo.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A process with the cluster's settings and ports of its own, not yet started.</summary>
    public SiloProcess NewProcess(params string[] arguments) => NewProcess(null, arguments);

    private SiloProcess NewProcess(Place? place, params string[] arguments) => new(
        new Dictionary<string, string>(_settings, StringComparer.Ordinal)
        {
            ["Belay__Cluster__ConnectionString"] = Server.ConnectionString() + ";Maximum Pool Size=40",
            ["Belay__Carrier"] = "http",
            ["Belay__Carriers__Http__Url"] = Carrier.Url,
            ["Belay__Carriers__Http__TimeoutSeconds"] = "5",
            ["Belay__RateLimit__PerSecond"] = "0",
        },
        _patience,
        place,
        arguments);

    /// <summary>Reads rows by a connection of its own.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Silos)
        {
            silo.Dispose();
        }

        await Carrier.DisposeAsync();
        await Server.DisposeAsync();
    }
}
