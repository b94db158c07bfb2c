using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>A slow, plain second reading of 3GPP TS 23.038 and 23.040: it cuts a text into real parts and counts what is in them.</summary>
internal static class ReferenceSms
{
    /// <summary>The default alphabet by its code points, 0x00 to 0x7F in rows of sixteen; 0x1B is the escape and no character.</summary>
    private static readonly string[] Rows =
    [
        "0040 00A3 0024 00A5 00E8 00E9 00F9 00EC 00F2 00C7 000A 00D8 00F8 000D 00C5 00E5",
        "0394 005F 03A6 0393 039B 03A9 03A0 03A8 03A3 0398 039E ---- 00C6 00E6 00DF 00C9",
        "0020 0021 0022 0023 00A4 0025 0026 0027 0028 0029 002A 002B 002C 002D 002E 002F",
        "0030 0031 0032 0033 0034 0035 0036 0037 0038 0039 003A 003B 003C 003D 003E 003F",
        "00A1 0041 0042 0043 0044 0045 0046 0047 0048 0049 004A 004B 004C 004D 004E 004F",
        "0050 0051 0052 0053 0054 0055 0056 0057 0058 0059 005A 00C4 00D6 00D1 00DC 00A7",
        "00BF 0061 0062 0063 0064 0065 0066 0067 0068 0069 006A 006B 006C 006D 006E 006F",
        "0070 0071 0072 0073 0074 0075 0076 0077 0078 0079 007A 00E4 00F6 00F1 00FC 00E0",
    ];

    /// <summary>Form feed, ^ { } \ [ ~ ] | and the euro sign.</summary>
    private const string ExtensionRow = "000C 005E 007B 007D 005C 005B 007E 005D 007C 20AC";

    public static IReadOnlyList<char> Basic { get; } = [.. Rows.SelectMany(Characters)];

    public static IReadOnlyList<char> Extension { get; } = [.. Characters(ExtensionRow)];

    /// <summary>The parts as they would leave: each a list of characters, none of which is cut.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Cut(string text, SmsEncoding encoding)
    {
        var characters = Split(text, encoding).ToList();
        var (single, joined) = encoding == SmsEncoding.Gsm7 ? (160, 153) : (70, 67);
        if (characters.Sum(one => UnitsOf(one, encoding)) <= single)
        {
            return [characters];
        }

        List<IReadOnlyList<string>> parts = [];
        while (characters.Count > 0)
        {
            // The longest beginning that fits.
            var fits = characters.Count;
            while (characters.Take(fits).Sum(one => UnitsOf(one, encoding)) > joined)
            {
                fits--;
            }

            parts.Add([.. characters.Take(fits)]);
            characters.RemoveRange(0, fits);
        }

        return parts;
    }

    public static int UnitsOf(string character, SmsEncoding encoding) =>
        encoding == SmsEncoding.Ucs2 ? character.Length : Extension.Contains(character[0]) ? 2 : 1;

    public static bool Fits(string text) => text.All(c => Basic.Contains(c) || Extension.Contains(c));

    private static IEnumerable<string> Split(string text, SmsEncoding encoding)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (encoding == SmsEncoding.Ucs2 && at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
            {
                yield return text.Substring(at, 2);
                at++;
            }
            else
            {
                yield return text.Substring(at, 1);
            }
        }
    }

    private static IEnumerable<char> Characters(string row) =>
        row.Split(' ').Where(code => code != "----").Select(code => (char)Convert.ToInt32(code, 16));
}
