using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Belay.Storage.Sqlite;

namespace Belay.Silo;

/// <summary>Where the database lies: <c>Belay:DataDirectory</c>, from the working directory on.</summary>
/// <param name="Directory">The absolute directory.</param>
/// <param name="Notice">A sentence for the operator, where it is not the one that the setting names, or another one lies beside it; null:
/// nothing.</param>
/// <remarks>
/// <c>dotnet run</c> works in the clone's root. Before it did so it worked in the project's own directory, and what lies there must not be passed
/// over in silence.
/// </remarks>
internal sealed record DataPlace(string Directory, string? Notice)
{
    private const string Setting = "Belay:DataDirectory";

    private const string FormerWorkingDirectory = "Gateway.Api";

    public static DataPlace Find(IConfiguration configuration) =>
        Find(configuration.Text(Setting) ?? new SqliteOptions().DataDirectory, System.IO.Directory.GetCurrentDirectory());

    internal static DataPlace Find(string named, string workingDirectory)
    {
        var place = Path.GetFullPath(named, workingDirectory);
        var former = Path.GetFullPath(named, Path.Combine(workingDirectory, FormerWorkingDirectory));
        return Path.IsPathRooted(named) || !HoldsDatabase(former) ? new(place, null)
            : HoldsDatabase(place) ? new(place, $"Another database lies in {former}, where an earlier version kept it; it is not used.")
            : new(
                former,
                $"The database lies in {former}, where an earlier version kept it, and is used there. To have it in {place}, stop Belay and move the "
                + "directory.");
    }

    /// <summary>Whether there is a database.</summary>
    public bool Exists => HoldsDatabase(Directory);

    /// <summary>The directory, for what only looks and must not make a database. Throws <see cref="SettingException"/> where there is none.</summary>
    public string Existing() => Exists ? Directory
        : throw new SettingException(
            $"There is no database in {Directory}. {Setting} says where it lies; a relative one begins at the working directory.");

    /// <summary>The sentence, with the directory beside the setting's name: who reads it may not know what the setting came to.</summary>
    public string Name(string sentence) =>
        sentence.Contains(Setting, StringComparison.Ordinal) ? sentence.Replace(Setting, $"{Setting} ({Directory})", StringComparison.Ordinal)
        : sentence.StartsWith("The database ", StringComparison.Ordinal) ? $"{sentence} It lies in {Directory}."
        : sentence;

    /// <summary>An empty file is no database: it is what a failed copy leaves behind.</summary>
    private static bool HoldsDatabase(string directory) => new FileInfo(Path.Combine(directory, "belay.db")) is { Exists: true, Length: > 0 };
}
