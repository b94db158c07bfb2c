using Belay.Tests.Storage.Postgres;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Belay.Tests.Storage.Postgres;

/// <summary>One server for all tests; each has a database of its own on it.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private PostgresServer? _server;
    private int _databases;

    public PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.WhyNot is null)
        {
            _server = await PostgresServer.StartAsync();
        }
    }

    /// <summary>Makes an empty database, or a copy of one that nobody uses, and returns how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var source = Npgsql.NpgsqlDataSource.Create(Server.ConnectionString() + ";Pooling=false");
        await using var create = source.CreateCommand($"CREATE DATABASE {name} TEMPLATE {template}");
        await create.ExecuteNonQueryAsync();
        return Server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
