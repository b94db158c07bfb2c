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
    [InlineData("— at noon", "--")]
    [InlineData("Noon — or later")]
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
    [InlineData("--tag", "cancel", "—tag", "visit")]
    [InlineData("--tag", "cancel", "–tag=visit")]
    [InlineData("--tag", "cancel", "−−tag", "visit")]
    [InlineData("--tag", "send", "+15005550199", "Hello", "—tag", "visit")]
    [InlineData("--status", "list", "――status", "sent")]
    [InlineData(null, "cancel", "—")]
    [InlineData(null, "send", "+15005550199", "–")]
    [InlineData(null, "send", "+15005550199", "−5 degrees tonight")]
    [InlineData(null, "send", "+15005550199", "Hello", "--tag", "—sale")]
    public async Task A_dash_that_is_no_hyphen_begins_no_data(string? nearest, params string[] args)
    {
        var said = await Shell.RunAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.Contains(" begins with a dash that is no hyphen. ", said.Error, StringComparison.Ordinal);
        Assert.Equal(nearest is not null, said.Error.Contains($"The nearest option is {nearest}. ", StringComparison.Ordinal));
        Assert.Empty((await Shell.RunAsync("list", "--json")).Json.AsArray());
    }

    [Theory]
    [InlineData("--tag", "cancel", "--tga", "visit")]
    [InlineData("--help", "--hlep")]
    [InlineData("--help", "list", "--hlep")]
    [InlineData("--name", "keys", "create", "-name", "till")]
    [InlineData("--url", "--ulr=http://127.0.0.1:1", "list")]
    public async Task An_option_that_does_not_exist_is_said_with_the_nearest_one(string nearest, params string[] args) =>
        Assert.Contains($" The nearest option is {nearest}. ", (await Shell.RunAsync(args)).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("There is no command lst. The nearest one is list. (belay --help ", "lst")]
    [InlineData("There is no command Cancel. The nearest one is cancel. (belay --help ", "Cancel", "--tag", "visit")]
    [InlineData("There is no command keys lst. The nearest one is keys list. (belay keys --help ", "keys", "lst")]
    [InlineData("There is no command keys creat. The nearest one is keys create. (belay keys --help ", "keys", "creat", "--name", "till")]
    [InlineData("There is no command keys sesame. There are keys create, keys list, keys revoke. (belay keys --help ", "keys", "sesame")]
    [InlineData("A command is missing: keys create, keys list, keys revoke. (belay keys --help ", "keys")]
    [InlineData("A command is missing: send, schedule, list, ")]
    [InlineData("There is no option --exipres-in-days. The nearest option is --expires-in-days. ", "keys", "create", "--exipres-in-days", "1")]
    public async Task A_command_that_does_not_exist_is_said_with_the_nearest_one(string sentence, params string[] args)
    {
        var said = await Shell.RunAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.StartsWith("belay: " + sentence, said.Error, StringComparison.Ordinal);
        Assert.Matches("^belay: [^\n]+\n$", said.Error);
    }

    [Theory]
    [InlineData("belay keys create --help", "keys", "create", "--nmae", "till")]
    [InlineData("belay keys revoke --help", "keys", "revoke")]
    [InlineData("belay list --help", "list", "too", "much")]
    public async Task A_hint_names_a_command_that_exists(string hint, params string[] args)
    {
        Assert.Contains($"({hint} says what there is.)", (await Shell.RunAsync(args)).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await Shell.RunAsync(hint.Split(' ')[1..])).ExitCode);
    }

    [Theory]
    [InlineData(
        "--scope cannot be \"messages:sned\", only messages:send, messages:read or keys:admin. The nearest one is messages:send.", "keys", "create",
        "--scope", "messages:sned")]
    [InlineData("--scope cannot be \"all\", only messages:send, messages:read or keys:admin. (", "keys", "create", "--scopes", "messages:read,all")]
    [InlineData("--status cannot be \"Sent\", only scheduled, queued, ", "list", "--status", "Sent")]
    [InlineData(
        "--channel cannot be \"SMS\", only sms, mms, voice or user. The nearest one is sms.", "send", "+15005550199", "Hello", "--channel", "SMS")]
    [InlineData("--per cannot be \"hours\", only minute, hour or day. The nearest one is hour.", "forecast", "--per", "hours")]
    [InlineData("shell cannot be \"fish\", only bash, zsh or pwsh.", "completion", "fish")]
    [InlineData("--limit must be a whole number.", "list", "--limit", "many")]
    [InlineData("\"world\" is a word too many. A text of several words stands in quotation marks.", "send", "+15005550199", "Hello", "world")]
    public async Task A_value_that_does_not_exist_is_said_with_those_that_do(string sentence, params string[] args)
    {
        var said = await Shell.RunAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.StartsWith("belay: " + sentence, said.Error, StringComparison.Ordinal);
        Assert.Matches("^belay: [^\n]+\n$", said.Error);
    }

    [Theory]
    [InlineData("--scope", "messages:read", "--scope", "messages:send")]
    [InlineData("--scopes", "messages:read,messages:send")]
    [InlineData("--scope", "messages:read, messages:send")]
    [InlineData]
    public async Task Scopes_are_taken_one_by_one_or_with_commas(params string[] scopes)
    {
        var made = await Shell.RunAsync(["keys", "create", "--json", .. scopes]);

        Assert.Equal(
            ["messages:read", "messages:send"],
            made.Json["key"]!["scopes"]!.AsArray().Select(one => one!.GetValue<string>()).Order(StringComparer.Ordinal));
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
