using Belay.Gateway.Api;
using Belay.Silo;

namespace Belay.Tests.Silo;

/// <summary>The data directory is found where it is, and what an earlier version left elsewhere is not passed over in silence.</summary>
public sealed class DataPlaceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("belay-place-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_relative_directory_begins_at_the_working_directory() =>
        Assert.Equal(new DataPlace(Path.Combine(_root, "data"), null), DataPlace.Find("data", _root));

    [Fact]
    public void An_absolute_directory_is_taken_as_it_is()
    {
        Make("Gateway.Api/data");

        Assert.Equal(new DataPlace(Path.Combine(_root, "else"), null), DataPlace.Find(Path.Combine(_root, "else"), _root));
    }

    [Fact]
    public void A_database_that_an_earlier_version_kept_elsewhere_is_used_and_said()
    {
        var former = Make("Gateway.Api/data");
        Make("data", "");

        var place = DataPlace.Find("data", _root);

        Assert.Equal(former, place.Directory);
        Assert.Equal(
            $"The database lies in {former}, where an earlier version kept it, and is used there. To have it in {Path.Combine(_root, "data")}, stop "
            + "Belay and move the directory.",
            place.Notice);
    }

    [Fact]
    public void Where_both_places_hold_a_database_the_new_one_is_used_and_the_other_said()
    {
        var former = Make("Gateway.Api/data");
        var place = Make("data");

        Assert.Equal(
            new DataPlace(place, $"Another database lies in {former}, where an earlier version kept it; it is not used."),
            DataPlace.Find("data", _root));
    }

    [Fact]
    public void What_only_looks_is_told_where_there_is_no_database()
    {
        Make("data", "");
        Make("else");

        var wrong = Assert.Throws<SettingException>(() => DataPlace.Find("data", _root).Existing());

        Assert.StartsWith(
            $"There is no database in {Path.Combine(_root, "data")}. Belay:DataDirectory says where it lies",
            wrong.Message,
            StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_root, "else"), DataPlace.Find("else", _root).Existing());
    }

    [Theory]
    [InlineData(
        "Another process runs on the same Belay:DataDirectory. Stop it.",
        "Another process runs on the same Belay:DataDirectory (/srv/belay). Stop it.")]
    [InlineData("The database was written by a newer Belay.", "The database was written by a newer Belay. It lies in /srv/belay.")]
    [InlineData("SQLite is missing.", "SQLite is missing.")]
    public void What_is_wrong_with_the_database_is_said_with_its_place(string sentence, string said) =>
        Assert.Equal(said, new DataPlace("/srv/belay", null).Name(sentence));

    private string Make(string name, string content = "a database")
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        File.WriteAllText(Path.Combine(directory, "belay.db"), content);
        return directory;
    }
}
