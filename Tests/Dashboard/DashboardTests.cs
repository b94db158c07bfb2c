using Belay.Tests.Clients;
using Belay.Tests.EndToEnd;

namespace Belay.Tests.Dashboard;

/// <summary>The dashboard of the built program in a real browser: each script of this folder is a test.</summary>
/// <remarks>
/// A new script needs no line here: every <c>*.test.mjs</c> is run, and <c>support.mjs</c> tells it where the gateway and the browser are.
/// </remarks>
public sealed class DashboardTests(NodePackages packages) : IClassFixture<NodePackages>
{
    /// <summary>A folder to put fresh screenshots into, such as docs/images; without it none are made.</summary>
    private const string ImagesVariable = "BELAY_DASHBOARD_IMAGES";

    private const string ReadOnlyKey = "dashboard-read-key-0123456789";
    private const string SendOnlyKey = "dashboard-send-key-0123456789";
    private const string OtherKey = "dashboard-other-key-0123456789";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Where a browser is usually found; the variable BELAY_CHROMIUM names another one.</summary>
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The scripts, by name.</summary>
    public static TheoryData<string> Scripts { get; } =
        [.. Directory.EnumerateFiles(NodePackages.Folder, "*.test.mjs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task The_dashboard_works_in_a_browser(string script) => RunAsync(script, ["--test", "--test-reporter=spec", script]);

    [Fact]
    public async Task The_screenshots_are_made_on_request()
    {
        var images = Environment.GetEnvironmentVariable(ImagesVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(images), $"Screenshots are made where {ImagesVariable} names a folder for them.");
        await RunAsync("screenshots.mjs", ["screenshots.mjs"], (ImagesVariable, Path.GetFullPath(images!)));
    }

    private async Task RunAsync(string script, IReadOnlyList<string> arguments, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var browser = Environment.GetEnvironmentVariable("BELAY_CHROMIUM") ?? Array.Find(Browsers, File.Exists);
        Assert.SkipWhen(browser is null, "There is no Chromium here (Debian: apt-get install chromium).");
        Assert.SkipWhen(packages.SkipReason is not null, packages.SkipReason ?? "");
        Assert.True(packages.Failure is null, packages.Failure);
        var directory = Directory.CreateTempSubdirectory("belay-dashboard-test-");
        try
        {
            using var gateway = await GatewayProcess.StartAsync(directory.FullName, [("Belay__Webhooks__AllowPrivateNetworks", "true"), .. Key(
                0, "full", GatewayProcess.Key, "acme", "messages:send", "messages:read", "keys:admin"),
                .. Key(1, "reader", ReadOnlyKey, "acme", "messages:read"), .. Key(2, "sender", SendOnlyKey, "acme", "messages:send"),
                .. Key(3, "other", OtherKey, "globex", "messages:send", "messages:read")]);
            var node = await NodePackages.RunAsync("node", arguments, Patience, [
                ("BELAY_URL", gateway.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)), ("BELAY_CHROMIUM", browser!),
                ("BELAY_KEY", GatewayProcess.Key), ("BELAY_READ_ONLY_KEY", ReadOnlyKey), ("BELAY_SEND_ONLY_KEY", SendOnlyKey),
                ("BELAY_OTHER_KEY", OtherKey), .. environment]);

            Assert.True(node.ExitCode == 0, $"{script} {(node.TimedOut ? "took too long" : $"ended with {node.ExitCode}")}:\n{node.Output}");
            TestContext.Current.TestOutputHelper?.WriteLine(node.Output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Name, string Value)> Key(
        int place, string name, string key, string organization, params IReadOnlyList<string> scopes) =>
    [
        ($"Belay__ApiKeys__{place}__Name", name),
        ($"Belay__ApiKeys__{place}__Key", key),
        ($"Belay__ApiKeys__{place}__Organization", organization),
        .. scopes.Select((scope, at) => ($"Belay__ApiKeys__{place}__Scopes__{at}", scope)),
    ];
}
