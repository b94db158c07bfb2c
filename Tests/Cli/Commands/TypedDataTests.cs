using Belay.Cli;

namespace Belay.Tests.Cli.Commands;

/// <summary>What is typed as data is that data, character by character; what looks like an option is one, or an error.</summary>
public sealed class TypedDataTests : CommandTests
{
    [Theory]
    [InlineData("@file")]
    [InlineData("@")]
    [InlineData("/h")]
    [InlineData("/?")]
    [InlineData("[diagram]")]
    [InlineData("[suggest:1]")]
    [InlineData("[red]sale[/]")]
    [InlineData("$HOME %PATH% ${HOME}")]
    [InlineData("--dry-run", "--")]
    [InlineData("-50% today", "--")]
    [InlineData("-h", "--")]
    public async Task A_text_is_its_characters(string text, params string[] before)
    {
        await File.WriteAllTextAsync("file", "the content of a file", TestContext.Current.CancellationToken);
        var sent = await Shell.RunAsync(["send", "--json", .. before, "+15005550199", text]);

        Assert.Equal((ExitCode.Done, text), (sent.ExitCode, sent.Json["text"]!.GetValue<string>()));
        Assert.Equal(text, (await Shell.RunAsync("show", sent.Json["id"]!.GetValue<string>(), "--json")).Json["text"]!.GetValue<string>());
        Assert.Equal(ExitCode.Done, (await Shell.RunAsync("show", sent.Json["id"]!.GetValue<string>())).ExitCode);
    }

    [Theory]
    [InlineData("@file")]
    [InlineData("[red]")]
    [InlineData("[/]")]
    [InlineData("-sale")]
    public async Task A_tag_is_its_characters(string tag)
    {
        await File.WriteAllTextAsync("file", "visit", TestContext.Current.CancellationToken);
        var made = await Shell.RunAsync("schedule", "+15005550199", "See you", "--at", "in 5h", $"--tag={tag}", "--json");

        Assert.Equal((ExitCode.Done, tag), (made.ExitCode, made.Json["tags"]![0]!.GetValue<string>()));
        Assert.Contains(tag, (await Shell.RunAsync("list", $"--tag={tag}")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await Shell.RunAsync("cancel", $"--tag={tag}")).ExitCode);
    }

    [Theory]
    [InlineData("--tga", "cancel", "--tga", "visit")]
    [InlineData("--tga", "cancel", "--tga=visit")]
    [InlineData("-t", "cancel", "-t", "visit")]
    [InlineData("--form", "send", "+15005550199", "Hello", "--form", "Belay")]
    [InlineData("--form", "send", "+15005550199", "Hello", "--tag", "--form")]
    [InlineData("-50", "send", "+15005550199", "-50")]
    [InlineData("--att", "schedule", "+15005550199", "Hello", "--at", "in 1h", "--att", "x")]
    [InlineData("--statsu", "list", "--statsu", "sent")]
    [InlineData("--timeline", "show", "--timeline")]
    [InlineData("--pre", "forecast", "--pre", "day")]
    [InlineData("-5", "forecast", "--slots", "-5")]
    [InlineData("--all", "keys", "revoke", "--all")]
    [InlineData("--nmae", "keys", "create", "--nmae", "till")]
    [InlineData("--try-it", "doctor", "--try-it")]
    [InlineData("--message", "bench", "--message", "1")]
    [InlineData("--prot", "listen", "--prot", "1")]
    [InlineData("--zsh", "completion", "--zsh")]
    [InlineData("--josn", "list", "--josn")]
    public async Task An_option_that_does_not_exist_is_said_and_does_nothing(string option, params string[] args)
    {
        var said = await Shell.RunAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.StartsWith($"belay: There is no option {option}. ", said.Error, StringComparison.Ordinal);
        Assert.Empty((await Shell.RunAsync("list", "--json")).Json.AsArray());
    }

    [Theory]
    [InlineData("[diagram]")]
    [InlineData("[env:BELAY_URL=http://127.0.0.1:1]")]
    public async Task A_word_in_brackets_before_the_command_is_no_directive(string word)
    {
        var said = await Shell.RunAsync(word, "send", "+15005550199", "Hello");

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.StartsWith($"belay: There is no command {word}.", said.Error, StringComparison.Ordinal);
        Assert.Empty((await Shell.RunAsync("list", "--json")).Json.AsArray());
    }

    [Fact]
    public async Task Completion_at_the_tab_key_still_answers() =>
        Assert.Contains("--tag", (await Shell.RunAsync("[suggest:13]", "belay cancel ")).Out, StringComparison.Ordinal);
}
