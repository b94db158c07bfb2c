using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api;

/// <summary>What the gateway answered.</summary>
internal sealed record Reply(int Status, string Body, string? ContentType, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The one value of a header; null: there is none.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}

internal static class Requests
{
    public static async Task<Reply> SendAsync(
        this HttpClient client, string method, string path, string? body = null, string? contentType = "application/json",
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, text, response.Content.Headers.ContentType?.ToString(), response.Headers);
    }
}
