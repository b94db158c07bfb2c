using System.Xml.Linq;

namespace Belay.Tests.Tidy;

/// <summary>Which project knows which, as ARCHITECTURE.md has it: arrows point down only.</summary>
public sealed class ArrowTests
{
    /// <summary>What each project may refer to itself; the first knows nothing, and what stands below knows only what stands above.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Messages"] = [],
        ["Client"] = [],
        ["Messages.Json"] = ["Messages"],
        ["Carriers"] = ["Messages"],
        ["Engine"] = ["Messages"],
        ["Storage.Sqlite"] = ["Messages"],
        ["Storage.Postgres"] = ["Messages", "Messages.Json"],
        ["Grains.Interfaces"] = ["Messages", "Messages.Json"],
        ["Grains"] = ["Messages", "Messages.Json", "Engine", "Grains.Interfaces", "Storage.Postgres", "Storage.Sqlite"],
        ["Gateway.Api"] = ["Messages", "Carriers", "Grains.Interfaces"],
        ["Silo"] = ["Carriers", "Gateway.Api", "Grains", "Storage.Postgres", "Storage.Sqlite"],
        ["Cli"] = ["Client"],
        ["Benchmarks"] = ["Messages", "Carriers", "Engine", "Gateway.Api", "Grains", "Grains.Interfaces", "Silo", "Storage.Sqlite"],
        ["ClientExample"] = ["Grains.Interfaces"],
    };

    private static IEnumerable<string> Projects => WorkingTree.Files(".csproj").Where(file => !file.StartsWith("Tests/", StringComparison.Ordinal));

    public static TheoryData<string> Files { get; } = [.. Projects];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_project_refers_to_nothing_that_it_must_not_know(string file)
    {
        Assert.True(
            Allowed.TryGetValue(NameOf(file), out var allowed), $"{file} is not in the table of this test, nor, most likely, in ARCHITECTURE.md.");
        Assert.Empty(References(file).Except(allowed));
    }

    [Fact]
    public void Each_project_of_the_table_is_there_and_knows_only_what_stands_above_it()
    {
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Projects.Select(NameOf).Order(StringComparer.Ordinal));
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (project, below) in Allowed)
        {
            Assert.Subset(known, below.ToHashSet(StringComparer.Ordinal));
            known.Add(project);
        }
    }

    [Fact]
    public void The_core_has_no_packages() => Assert.Empty(Included("Messages/Messages.csproj", "PackageReference"));

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file.Replace('\\', '/'));

    private static IEnumerable<string> References(string file) => Included(file, "ProjectReference").Select(NameOf);

    private static IEnumerable<string> Included(string file, string item) =>
        XDocument.Load(Path.Combine(WorkingTree.Root, file)).Descendants(item).Select(one => (string?)one.Attribute("Include") ?? "");
}
