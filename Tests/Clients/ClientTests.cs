using Belay.Tests.Gateway.Api;

namespace Belay.Tests.Clients;

/// <summary>The vendors' official clients against the real gateway, with base URL and key changed: each script of this folder is a test.</summary>
/// <remarks>A new script needs no line here: every <c>*.test.mjs</c> is run, and <c>support.mjs</c> tells it where the gateway is.</remarks>
public sealed class ClientTests(NodePackages packages) : IClassFixture<NodePackages>
{
    private const string RefusedNumber = "+15550009999";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The scripts, by name.</summary>
    public static TheoryData<string> Scripts { get; } =
        [.. Directory.EnumerateFiles(NodePackages.Folder, "*.test.mjs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task The_official_client_works_with_only_its_base_url_and_key_changed(string script)
    {
        Assert.SkipWhen(packages.SkipReason is not null, packages.SkipReason ?? "");
        Assert.True(packages.Failure is null, packages.Failure);
        await using var gateway = await GatewayFixture.StartAsync(
            new Dictionary<string, string?> { ["Belay:Webhooks:AllowPrivateNetworks"] = "true" });
        // The clients go by the real time, and refuse webhooks that are signed more than five minutes off it.
        gateway.Clock.StepTo(TimeProvider.System.GetUtcNow());
        gateway.Carrier.AnswerAlways(RefusedNumber, new CarrierAnswer.Refused(new MessageError("no_route", "There is no route.")));

        var node = await NodePackages.RunAsync(
            "node",
            ["--test", "--test-reporter=spec", script],
            Patience,
            ("BELAY_URL", gateway.BaseAddress.GetLeftPart(UriPartial.Authority)),
            ("BELAY_KEY", GatewayFixture.Key),
            ("BELAY_READ_ONLY_KEY", GatewayFixture.ReadOnlyKey),
            ("BELAY_OTHER_KEY", GatewayFixture.OtherKey),
            ("BELAY_REFUSED_NUMBER", RefusedNumber));

        Assert.True(node.ExitCode == 0, $"{script} {(node.TimedOut ? "took too long" : $"ended with {node.ExitCode}")}:\n{node.Output}");
        TestContext.Current.SendDiagnosticMessage(node.Output);
    }
}
