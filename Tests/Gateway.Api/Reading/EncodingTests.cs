using System.Text;
using Belay.Tests.Gateway.Api.VoltMx;

namespace Belay.Tests.Gateway.Api.Reading;

/// <summary>A body's encoding: what has one meaning is read, the rest is refused in words that say what to send.</summary>
public sealed class EncodingTests
{
    private const string Send = "/api/v1/message/sms";

    public static TheoryData<string, string> Dialects { get; } = new()
    {
        { "/v2/messages", """{"from":"+15550001111","to":"+15550002222","text":"Grüße"}""" },
        { "/belay/v1/messages", """{"to":"+12025550123","text":"Grüße"}""" },
        { "/v1/messages", """{"from":"+15551112222","to":"+15554443333","text":"Grüße"}""" },
        { "/send", """{"message":{"to":{"phone_number":"+12025550123"},"content":{"body":"Grüße"}}}""" },
        { Send, VoltMxExamples.To("""{"recipient":{"mobile":"+15550000001"}}""") },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_byte_order_mark_and_utf_16_that_says_so_are_read(string path, string body)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        (byte[] Bytes, string ContentType)[] forms =
        [
            ([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(body)], "application/json"),
            ([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(body)], "application/json; charset=\"UTF-8\""),
            ([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(body)], "application/json; charset=utf-16"),
            ([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(body)], "application/json"),
            (Encoding.Unicode.GetBytes(body), "application/json; charset=utf-16le"),
            (Encoding.BigEndianUnicode.GetBytes(body), "application/json; charset=utf-16"),
        ];
        foreach (var (bytes, contentType) in forms)
        {
            var (status, answer) = await PostAsync(gateway, path, bytes, contentType);

            Assert.True(status is 200 or 202, $"{contentType}: {status} {answer}");
        }

        var messages = await Stage.AllAsync(gateway);
        Assert.Equal(forms.Length, messages.Count);
        Assert.Single(messages.Select(message => message.Draft.Text).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Another_charset_is_read_as_far_as_it_is_ascii_and_else_refused(string path, string body)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var ascii = body.Replace("Grüße", "Hi", StringComparison.Ordinal);
        var beyond = body.Replace("Grüße", "ü", StringComparison.Ordinal).Replace("\"+1", "\"ü\",\"+1", StringComparison.Ordinal);

        var read = await PostAsync(gateway, path, Encoding.Latin1.GetBytes(ascii), "application/json; charset=iso-8859-1");
        var refused = await PostAsync(gateway, path, Encoding.Latin1.GetBytes(beyond), "application/json; charset=iso-8859-1");
        var unknown = await PostAsync(gateway, path, Encoding.UTF8.GetBytes(ascii), "application/json; charset=utf-7");

        Assert.True(read.Status is 200 or 202, read.Answer);
        Assert.Equal((415, 415), (refused.Status, unknown.Status));
        Assert.Contains("must be UTF-8", refused.Answer, StringComparison.Ordinal);
        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_compressed_body_is_refused_by_the_name_of_its_header(string path, string body)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync("POST", path, body, headers: ("X-Any", "1"));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        using var response = await gateway.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.True(reply.Status is 200 or 202, reply.Body);
        Assert.Equal(415, (int)response.StatusCode);
        Assert.Contains(
            "Content-Encoding", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Xml_goes_by_its_mark_then_by_its_content_type_then_by_what_it_says_itself()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var xml = VoltMxExamples.Xml.Replace("sample", "Grüße", StringComparison.Ordinal);
        (byte[] Bytes, string ContentType)[] forms =
        [
            ([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(xml)], "text/xml"),
            (Encoding.Unicode.GetBytes(xml), "text/xml; charset=utf-16le"),
            ([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<?xml version=\"1.0\" encoding=\"utf-16\"?>" + xml)], "text/xml"),
            (Encoding.Latin1.GetBytes("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" + xml), "application/xml"),
            (Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" + xml), "text/xml; charset=utf-8"),
        ];
        foreach (var (bytes, contentType) in forms)
        {
            var (status, answer) = await PostAsync(gateway, Send, bytes, contentType);

            Assert.True(status == 200, $"{contentType}: {answer}");
        }

        Assert.All(await Stage.AllAsync(gateway), message => Assert.Contains("Grüße", message.Draft.Text, StringComparison.Ordinal));
    }

    private static async Task<(int Status, string Answer)> PostAsync(GatewayFixture gateway, string path, byte[] bytes, string contentType)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await gateway.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
