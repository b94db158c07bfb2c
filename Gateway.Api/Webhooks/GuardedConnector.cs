using System.Net;
using Belay.Connections;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>The address of a webhook is not one that events go to.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);

/// <summary>Opens connections to webhooks, and only to addresses that it has checked itself.</summary>
/// <remarks>
/// The check is made here and not when a message is created: what a name means is only known when it is resolved, and who owns the name can change it
/// between a check and its use. So every address of the answer is judged, and the connection goes to one of those very addresses; nothing resolves
/// the name again.
/// </remarks>
internal sealed class GuardedConnector(HostResolver resolve, Dialer dial, WebhookReach reach, TimeProvider? time = null)
{
    private readonly StaggeredDialer _dialer = new(dial, time ?? TimeProvider.System);

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

        return await _dialer.DialAsync(addresses, endPoint.Port, cancellationToken);
    }
}
