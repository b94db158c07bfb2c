using System.Globalization;
using Belay.Tests.Clients;

namespace Belay.Tests.Silo;

/// <summary>
/// The vendors' official clients against three silo processes: by a silo's own gateway, and by a gateway that is a process of its own.
/// </summary>
public sealed class ClientTests(NodePackages packages) : IClassFixture<NodePackages>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The scripts, by name; see Tests/Clients.</summary>
    public static TheoryData<string> Scripts { get; } =
        [.. Directory.EnumerateFiles(NodePackages.Folder, "*.test.mjs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task The_official_client_works_through_a_silo_and_through_a_gateway_alone(string script)
    {
        Assert.SkipWhen(packages.SkipReason is not null, packages.SkipReason ?? "");
        Assert.True(packages.Failure is null, packages.Failure);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Belay__Webhooks__AllowPrivateNetworks"] = "true" };

        // A script wants an organization that has nothing yet: each role has its own.
        var (throughSilo, throughGateway) = (new Keys("silo", settings), new Keys("gateway", settings));
        await using var cluster = await Cluster.StartAsync(Patience, settings);
        using var gateway = cluster.NewGateway();
        await gateway.StartAsync();

        await RunAsync(script, cluster.Silos[0], throughSilo);
        await RunAsync(script, gateway, throughGateway);
    }

    private static async Task RunAsync(string script, SiloProcess process, Keys keys)
    {
        var node = await NodePackages.RunAsync(
            "node",
            ["--test", "--test-reporter=spec", script],
            Patience,
            ("BELAY_URL", process.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)),
            ("BELAY_KEY", keys.Full),
            ("BELAY_READ_ONLY_KEY", keys.ReadOnly),
            ("BELAY_OTHER_KEY", keys.Other),
            ("BELAY_REFUSED_NUMBER", CarrierStub.RefusedNumber));

        Assert.True(
            node.ExitCode == 0,
            $"{script} by {keys.Full} {(node.TimedOut ? "took too long" : $"ended with {node.ExitCode}")}:\n{node.Output}\n{process.LastWords}");
    }

    /// <summary>The keys that a script is given, of two organizations of its own.</summary>
    private sealed class Keys
    {
        public Keys(string role, Dictionary<string, string> settings)
        {
            Full = Add("acme", "messages:send", "messages:read");
            ReadOnly = Add("acme", "messages:read");
            Other = Add("globex", "messages:send", "messages:read");

            string Add(string organization, params string[] scopes)
            {
                // The first one is every test's.
                var place = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Belay__ApiKeys__{settings.Keys.Count(name => name.EndsWith("__Key", StringComparison.Ordinal)) + 1}");
                var key = $"{role}-{organization}-{scopes.Length}-key-0123456789";
                settings[place + "__Key"] = key;
                settings[place + "__Organization"] = $"{role}-{organization}";
                for (var scope = 0; scope < scopes.Length; scope++)
                {
                    settings[string.Create(CultureInfo.InvariantCulture, $"{place}__Scopes__{scope}")] = scopes[scope];
                }

                return key;
            }
        }

        public string Full { get; }

        public string ReadOnly { get; }

        public string Other { get; }
    }
}
