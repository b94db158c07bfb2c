using System.Net;
using System.Net.Sockets;

namespace Belay.Benchmarks.Targets;

/// <summary>Ports of this machine that nobody listens on now.</summary>
internal static class FreePort
{
    /// <summary>Below the range from which systems give ports to connections.</summary>
    private const int RangeFrom = 20_000;
    private const int RangeTo = 30_000;

    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first of so many in a row.</summary>
    public static int Range(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(RangeFrom, RangeTo - count);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
