using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Belay.Benchmarks.Measuring;

namespace Belay.Benchmarks.Http;

/// <summary>The calls of one phase.</summary>
internal interface IExchange
{
    /// <summary>Writes the whole request of a call; its length.</summary>
    int Write(int index, Span<byte> request);

    /// <summary>Reads its answer; whether it is the one that was hoped for.</summary>
    bool Read(int index, in Response response);
}

/// <summary>Makes calls on kept connections, one at a time on each, spread evenly over the addresses.</summary>
/// <remarks>
/// One thread does it all: it waits for whichever connections have an answer, reads it and writes the next request. No tasks, no pool, no allocation
/// per call, so that the generator takes as little as can be of the machine that it shares with what it measures.
/// </remarks>
internal sealed class HttpLoad : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private const int AnswerWithinMicroseconds = 60_000_000;

    private readonly Connection[] _connections;

    public HttpLoad(IReadOnlyList<Uri> addresses, int inFlight) =>
        _connections = [.. Enumerable.Range(0, inFlight).Select(i => new Connection(addresses[i % addresses.Count]))];

    /// <summary>
    /// Makes the calls 0 to <paramref name="count"/> - 1, as many at a time as there are connections. Throws <see cref="TimeoutException"/> where no
    /// answer comes for a minute.
    /// </summary>
    public Phase Run(int count, IExchange exchange)
    {
        var took = new double[count];
        var active = new List<Connection>(_connections.Length);
        var waiting = new List<Socket>(_connections.Length);
        var errors = 0;
        var next = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var connection in _connections.Take(count))
        {
            connection.Send(next++, exchange);
            active.Add(connection);
        }

        while (active.Count > 0)
        {
            waiting.Clear();
            active.ForEach(connection => waiting.Add(connection.Socket));
            Socket.Select(waiting, null, null, AnswerWithinMicroseconds);
            if (waiting.Count == 0)
            {
                throw new TimeoutException("No answer came for a minute.");
            }

            // Those that have something to read are in the order of those that were asked about.
            var ready = 0;
            for (var at = 0; at < active.Count && ready < waiting.Count; at++)
            {
                var connection = active[at];
                if (!ReferenceEquals(connection.Socket, waiting[ready]))
                {
                    continue;
                }

                ready++;
                if (connection.Receive(exchange) is not { } good)
                {
                    continue;
                }

                took[connection.Index] = Stopwatch.GetElapsedTime(connection.SentAt).TotalMilliseconds;
                errors += good ? 0 : 1;
                if (next < count)
                {
                    connection.Send(next++, exchange);
                }
                else
                {
                    connection.IsDone = true;
                }
            }

            active.RemoveAll(static connection => connection.TakeDone());
        }

        return new(count, errors, Stopwatch.GetElapsedTime(started), new(took));
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private sealed class Connection : IDisposable
    {
        private readonly EndPoint _endPoint;
        private readonly byte[] _request = new byte[BufferBytes];
        private readonly byte[] _received = new byte[BufferBytes];
        private int _filled;

        public Connection(Uri address)
        {
            _endPoint = new IPEndPoint(IPAddress.TryParse(address.Host, out var ip) ? ip : Dns.GetHostAddresses(address.Host)[0], address.Port);
            Socket = Connect(_endPoint);
        }

        public Socket Socket { get; private set; }

        public int Index { get; private set; }

        public long SentAt { get; private set; }

        public bool IsDone { get; set; }

        public bool TakeDone()
        {
            var done = IsDone;
            IsDone = false;
            return done;
        }

        public void Send(int index, IExchange exchange)
        {
            Index = index;
            _filled = 0;
            var length = exchange.Write(index, _request);
            SentAt = Stopwatch.GetTimestamp();
            if (Socket.Send(_request, length, SocketFlags.None) < length)
            {
                throw new IOException("A request did not leave as a whole.");
            }
        }

        /// <summary>
        /// Takes what has come: null while there is more of the answer to come. A connection that was cut is an error, and is opened anew.
        /// </summary>
        public bool? Receive(IExchange exchange)
        {
            int read;
            try
            {
                read = Socket.Receive(_received, _filled, _received.Length - _filled, SocketFlags.None);
            }
            catch (SocketException)
            {
                read = 0;
            }

            if (read == 0)
            {
                Socket.Dispose();
                Socket = Connect(_endPoint);
                return false;
            }

            _filled += read;
            return Response.TryRead(_received.AsSpan(0, _filled), out var response) ? exchange.Read(Index, response) : null;
        }

        public void Dispose() => Socket.Dispose();

        private static Socket Connect(EndPoint endPoint)
        {
            var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(endPoint);
            return socket;
        }
    }
}
