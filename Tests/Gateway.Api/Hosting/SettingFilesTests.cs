using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>Settings are read beside the program and in the working directory, and a file that cannot be read is said in one sentence.</summary>
public sealed class SettingFilesTests : IDisposable
{
    private readonly string _program = Directory.CreateTempSubdirectory("belay-program-").FullName;
    private readonly string _work = Directory.CreateTempSubdirectory("belay-work-").FullName;

    public void Dispose()
    {
        Directory.Delete(_program, recursive: true);
        Directory.Delete(_work, recursive: true);
    }

    [Fact]
    public void The_working_directory_has_more_weight_than_the_program_and_the_command_line_more_than_both()
    {
        Write(_program, "appsettings.json", """{"Test":{"A":"program","B":"program","C":"program"}}""");
        var own = Write(_work, "appsettings.json", """{"Test":{"B":"work","C":"work"}}""");

        var configuration = SettingFiles.Read(["--Test:C=line"], _program, _work).Configuration;

        Assert.Equal(("program", "work", "line"), (configuration["Test:A"], configuration["Test:B"], configuration["Test:C"]));
        Assert.Equal([Path.Combine(_program, "appsettings.json"), own], SettingFiles.FoundBy(configuration));
    }

    [Fact]
    public void A_file_for_one_environment_goes_along_with_each()
    {
        Write(_work, "appsettings.json", """{"Test":{"A":"all","B":"all"}}""");
        Write(_work, "appsettings.Staging.json", """{"Test":{"B":"staging"}}""");
        Write(_work, "appsettings.Other.json", "no JSON");

        var configuration = SettingFiles.Read(["--environment=Staging"], _program, _work).Configuration;

        Assert.Equal(("all", "staging"), (configuration["Test:A"], configuration["Test:B"]));
    }

    [Fact]
    public void A_file_is_read_once_where_the_program_works_in_its_own_directory()
    {
        var file = Write(_program, "appsettings.json", "{}");

        Assert.Equal([file], SettingFiles.FoundBy(SettingFiles.Read([], _program + Path.DirectorySeparatorChar, _program).Configuration));
    }

    [Theory]
    [InlineData("{\n  \"Belay\": secret", "it is no sound JSON (line 2, character 12)")]
    [InlineData("", "it is no sound JSON (line 1, character 1)")]
    [InlineData("[]", "Top-level JSON element must be an object. Instead, 'Array' was found")]
    [InlineData("""{"Belay":{"Carrier":"secret","carrier":"secret"}}""", "A duplicate key 'Belay:carrier' was found")]
    public void A_file_that_cannot_be_read_is_said_by_its_place_and_not_by_what_stands_there(string text, string reason)
    {
        foreach (var directory in (string[])[_work, _program])
        {
            var file = Write(directory, "appsettings.json", text);

            var wrong = Assert.Throws<SettingException>(() => SettingFiles.Read([], _program, _work));

            Assert.Equal($"Failed to load configuration from file '{file}': {reason}.", wrong.Message);
            File.Delete(file);
        }
    }

    [Fact]
    public void A_directory_in_the_place_of_the_file_is_said()
    {
        var place = Directory.CreateDirectory(Path.Combine(_work, "appsettings.json")).FullName;

        Assert.Equal(
            $"{place} is a directory: settings are read from a file of that name.",
            Assert.Throws<SettingException>(() => SettingFiles.Read([], _program, _work)).Message);
    }

    private static string Write(string directory, string name, string text)
    {
        var file = Path.Combine(directory, name);
        File.WriteAllText(file, text);
        return file;
    }
}
