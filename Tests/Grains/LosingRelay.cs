using System.Net.Sockets;
using System.Text;

namespace Belay.Tests.Grains;

/// <summary>
/// Stands between the store and its server. Once told to, it passes on a statement, waits until the server has done it, and breaks the line without
/// the answer.
/// </summary>
internal sealed class LosingRelay : IAsyncDisposable
{
    private readonly string _server;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("belay-relay-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private string? _lose;

    /// <param name="server">The folder of the server's socket.</param>
    public LosingRelay(string server)
    {
        _server = server;
        _listener.Bind(new UnixDomainSocketEndPoint(SocketIn(_directory.FullName)));
        _listener.Listen();
        _running = AcceptAsync();
    }

    /// <summary>The folder of its own socket.</summary>
    public string Host => _directory.FullName;

    /// <summary>Loses the answer to the next request in which these words are.</summary>
    public void LoseAnswerTo(string words) => Volatile.Write(ref _lose, words);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
        _directory.Delete(recursive: true);
    }

    private static string SocketIn(string directory) => Path.Combine(directory, ".s.PGSQL.5432");

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(CarryAsync(await _listener.AcceptAsync(_stop.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        using (var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(SocketIn(_server)), ends.Token);
            var loses = false;
            var up = PipeAsync(client, server, asked =>
            {
                if (Volatile.Read(ref _lose) is { } words && Encoding.UTF8.GetString(asked.Span).Contains(words, StringComparison.Ordinal))
                {
                    Volatile.Write(ref _lose, null);
                    Volatile.Write(ref loses, true);
                }

                return true;
            }, ends.Token);

            // The server answers as a whole, after the commit.
            var down = PipeAsync(server, client, _ => !Volatile.Read(ref loses), ends.Token);
            await Task.WhenAny(up, down);
            await ends.CancelAsync();
            await Task.WhenAll(up, down);
        }
    }

    /// <summary>Carries bytes until one side ends, or what arrived is not to go on.</summary>
    private static async Task PipeAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> goesOn, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stop) is > 0 and var length && goesOn(buffer.AsMemory(0, length)))
            {
                await to.SendAsync(buffer.AsMemory(0, length), stop);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The other side of the line is told by closing it.
        }
    }
}
