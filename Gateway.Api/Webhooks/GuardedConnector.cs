using System.Net;
using System.Net.Sockets;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>Opens a connection to an address. Throws <see cref="SocketException"/> where nobody answers there.</summary>
internal delegate ValueTask<Stream> Dialer(IPEndPoint endPoint, CancellationToken cancellationToken);

/// <summary>The address of a webhook is not one that events go to.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);

/// <summary>Opens connections to webhooks, and only to addresses that it has checked itself.</summary>
/// <remarks>
/// The check is made here and not when a message is created: what a name means is only known when it is resolved, and who owns the name can change it
/// between a check and its use. So every address of the answer is judged, and the connection goes to one of those very addresses; nothing resolves the name again.
/// </remarks>
internal sealed class GuardedConnector(HostResolver resolve, Dialer dial, WebhookReach reach)
{
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, AddressOwner owner, CancellationToken cancellationToken)
    {
        if (!reach.AllowsPort(endPoint.Port, owner))
        {
            throw new ForbiddenAddressException("The port is neither 80 nor 443 nor above 1023.");
        }

        IPAddress[] addresses = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await resolve(endPoint.Host, cancellationToken);

        // One bad address among good ones is either an attack or a mistake, and both are better seen than worked around.
        if (!Array.TrueForAll(addresses, address => reach.Allows(endPoint.Host, address, owner)))
        {
            throw new ForbiddenAddressException("The host has an address outside the open internet.");
        }

        SocketException? failure = null;
        foreach (var address in addresses)
        {
            try
            {
                return await dial(new IPEndPoint(address, endPoint.Port), cancellationToken);
            }
            catch (SocketException refused)
            {
                failure = refused;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>Dials over TCP.</summary>
    public static async ValueTask<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
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
}
