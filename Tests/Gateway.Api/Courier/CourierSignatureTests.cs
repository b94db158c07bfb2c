using System.Text;
using Belay.Gateway.Api.Courier;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>Known answers, made with <c>openssl dgst -sha256 -hmac</c>.</summary>
public sealed class CourierSignatureTests
{
    [Theory]
    [InlineData(
        "whsec_test", 1_777_896_000_000, "{\"type\":\"message:updated\"}",
        "t=1777896000000,signature=70c48832ff7d48c472a8f9de114b19783df8872c984fc081cbf9e33d4a1bc204")]
    [InlineData("schlüssel", 1_630_512_466_717, "", "t=1630512466717,signature=4d57ea7515904e17776f9ea632547ecbe0aac537c19075564f956e75d59a306c")]
    public void The_signature_covers_milliseconds_a_dot_and_the_body(string secret, long milliseconds, string body, string expected) =>
        Assert.Equal(expected, CourierSignature.Of(secret, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), Encoding.UTF8.GetBytes(body)));
}
