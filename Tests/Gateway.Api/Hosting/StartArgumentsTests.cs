using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>The command line of a server is settings and nothing else: a mistake starts nothing.</summary>
public sealed class StartArgumentsTests
{
    private static readonly (string, string)[] Commands = [("keys", "make keys"), ("review", "decide")];

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("help")]
    [InlineData("--help", "--urls=x")]
    public void Help_is_said_and_nothing_started(params string[] args)
    {
        var said = StartArguments.Read(args, "Silo", "Some page lists the settings.", Commands);

        Assert.Matches("(?m)^  Silo keys … +make keys: keys --help$", said);
        Assert.EndsWith("Some page lists the settings.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_said() => Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", StartArguments.Read(["--version"], "Gateway.Api", ""));

    [Theory]
    [InlineData]
    [InlineData("--urls=http://127.0.0.1:0")]
    [InlineData("--urls", "http://127.0.0.1:0", "--Belay:Carrier=http")]
    [InlineData("--belay:carrier", "http")]
    [InlineData("--Logging:LogLevel:Default=Warning", "--environment=Production")]
    public void Settings_start_it(params string[] args) => Assert.Null(StartArguments.Read(args, "Silo", "", Commands));

    [Fact]
    public void A_program_without_commands_says_so() => Assert.Equal(
        "There is no command keys: Gateway.Api has none, and --help says what there is.",
        Assert.Throws<SettingException>(() => StartArguments.Read(["keys", "list"], "Gateway.Api", "")).Message);

    [Theory]
    [InlineData("There is no command kyes; the nearest one is keys, and --help says what there is.", "kyes", "list")]
    [InlineData("There is no command start; the nearest one is keys, and --help says what there is.", "start")]
    [InlineData("keys must be the first word.", "--Belay:DataDirectory=x", "keys")]
    [InlineData("There is no command Belay:Carrier=http; the nearest one is keys, and --help says what there is.", "Belay:Carrier=http")]
    [InlineData("There is no option --url; the nearest one is --urls, and --help says what there is.", "--url=http://127.0.0.1:1")]
    [InlineData("There is no option --hlep; the nearest one is --Belay, and --help says what there is.", "--hlep")]
    [InlineData("There is no option --role; the nearest one is --urls, and --help says what there is.", "--role=silo")]
    [InlineData("There is no option --version; the nearest one is --environment, and --help says what there is.", "--urls=x", "--version")]
    [InlineData("There is no option -v; --help says what there is.", "-v")]
    [InlineData("--urls needs a value: --urls=….", "--urls")]
    [InlineData("--Belay:Carrier needs a value: --Belay:Carrier=….", "--Belay:Carrier", "--urls=x")]
    public void A_mistake_is_said_in_one_sentence(string sentence, params string[] args)
    {
        var wrong = Assert.Throws<SettingException>(() => StartArguments.Read(args, "Silo", "", Commands));

        Assert.StartsWith(sentence.Split("; the nearest")[0], wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }
}
