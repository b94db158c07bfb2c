using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using Belay.Carriers;

namespace Belay.CommandLines;

/// <summary>Reads a command line so that data is what was typed and nothing else. Shared by every program that has commands.</summary>
/// <remarks>
/// The library reads files for <c>@name</c>, takes <c>/h</c> and <c>/?</c> for help, and takes an option that it does not know for data: a message
/// would then hold the content of a file, a text of two characters would print the help, and <c>cancel --tga x</c> would cancel the messages
/// <c>--tga</c> and <c>x</c>.
/// </remarks>
internal static class StrictCommandLine
{
    private const string EndOfOptions = "--";

    /// <summary>Parses the arguments; with what is wrong with them, in one sentence.</summary>
    /// <param name="root">The command.</param>
    /// <param name="args">The arguments.</param>
    public static (ParseResult Parsed, string? Wrong) Parse(RootCommand root, IReadOnlyList<string> args)
    {
        for (var place = 0; place < root.Options.Count; place++)
        {
            if (root.Options[place] is HelpOption)
            {
                root.Options[place] = new HelpOption("--help", "-h", "-?");
            }
        }

        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        var wrong = UnknownDirective(root, args) ?? UnknownCommand(parsed) ?? UnknownOption(parsed, args) ?? Blank(parsed);
        return (parsed, wrong ?? (parsed is { Action: ParseErrorAction, Errors: [var first, ..] } ? SentenceOf(first, parsed) : null));
    }

    /// <summary>The words that lead to a command, each with a blank after it, such as <c>keys create </c>; none for the program itself.</summary>
    public static string PathOf(CommandResult command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.Parent is CommandResult above ? $"{PathOf(above)}{command.Command.Name} " : "";
    }

    /// <summary>
    /// Where a command must follow: it is missing, or no such one exists. What stands before it may be a wrong option, which is another's to say.
    /// </summary>
    private static string? UnknownCommand(ParseResult parsed)
    {
        string[] names =
            [.. parsed.CommandResult.Command.Subcommands.Where(static command => !command.Hidden).Select(static command => command.Name)];
        if (names.Length == 0 || parsed is not { Action: ParseErrorAction })
        {
            return null;
        }

        var path = PathOf(parsed.CommandResult);
        return parsed.UnmatchedTokens switch
        {
            [] => $"A command is missing: {string.Join(", ", names.Select(name => path + name))}.",
            [var word, ..] when !BeginsWithDash(word) => $"There is no command {path}{word}. {Nearest(word, names) switch
            {
                { } near => $"The nearest one is {path}{near}.",
                null => $"There are {string.Join(", ", names.Select(name => path + name))}.",
            }}",
            _ => null,
        };
    }

    /// <summary>What begins with a hyphen is an option, and never data, up to <c>--</c>. A hyphen alone is data.</summary>
    /// <remarks>
    /// So does what begins with a longer dash, which programs for writing put in place of two hyphens: as data it would be an id, or a text.
    /// </remarks>
    private static string? UnknownOption(ParseResult parsed, IReadOnlyList<string> args)
    {
        var known = Options(parsed.CommandResult).SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var arg in args.TakeWhile(static arg => arg != EndOfOptions).Where(static arg => arg != "-" && BeginsWithDash(arg)))
        {
            var name = arg.Split('=', ':')[0];
            if (!known.Contains(name))
            {
                var near = Nearest(
                    "--" + name.TrimStart([.. name.TakeWhile(IsDash)]),
                    known.Where(static one => one.StartsWith(EndOfOptions, StringComparison.Ordinal)));
                return (name[0] == '-' ? $"There is no option {name}." : $"{name} begins with a dash that is no hyphen.")
                    + (near is null ? "" : $" The nearest option is {near}.")
                    + " Data that begins with a hyphen or dash stands after --, or as a value in --option=value.";
            }
        }

        return null;
    }

    /// <summary>What the library says of some mistakes is for programmers; these are for people.</summary>
    private static string SentenceOf(ParseError error, ParseResult parsed) => error.SymbolResult switch
    {
        OptionResult { Option: { ValueType: var type, Name: var name }, Tokens: [{ Value: var value }] }
            when (type == typeof(int) || type == typeof(int?))
                && !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
            $"{name} must be a whole number.",
        _ when parsed.UnmatchedTokens is [var word, ..] => $"\"{word}\" is a word too many. A text of several words stands in quotation marks.",
        _ => error.Message,
    };

    /// <summary>The one of the words that is likely meant; null: none is like it.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) =>
        Spelling.NearestTo(word, known) is var near
        && Spelling.Distance(near.ToUpperInvariant(), word.ToUpperInvariant()) <= word.Length / 2 ? near : null;

    private static bool BeginsWithDash(string word) => word.Length > 0 && IsDash(word[0]);

    /// <summary>A hyphen, any other dash, or the minus of mathematics.</summary>
    private static bool IsDash(char letter) => letter == '\u2212' || char.GetUnicodeCategory(letter) == UnicodeCategory.DashPunctuation;

    /// <summary>
    /// A value of blanks is none: most often it is a variable of a script that was never set, and as a filter it would mean every message. A text of
    /// blanks is for the gateway to judge.
    /// </summary>
    private static string? Blank(ParseResult parsed)
    {
        foreach (var child in parsed.CommandResult.Children.Where(
            static child => child.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value))))
        {
            switch (child)
            {
                case OptionResult { Option.Name: var name }:
                    return $"{name} has no value: leave it out, or give it one.";
                case ArgumentResult { Argument.Name: not "text" and var name }:
                    return $"The {name} is empty.";
                default:
                    break;
            }
        }

        return null;
    }

    /// <summary>The library passes over words in brackets at the beginning that it does not know.</summary>
    private static string? UnknownDirective(RootCommand root, IReadOnlyList<string> args) =>
        args is [['[', ..] first, ..]
        && !root.Directives.Any(one => first.StartsWith($"[{one.Name}", StringComparison.Ordinal)) ? $"There is no command {first}." : null;

    private static IEnumerable<Option> Options(CommandResult command)
    {
        var own = true;
        for (SymbolResult? at = command; at is CommandResult one; at = at.Parent, own = false)
        {
            foreach (var option in one.Command.Options.Where(option => own || option.Recursive))
            {
                yield return option;
            }
        }
    }
}
