using Belay.Messages;
using Belay.Storage.Sqlite.Writing;
using Belay.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Support.Sqlite;

/// <summary>A scene of the suite on the engine over SQLite, with doors that only this store has. It owns its clock unless asked otherwise.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private Stage(SqliteFixture fixture)
    {
        Fixture = fixture;
        Scene = new Scene(fixture);
    }

    public Scene Scene { get; }

    public SqliteFixture Fixture { get; }

    public LocalEngine Engine => Fixture.Running.Engine;

    public SqliteEngine Running => Fixture.Running;

    public ManualTimeProvider Clock => Fixture.Clock;

    public static Stage Open(EngineSettings? settings = null, Adjustments? adjustments = null, bool ownsClock = true) =>
        new(SqliteFixture.Create(settings ?? new EngineSettings(), ownsClock, adjustments ?? new Adjustments()));

    public ValueTask DisposeAsync() => Scene.DisposeAsync();

    /// <summary>Runs on the writer's own thread and connection, within a transaction.</summary>
    public Task<T> OnWriterAsync<T>(Func<WriteSession, T> work) => Running.Writer.DoAsync((session, _) => work(session), WriteKind.Other, Scene.Stop);

    /// <summary>Lets the database grow by so many pages of 4 KiB at most: a disk that is nearly full. The least is what it has already.</summary>
    public Task LimitGrowthAsync(long pages) => OnWriterAsync(session =>
    {
        var used = (long)Scalar(session.Connection, "PRAGMA page_count");
        return Scalar(session.Connection, $"PRAGMA max_page_count = {used + pages}");
    });

    /// <summary>A connection of another program on the same file.</summary>
    public SqliteConnection ConnectAsOther()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Fixture.DataDirectory, "belay.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    public static object Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()!;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Lets the owned clock run, a quarter of a second at a time, until it is so; fails after the tests' patience.</summary>
    public async Task RunClockUntilAsync(Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < ScriptedCarrier.Patience, $"Waited in vain for: {what}.");
            Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Scene.Stop);
        }
    }

    /// <summary>Waits, in real time, until the message is so, on another engine than the stage's own.</summary>
    public static async Task<Message> WaitForAsync(SqliteEngine engine, MessageId id, Func<Message, bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var message = await engine.Engine.FindAsync(Scene.Acme, id, Scene.Stop);
            Assert.NotNull(message);
            if (isSo(message))
            {
                return message;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < ScriptedCarrier.Patience,
                $"Waited in vain: {message.Status} at version {message.Version}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Scene.Stop);
        }
    }

    public Task ReadyAgainAsync() =>
        RunClockUntilAsync(async () => (await Engine.CheckHealthAsync(Scene.Stop)).Ready, "the engine to be ready again");
}
