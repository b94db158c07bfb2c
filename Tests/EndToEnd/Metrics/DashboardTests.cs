using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Belay.Tests.EndToEnd.Metrics;

/// <summary>The Grafana dashboard that comes with Belay, against what the built program really shows.</summary>
public sealed partial class DashboardTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-dashboard-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Every_metric_and_label_that_the_dashboard_asks_for_is_there()
    {
        using var gateway = await GatewayProcess.StartAsync(_directory, ("Belay__Webhooks__AllowPrivateNetworks", "true"));
        await ActAsync(gateway.Client);
        var text = await gateway.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        using var dashboard = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "belay.json"), TestContext.Current.CancellationToken));
        var asked = Expressions(dashboard.RootElement).ToList();

        Assert.True(asked.Count >= 20, $"{asked.Count} questions");
        foreach (var expression in asked)
        {
            foreach (var name in MetricName().Matches(expression).Select(match => match.Value))
            {
                Assert.True(
                    Regex.IsMatch(text, $"^{name}[{{ ]", RegexOptions.Multiline, TimeSpan.FromSeconds(5)),
                    $"{name}, of {expression}, is not among\n{text}");
            }

            foreach (var label in GroupedBy().Matches(expression)
                .SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)).Where(label => label is not "instance"))
            {
                Assert.True(text.Contains(label + "=\"", StringComparison.Ordinal), $"The label {label} of {expression} is not there.");
            }

            foreach (var value in Wanted().Matches(expression).SelectMany(match => match.Groups["value"].Value.Split('|')))
            {
                Assert.Contains(value, StatusesAndCauses);
            }
        }
    }

    [Fact]
    public async Task Logs_are_JSON_lines_where_the_frameworks_own_setting_says_so()
    {
        var gateway = await GatewayProcess.StartAsync(
            _directory, ("Logging__Console__FormatterName", "json"), ("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Information"),
            ("Belay__Carriers__Sandbox__ReceiptDelaySeconds", "0"));
        using (gateway)
        {
            await gateway.EndAsync();
        }

        var lines = gateway.Said.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(
            line.TryGetProperty("Category", out _) && line.TryGetProperty("Message", out _) && line.TryGetProperty("EventId", out _)));
        Assert.DoesNotContain(
            gateway.Said, line => line.StartsWith("info:", StringComparison.Ordinal) || line.StartsWith("warn:", StringComparison.Ordinal));
    }

    private static readonly HashSet<string> StatusesAndCauses =
        [.. Enum.GetNames<Belay.Messages.MessageStatus>()
            .Concat(Enum.GetNames<Belay.Messages.StepCause>()).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>One of all that is measured: a message sent with a webhook that nobody takes, and a cancel.</summary>
    private static async Task ActAsync(HttpClient client)
    {
        var hook = new Uri(client.BaseAddress!, "/healthz");
        using var body = new StringContent(
            $$"""{"from":"+15005550100","to":"+15005550199","text":"Hello","webhook_url":"{{hook}}"}""", Encoding.UTF8, "application/json");
        using var sent = await client.PostAsync("/v2/messages", body);
        var answer = await sent.Content.ReadAsStringAsync();
        Assert.True(sent.IsSuccessStatusCode, answer);
        using var document = JsonDocument.Parse(answer);
        var id = document.RootElement.GetProperty("data").GetProperty("id").GetString()!;
        await client.WaitForEndsAsync([id], TimeSpan.FromMinutes(1));
        await client.CancelAsync(id);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!(await client.GetStringAsync("/metrics")).Contains("belay_webhook_posts_total{", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            element.EnumerateObject().SelectMany(field => field.NameEquals("expr") ? [field.Value.GetString()!] : Expressions(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    [GeneratedRegex(@"\b(belay|http|messaging|dotnet)_[a-z_]+(?=\{)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MetricName();

    [GeneratedRegex(@"by \((?<labels>[^)]*)\)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex GroupedBy();

    [GeneratedRegex("(status|cause)=~?\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Wanted();
}
