using System.Text;
using Belay.Benchmarks.Http;

namespace Belay.Tests.Benchmarks.Http;

public sealed class TemplateTests
{
    private static readonly DateTimeOffset Due = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(60);

    [Fact]
    public void Each_mark_is_filled_and_the_length_is_that_of_the_body()
    {
        var template = new Template("POST", "/m", "Idempotency-Key: k-{number}\r\n", """{"to":"{number}","at":"{due}"}""");
        var request = new byte[1_000];
        var length = template.Write(request, 42, Due);
        Assert.Equal(
            "POST /m HTTP/1.1\r\nHost: belay\r\nIdempotency-Key: k-0000042\r\nContent-Type: application/json\r\nContent-Length: 51\r\n\r\n"
            + """{"to":"0000042","at":"2027-01-02T03:04:05.000006Z"}""",
            Encoding.ASCII.GetString(request, 0, length));
    }

    [Fact]
    public void A_request_without_a_body_says_nothing_of_one()
    {
        var id = new Guid("01020304-0506-0708-090a-0b0c0d0e0f10");
        var request = new byte[1_000];
        var length = new Template("DELETE", "/m/{id}", "", null).Write(request, id: id);
        Assert.Equal("DELETE /m/01020304-0506-0708-090a-0b0c0d0e0f10 HTTP/1.1\r\nHost: belay\r\n\r\n", Encoding.ASCII.GetString(request, 0, length));
    }

    [Theory]
    [InlineData("01020304-0506-0708-090a-0b0c0d0e0f10")]
    [InlineData("1-01020304-05060708090a0b0c0d0e0f10")]
    public void An_id_is_read_in_both_spellings(string text)
    {
        Assert.True(Dialect.TryReadId(Encoding.ASCII.GetBytes(text), out var id));
        Assert.Equal(new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"), id);
        Assert.False(Dialect.TryReadId(Encoding.ASCII.GetBytes(text[..^1]), out _));
    }
}
