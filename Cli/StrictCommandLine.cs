using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Belay.CommandLines;

/// <summary>Reads a command line so that data is what was typed and nothing else. Shared by every program that has commands.</summary>
/// <remarks>
/// The library reads files for <c>@name</c>, takes <c>/h</c> and <c>/?</c> for help, and takes an option that it does not know for data: a message would then hold
/// the content of a file, a text of two characters would print the help, and <c>cancel --tga x</c> would cancel the messages <c>--tga</c> and <c>x</c>.
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
        return (parsed, UnknownOption(parsed, args) ?? UnknownDirective(root, args) ?? Blank(parsed) ?? (parsed is { Action: ParseErrorAction, Errors: [var first, ..] } ? first.Message : null));
    }

    /// <summary>What begins with a hyphen is an option, and never data, up to <c>--</c>. A hyphen alone is data.</summary>
    private static string? UnknownOption(ParseResult parsed, IReadOnlyList<string> args)
    {
        var known = Options(parsed.CommandResult).SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var arg in args.TakeWhile(static arg => arg != EndOfOptions).Where(static arg => arg is ['-', _, ..]))
        {
            var name = arg.Split('=', ':')[0];
            if (!known.Contains(name))
            {
                return $"There is no option {name}. Data that begins with a hyphen stands after --, or as a value in --option=value.";
            }
        }

        return null;
    }

    /// <summary>
    /// A value of blanks is none: most often it is a variable of a script that was never set, and as a filter it would mean every message. A text of
    /// blanks is for the gateway to judge.
    /// </summary>
    private static string? Blank(ParseResult parsed)
    {
        foreach (var child in parsed.CommandResult.Children.Where(static child => child.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value))))
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
        args is [['[', ..] first, ..] && !root.Directives.Any(one => first.StartsWith($"[{one.Name}", StringComparison.Ordinal)) ? $"There is no command {first}." : null;

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
