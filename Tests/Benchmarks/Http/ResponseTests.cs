using System.Text;
using Belay.Benchmarks.Http;

namespace Belay.Tests.Benchmarks.Http;

public sealed class ResponseTests
{
    private const string Fixed =
        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\ncontent-length:  15\r\nDate: now\r\n\r\n{\"id\":\"abc-1\"} ";
    private const string Chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n{\"id\":\"abc-2\",\"x\":\"123456\"\r\n1\r\n}\r\n0\r\n\r\n";
    private const string Empty = "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n";

    [Theory]
    [InlineData(Fixed, 202, "abc-1")]
    [InlineData(Chunked, 200, "abc-2")]
    [InlineData(Empty, 204, "")]
    public void A_response_is_read_when_its_last_byte_is_there_and_not_before(string text, int status, string id)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(Response.TryRead(bytes.AsSpan(0, length), out _), $"after {length} bytes");
        }

        Assert.True(Response.TryRead(bytes, out var response));
        Assert.Equal(status, response.Status);
        Assert.Equal(bytes.Length, response.Length);
        Assert.Equal(id, Encoding.ASCII.GetString(response.TextAfter("\"id\":\""u8)));
    }

    [Fact]
    public void What_follows_a_response_is_not_part_of_it()
    {
        Assert.True(Response.TryRead(Encoding.ASCII.GetBytes(Fixed + Empty), out var response));
        Assert.Equal(Fixed.Length, response.Length);
    }
}
