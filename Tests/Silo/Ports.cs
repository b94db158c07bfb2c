using System.Net;
using System.Net.Sockets;

namespace Belay.Tests.Silo;

/// <summary>Ports for programs under test.</summary>
internal static class Ports
{
    /// <summary>
    /// Below those that the system gives to connections: a program that is started again must find its port free, whoever connected meanwhile.
    /// </summary>
    private const int First = 12_000, Last = 30_000;

    private static readonly Lock Lock = new();
    private static int next = Random.Shared.Next(First, Last);

    /// <summary>The first of so many neighbouring ports that nobody listens on, and that no other test of this process was given.</summary>
    public static int Take(int count)
    {
        lock (Lock)
        {
            for (var tries = 0; tries < 1_000; tries++)
            {
                var first = next;
                next = next + count > Last ? First : next + count;
                if (Enumerable.Range(first, count).All(IsFree))
                {
                    return first;
                }
            }
        }

        throw new InvalidOperationException($"No {count} neighbouring ports are free.");
    }

    /// <summary>Whether a program may listen on it.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
