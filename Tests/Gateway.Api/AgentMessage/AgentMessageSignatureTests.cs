using System.Text;
using Belay.Gateway.Api.AgentMessage;

namespace Belay.Tests.Gateway.Api.AgentMessage;

/// <summary>Known answers, made with <c>openssl dgst -sha256 -mac HMAC -macopt hexkey:…</c>.</summary>
public sealed class AgentMessageSignatureTests
{
    [Theory]
    [InlineData(
        "AAECAwQFBgcICQoLDA0ODw==", 1_777_896_000, "{\"type\":\"message.sent\"}",
        "t=1777896000,v1=46a5d3192575795c0b697a67eee20e3be5e5c72f56d24740b46b061db12dd8ed")]
    [InlineData("/w==", 1_630_512_466, "", "t=1630512466,v1=fe9cdbb42f27d139d1d140c2af68fbe3afc7950757c53890a307f7af15bb25a5")]
    public void The_signature_covers_seconds_a_line_feed_and_the_body(string secret, long seconds, string body, string expected) =>
        Assert.Equal(expected, AgentMessageSignature.Of(secret, DateTimeOffset.FromUnixTimeSeconds(seconds), Encoding.UTF8.GetBytes(body)));
}
