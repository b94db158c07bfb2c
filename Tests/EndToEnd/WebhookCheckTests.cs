using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Belay.Tests.EndToEnd;

/// <summary>The check of webhooks by the built program, over real TLS.</summary>
public sealed class WebhookCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost", "reached")]
    [InlineData("127.0.0.1", "tls_failed")]
    public async Task An_endpoint_is_reached_by_the_name_of_its_certificate_alone_and_gets_no_byte(string host, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a certificate cannot be trusted for one process alone.");
        var directory = Directory.CreateTempSubdirectory("belay-end-to-end-");
        try
        {
            using var certificate = MakeCertificate();
            var trusted = Path.Combine(directory.FullName, "trusted.pem");
            await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem(), Stop);
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            using var gateway = await GatewayProcess.StartAsync(
                directory.FullName,
                ("SSL_CERT_FILE", trusted),
                ("Belay__Webhooks__AllowPrivateNetworks", "true"),
                ("Belay__Webhooks__Endpoints__0__Organization", "acme"),
                ("Belay__Webhooks__Endpoints__0__Dialect", "Courier"),
                ("Belay__Webhooks__Endpoints__0__Url", $"https://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/hook"));

            var received = ReceiveAsync(listener, certificate);
            using var reply = await gateway.Client.PostAsync(new Uri("/belay/v1/webhooks/check", UriKind.Relative), null, Stop);

            var endpoint = (await reply.Content.ReadFromJsonAsync<JsonNode>(Stop))!["endpoints"]![0]!;
            Assert.Equal((host, expected), (endpoint["host"]!.GetValue<string>(), endpoint["result"]!.GetValue<string>()));
            Assert.Equal(0, await received.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Stop));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Takes one connection; how many bytes came over it after the handshake.</summary>
    private static async Task<int> ReceiveAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync(Stop);
        await using var secured = new SslStream(connection.GetStream());
        try
        {
            await secured.AuthenticateAsServerAsync(certificate);
            return await secured.ReadAsync(new byte[1], Stop);
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            return 0;
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // As a file would bring it: a server needs the key beside the certificate.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
