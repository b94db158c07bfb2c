using System.Net;
using System.Net.Sockets;

namespace Belay.Connections;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>Opens a connection to an address. Throws <see cref="SocketException"/> where nobody answers there.</summary>
internal delegate ValueTask<Stream> Dialer(IPEndPoint endPoint, CancellationToken cancellationToken);

/// <summary>
/// Dials the addresses of a host one after another, each a moment after the one before; the first that connects wins, and the others are closed (RFC
/// 8305).
/// </summary>
/// <remarks>
/// A host with several addresses of which one does not answer is common: IPv6 that leads nowhere, a machine of several that is down. Who tries them
/// strictly in turn spends the whole patience of a call on the silent one. An address that refuses is followed by the next one at once.
/// </remarks>
internal sealed class StaggeredDialer(Dialer dial, TimeProvider time)
{
    /// <summary>Most addresses that are dialed for one connection: a host that names hundreds gets no more of our sockets.</summary>
    public const int AddressesMax = 16;

    /// <summary>How long an address is alone before the next one is dialed beside it.</summary>
    public static TimeSpan Stagger { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects to one of the addresses. Throws what the last one failed with where none answers.</summary>
    /// <param name="addresses">In the order in which they are preferred; the two families take turns.</param>
    /// <param name="port">The port of all of them.</param>
    /// <param name="cancellationToken">Gives up, and closes what is under way.</param>
    public async ValueTask<Stream> DialAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        var waiting = new Queue<IPAddress>(TakingTurns(addresses).Take(AddressesMax));
        var dialing = new List<Task<Stream>>();
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (waiting.Count > 0 || dialing.Count > 0)
            {
                if (waiting.TryDequeue(out var next))
                {
                    dialing.Add(DialOneAsync(new IPEndPoint(next, port), others.Token));
                }

                await WaitAsync(dialing, othersWait: waiting.Count > 0, cancellationToken);
                if ((dialing.Find(static one => one.IsCompletedSuccessfully) ?? dialing.Find(static one => one.IsCompleted)) is not { } ended)
                {
                    continue;
                }

                dialing.Remove(ended);
                if (ended.IsCompletedSuccessfully)
                {
                    return await ended;
                }

                failure = ended.Exception?.InnerException ?? failure;
            }
        }
        finally
        {
            await others.CancelAsync();
            dialing.ForEach(CloseWhenOpen);
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw failure;
    }

    /// <summary>Dials over TCP.</summary>
    public static async ValueTask<Stream> DialTcpAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> DialOneAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => await dial(endPoint, cancellationToken);

    /// <summary>Waits until a dialing ends or, where another address waits, for the stagger at most.</summary>
    private async Task WaitAsync(List<Task<Stream>> dialing, bool othersWait, CancellationToken cancellationToken)
    {
        var first = Task.WhenAny(dialing);
        if (!othersWait)
        {
            await first.WaitAsync(cancellationToken);
            return;
        }

        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(first, Task.Delay(Stagger, time, answered.Token));
        await answered.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Addresses of the family that comes first and of the other one in turn, each in its own order.</summary>
    private static IEnumerable<IPAddress> TakingTurns(IReadOnlyList<IPAddress> addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var second = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToList();
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            foreach (var family in (List<IPAddress>[])[first, second])
            {
                if (i < family.Count)
                {
                    yield return family[i];
                }
            }
        }
    }

    private static void CloseWhenOpen(Task<Stream> dialing) => _ = dialing.ContinueWith(
        static ended =>
        {
            if (ended.IsCompletedSuccessfully)
            {
                ended.Result.Dispose();
            }
            else
            {
                _ = ended.Exception;
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
