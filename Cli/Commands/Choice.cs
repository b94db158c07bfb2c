using System.CommandLine;
using System.CommandLine.Parsing;
using Belay.CommandLines;

namespace Belay.Cli.Commands;

/// <summary>Values of which there are only a few: a wrong one is told with those that exist, and the Tab key offers them.</summary>
internal static class Choice
{
    /// <summary>An option that takes one of these words, or several: repeated, or with commas as in <c>/belay/v1</c>.</summary>
    public static Option<string[]> Some(string name, string description, string[] words, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases)
        {
            Description = description,
            CustomParser = result =>
            {
                string[] values = [.. result.Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.TrimEntries))];
                Check(result, name, values, words);
                return values;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Takes one of these words.</summary>
    public static void IsOneOf<T>(this Option<T> option, params string[] words)
    {
        option.Validators.Add(result => Check(result, option.Name, result.Tokens.Select(static token => token.Value), words));
        option.CompletionSources.Add(words);
    }

    /// <summary>Takes one of these words.</summary>
    public static void IsOneOf(this Argument<string> argument, params string[] words)
    {
        argument.Validators.Add(result => Check(result, argument.Name, result.Tokens.Select(static token => token.Value), words));
        argument.CompletionSources.Add(words);
    }

    private static void Check(SymbolResult result, string name, IEnumerable<string> values, string[] words)
    {
        if (values.FirstOrDefault(value => !words.Contains(value, StringComparer.Ordinal)) is { } wrong)
        {
            var nearest = StrictCommandLine.Nearest(wrong, words) is { } near ? $" The nearest one is {near}." : "";
            result.AddError($"{name} cannot be \"{wrong}\", only {string.Join(", ", words[..^1])} or {words[^1]}.{nearest}");
        }
    }
}
