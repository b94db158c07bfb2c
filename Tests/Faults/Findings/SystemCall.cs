using System.Globalization;
using System.Text.RegularExpressions;

namespace Belay.Tests.Faults.Findings;

/// <summary>A system call as strace saw it.</summary>
/// <param name="Name">Which.</param>
/// <param name="Arguments">Its arguments as strace prints them, the file's path beside its number.</param>
/// <param name="Began">The place of its beginning in the order of what strace saw.</param>
/// <param name="Ended">The place of its end.</param>
/// <param name="Result">What it returned.</param>
internal sealed partial record SystemCall(string Name, string Arguments, int Began, int Ended, long Result)
{
    /// <summary>Reads a trace of several threads (<c>strace -f -y -x</c>): a call that another one interrupted stands on two lines.</summary>
    public static IEnumerable<SystemCall> Read(IEnumerable<string> lines)
    {
        var open = new Dictionary<string, (string Name, string Arguments, int Began)>(StringComparer.Ordinal);
        var at = 0;
        foreach (var line in lines)
        {
            at++;
            if (Whole().Match(line) is { Success: true } whole)
            {
                yield return new(whole.Groups["name"].Value, whole.Groups["arguments"].Value, at, at, Number(whole));
            }
            else if (Unfinished().Match(line) is { Success: true } begun)
            {
                open[begun.Groups["thread"].Value] = (begun.Groups["name"].Value, begun.Groups["arguments"].Value, at);
            }
            else if (Resumed().Match(line) is { Success: true } ended && open.Remove(ended.Groups["thread"].Value, out var call))
            {
                yield return new(call.Name, call.Arguments, call.Began, at, Number(ended));
            }
        }
    }

    /// <summary>The bytes of the strings among its arguments, one after the other.</summary>
    public byte[] Data() => [.. Quoted().Matches(Arguments).SelectMany(text => Unescape(text.Groups["text"].Value))];

    private static long Number(Match match) => long.Parse(match.Groups["result"].Value, CultureInfo.InvariantCulture);

    private static List<byte> Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            i++;
            switch (text[i])
            {
                case 'x':
                    bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                case >= '0' and <= '7':
                    var digits = text.Skip(i).Take(3).TakeWhile(c => c is >= '0' and <= '7').Count();
                    bytes.Add(Convert.ToByte(text.Substring(i, digits), 8));
                    i += digits - 1;
                    break;
                default:
                    bytes.Add(
                        text[i] switch { 'n' => (byte)'\n', 'r' => (byte)'\r', 't' => (byte)'\t', 'v' => 11, 'f' => 12, var other => (byte)other });
                    break;
            }
        }

        return bytes;
    }

    [GeneratedRegex(
        @"^(?<thread>\d+)\s+(?<name>\w+)\((?<arguments>.*)\)\s+= (?<result>-?\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Whole();

    [GeneratedRegex(
        @"^(?<thread>\d+)\s+(?<name>\w+)\((?<arguments>.*) <unfinished \.\.\.>$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(
        @"^(?<thread>\d+)\s+<\.\.\. \w+ resumed>.*\)\s+= (?<result>-?\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Resumed();

    [GeneratedRegex("""
        "(?<text>(\\.|[^"\\])*)"
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Quoted();
}
