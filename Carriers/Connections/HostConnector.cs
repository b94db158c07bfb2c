using System.Net;

namespace Belay.Connections;

/// <summary>Opens connections to a host by its name, whichever of its addresses answers.</summary>
internal sealed class HostConnector(HostResolver resolve, StaggeredDialer dialer)
{
    /// <summary>One that asks the system's resolver and dials over TCP.</summary>
    public static HostConnector OfThisMachine(TimeProvider time) =>
        new(Dns.GetHostAddressesAsync, new StaggeredDialer(StaggeredDialer.DialTcpAsync, time));

    /// <summary>Connects.</summary>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await resolve(endPoint.Host, cancellationToken);
        return await dialer.DialAsync(addresses, endPoint.Port, cancellationToken);
    }
}
