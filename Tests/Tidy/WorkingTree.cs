namespace Belay.Tests.Tidy;

/// <summary>The files of the clone in which the tests run, without what is built, restored or not ours.</summary>
internal static class WorkingTree
{
    private static readonly string[] PassedOver =
        ["bin", "obj", "node_modules", "vendor", "packages", "data", "artifacts", "TestResults", ".git", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    /// <summary>The files whose names end so, by their paths below the root, with slashes.</summary>
    public static IEnumerable<string> Files(params string[] extensions) => Below(Root)
        .Where(path => extensions.Contains(Path.GetExtension(path), StringComparer.Ordinal))
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder)
            .Where(one => !PassedOver.Contains(Path.GetFileName(one), StringComparer.Ordinal)).SelectMany(Below));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests read the clone around Orleans.sln, which is not found.");
        }

        return folder.FullName;
    }
}
