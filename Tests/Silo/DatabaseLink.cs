using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Belay.Tests.Silo;

/// <summary>
/// The way between one silo and the database, which can be cut: what is sent then waits, as lost packets that are sent again do, and nobody is told.
/// </summary>
internal sealed class DatabaseLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _database;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _toDatabase = Opened();
    private volatile TaskCompletionSource _toSilo = Opened();
    private long _bytesToDatabase;
    private long _bytesToSilo;

    /// <summary>Opens it.</summary>
    /// <param name="socket">The database's socket.</param>
    public DatabaseLink(string socket)
    {
        _database = socket;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the silo finds the database.</summary>
    public string Address =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={((IPEndPoint)_listener.LocalEndpoint).Port};SSL Mode=Disable");

    /// <summary>How many bytes were let through.</summary>
    public (long ToSilo, long ToDatabase) Passed => (Interlocked.Read(ref _bytesToSilo), Interlocked.Read(ref _bytesToDatabase));

    /// <summary>Lets nothing more through.</summary>
    public void Cut(Cut cut)
    {
        _toDatabase = cut == Silo.Cut.Deaf ? _toDatabase : new(TaskCreationOptions.RunContinuationsAsynchronously);
        _toSilo = cut == Silo.Cut.Mute ? _toSilo : new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets through what has waited, and what comes.</summary>
    public void Heal()
    {
        _toDatabase.TrySetResult();
        _toSilo.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _ending.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_ending.Token)));
                connections.RemoveAll(connection => connection.IsCompleted);
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket silo)
    {
        using var database = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (silo)
        {
            try
            {
                silo.NoDelay = true;
                await database.ConnectAsync(new UnixDomainSocketEndPoint(_database), _ending.Token);
                var asking = PassAsync(silo, database, () => _toDatabase.Task, count => Interlocked.Add(ref _bytesToDatabase, count));
                var answering = PassAsync(database, silo, () => _toSilo.Task, count => Interlocked.Add(ref _bytesToSilo, count));
                await await Task.WhenAny(asking, answering);
                await Task.WhenAll(asking, answering);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                // One end went away; the other one hears of it now.
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to, Func<Task> open, Action<int> passed)
    {
        var buffer = new byte[16 * 1024];
        int read;
        do
        {
            read = await from.ReceiveAsync(buffer, _ending.Token);
            await open().WaitAsync(_ending.Token);
            for (var sent = 0; sent < read; sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _ending.Token))
            {
            }

            passed(read);
        }
        while (read > 0);

        to.Shutdown(SocketShutdown.Send);
    }
}
