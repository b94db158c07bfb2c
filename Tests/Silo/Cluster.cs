using Npgsql;

namespace Belay.Tests.Silo;

/// <summary>Three silos, the PostgreSQL server that they share, and the carrier that they call.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>How many silos there are.</summary>
    public const int Size = 3;

    private readonly TimeSpan _patience;
    private readonly IReadOnlyDictionary<string, string> _settings;

    private Cluster(
        PostgresServer server, CarrierStub carrier, TimeSpan patience, IReadOnlyDictionary<string, string> settings,
        IReadOnlyList<Place>? places, bool linked)
    {
        (Server, Carrier, _patience, _settings) = (server, carrier, patience, settings);
        Links = linked ? [.. Enumerable.Range(0, Size).Select(_ => new DatabaseLink(server.Socket))] : [];
        Silos =
            [.. Enumerable.Range(0, Size).Select(number => new SiloProcess(SettingsOf(linked ? Links[number] : null), patience, places?[number]))];
    }

    public PostgresServer Server { get; }

    public CarrierStub Carrier { get; }

    public IReadOnlyList<SiloProcess> Silos { get; }

    /// <summary>The silos' ways to the database, in their order, where those can be cut.</summary>
    public IReadOnlyList<DatabaseLink> Links { get; }

    /// <summary>Starts it all; the test is skipped where there is no PostgreSQL.</summary>
    /// <param name="patience">How long a caller waits for an answer before its outcome counts as unknown.</param>
    /// <param name="settings">More environment variables of every process.</param>
    /// <param name="network">Hosts for the silos, <see cref="Size"/> of them; null: they live with the test.</param>
    /// <param name="linked">Whether the silos' ways to the database can be cut.</param>
    public static async Task<Cluster> StartAsync(
        TimeSpan patience, IReadOnlyDictionary<string, string>? settings = null, Network? network = null, bool linked = false)
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        var server = await PostgresServer.StartAsync();
        var carrier = await CarrierStub.StartAsync(network?.HostAddress ?? "127.0.0.1");
        var cluster = new Cluster(server, carrier, patience, settings ?? new Dictionary<string, string>(), network?.Places, linked);
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

    /// <summary>One more silo, with ports of its own and not yet started.</summary>
    public SiloProcess NewSilo(Place? place = null) => new(SettingsOf(), _patience, place);

    /// <summary>A gateway alone, which finds the silos in the database; not yet started.</summary>
    /// <param name="place">Where it lives; null: with the test.</param>
    public SiloProcess NewGateway(Place? place = null) => new(SettingsOf(), _patience, place, SiloProcess.Gateway);

    /// <summary>A gateway alone, which knows the addresses of the silos and nothing of their database; not yet started.</summary>
    public SiloProcess NewGatewayByAddress()
    {
        var settings = SettingsOf();
        settings.Remove("Belay__Cluster__ConnectionString");
        settings["Belay__Cluster__Silos"] = string.Join(", ", Silos.Select(silo => silo.ClientAddress));
        return new(settings, _patience, place: null, SiloProcess.Gateway);
    }

    /// <summary>The environment variables of a process of the cluster, but for its ports and keys.</summary>
    public Dictionary<string, string> SettingsOf(DatabaseLink? link = null) => new(_settings, StringComparer.Ordinal)
    {
        ["Belay__Cluster__ConnectionString"] = Server.ConnectionString() + ";Maximum Pool Size=40" + (link is null ? "" : ";" + link.Address),
        ["Belay__Carrier"] = "http",
        ["Belay__Carriers__Http__Url"] = Carrier.Url,
        ["Belay__Carriers__Http__TimeoutSeconds"] = "5",
        ["Belay__RateLimit__PerSecond"] = "0",
    };

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

        foreach (var link in Links)
        {
            await link.DisposeAsync();
        }

        await Carrier.DisposeAsync();
        await Server.DisposeAsync();
    }
}
