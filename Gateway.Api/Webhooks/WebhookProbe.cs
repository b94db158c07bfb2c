using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>What a look at the address of a webhook found.</summary>
internal enum ProbeResult
{
    /// <summary>A connection opens, and over https the handshake succeeds.</summary>
    Reached,

    /// <summary>It is an address or a port that events do not go to.</summary>
    Forbidden,

    /// <summary>Its name has no address.</summary>
    NameUnknown,

    /// <summary>Nobody takes the connection.</summary>
    NotReached,

    /// <summary>The TLS handshake fails: no TLS there, or a certificate that is not valid for the name.</summary>
    TlsFailed,

    /// <summary>No answer in time.</summary>
    TimedOut,
}

/// <summary>Opens the connection that an event would take, by the same rules, and posts nothing.</summary>
internal sealed class WebhookProbe(GuardedConnector connector, TimeProvider time)
{
    /// <summary>How long a look may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<ProbeResult> LookAsync(Uri url, AddressOwner owner, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var connection = await connector.ConnectAsync(new DnsEndPoint(url.IdnHost, url.Port), owner, either.Token);
            if (url.Scheme == Uri.UriSchemeHttps)
            {
                await using var secured = new SslStream(connection, leaveInnerStreamOpen: true);
                await secured.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = url.IdnHost, ApplicationProtocols = [SslApplicationProtocol.Http11] },
                    either.Token);
            }

            return ProbeResult.Reached;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.TimedOut;
        }
        catch (ForbiddenAddressException)
        {
            return ProbeResult.Forbidden;
        }
        catch (SocketException unknown) when (unknown.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return ProbeResult.NameUnknown;
        }
        catch (SocketException)
        {
            return ProbeResult.NotReached;
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            return ProbeResult.TlsFailed;
        }
    }
}
