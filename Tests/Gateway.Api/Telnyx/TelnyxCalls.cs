using System.Net;
using System.Text.Json;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>What was answered: status, body and headers.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)
{
    /// <summary>The message inside <c>data</c>.</summary>
    public JsonElement Data => Body.GetProperty("data");

    /// <summary>The id of the message inside <c>data</c>.</summary>
    public string Id => Data.GetProperty("id").GetString()!;

    /// <summary>The first error.</summary>
    public JsonElement Error => Body.GetProperty("errors")[0];

    /// <summary>The first error's code.</summary>
    public string Code => Error.GetProperty("code").GetString()!;

    /// <summary>The first error's pointer; "" where it has none.</summary>
    public string Pointer => Error.TryGetProperty("source", out var source) ? source.GetProperty("pointer").GetString()! : "";
}

internal static class TelnyxCalls
{
    /// <summary>A request that is fine, due a day after the fixture's clock begins.</summary>
    public const string Schedule = """{"from":"+15550001111","to":"+15550002222","text":"See you at nine","send_at":"2026-05-05T12:00:00Z"}""";

    public static async Task<Answer> SendJsonAsync(
        this HttpClient client, HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = GatewayFixture.Json(body);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(bytes);
        return new Answer(response.StatusCode, document.RootElement.Clone(), response);
    }

    public static Task<Answer> PostAsync(this HttpClient client, string path, string body, params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Post, path, body, headers);

    public static Task<Answer> LookAsync(this HttpClient client, string path) => client.SendJsonAsync(HttpMethod.Get, path);

    public static Task<Answer> CancelAsync(this HttpClient client, string id, params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Delete, "/v2/messages/" + id, body: null, headers);

    /// <summary>Schedules a message and returns its id.</summary>
    public static async Task<string> ScheduleAsync(this HttpClient client, string body = Schedule)
    {
        var answer = await client.PostAsync("/v2/messages/schedule", body);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Id;
    }

    /// <summary>The message as the engine has it.</summary>
    public static async Task<Message> StoredAsync(this GatewayFixture gateway, string id)
    {
        Assert.True(MessageId.TryParse(id, out var known));
        return (await gateway.Engine.FindAsync(GatewayFixture.Organization, known, TestContext.Current.CancellationToken))!;
    }
}
