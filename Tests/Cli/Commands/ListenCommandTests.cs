using System.Net;
using System.Net.Sockets;
using Belay.Cli;
using Belay.Tests.Gateway.Api;

namespace Belay.Tests.Cli.Commands;

/// <summary>listen: the newcomer's receiver of webhooks, told by the real gateway.</summary>
public sealed class ListenCommandTests
{
    private const string Body = """{"from":"+15005550100","to":"+15005550199","text":"Hello","webhook_url":"http://127.0.0.1:PORT/hook"}""";

    [Fact]
    public async Task An_event_is_shown_in_one_line()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new Dictionary<string, string?> { ["Belay:Webhooks:AllowPrivateNetworks"] = "true" });
        using var shell = new Shell(gateway);
        var port = FreePort();
        var listening = shell.RunAsync("listen", "--port", $"{port}", "--count", "1");
        using var nobody = new HttpClient();
        await UntilListeningAsync(nobody, port);

        using var order = GatewayFixture.Json(Body.Replace("PORT", $"{port}", StringComparison.Ordinal));
        using var answer = await gateway.Client.PostAsync("/v2/messages", order, TestContext.Current.CancellationToken);

        var said = await listening.WaitAsync(ScriptedCarrier.Patience, TestContext.Current.CancellationToken);
        var id = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["data"]!["id"]!
            .GetValue<string>();
        Assert.Equal((ExitCode.Done, $"2026-05-04 14:00:00.000  message.sent  {id}  sent"), (said.ExitCode, said.Out.Trim()));
        Assert.Contains($"http://127.0.0.1:{port}/", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_event_is_shown_all_the_same_and_too_much_is_refused()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var shell = new Shell(gateway);
        var port = FreePort();
        var listening = shell.RunAsync("listen", "--port", $"{port}", "--count", "2", "--json");

        // The client waits to be asked for the body, so a refusal cannot cut it off in the middle of one.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = ScriptedCarrier.Patience });
        client.DefaultRequestHeaders.ExpectContinue = true;
        await UntilListeningAsync(client, port);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(client, port, new string('x', (1024 * 1024) + (32 * 1024))));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, port, "no JSON"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, port, """{"type":"x"}"""));

        var said = await listening.WaitAsync(ScriptedCarrier.Patience, TestContext.Current.CancellationToken);
        Assert.Equal("no JSON\n{\"type\":\"x\"}\n", said.Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var shell = new Shell(gateway);

        var said = await shell.RunAsync("listen", "--port", $"{gateway.BaseAddress.Port}");

        Assert.Equal(
            (ExitCode.Refused, $"belay: Port {gateway.BaseAddress.Port} is taken: choose another with --port.\n"), (said.ExitCode, said.Error));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, int port, string body)
    {
        using var content = new StringContent(body);
        using var response = await client.PostAsync(new Uri($"http://127.0.0.1:{port}/"), content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>A GET is answered with 405 and is no event.</summary>
    private static async Task UntilListeningAsync(HttpClient client, int port)
    {
        using var patience = new CancellationTokenSource(ScriptedCarrier.Patience, TimeProvider.System);
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), patience.Token);
                Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
