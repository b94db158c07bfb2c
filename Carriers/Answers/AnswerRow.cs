using System.Globalization;

namespace Belay.Carriers;

/// <summary>What an answer of a carrier, or the lack of one, means for the message.</summary>
internal enum AnswerMeaning
{
    /// <summary>The carrier has it.</summary>
    Taken = 0,

    /// <summary>It was not taken, for certain, and is tried again.</summary>
    Later = 1,

    /// <summary>It will never be taken: the message is at fault.</summary>
    Refused = 2,

    /// <summary>It was not taken, for certain, and no other one would be: the account or the address that is set is at fault.</summary>
    NotWorking = 3,

    /// <summary>Nobody knows whether it was taken.</summary>
    Unknown = 4,
}

/// <summary>One row of an <see cref="AnswerTable"/>.</summary>
/// <param name="Name">Our word for it, the end of an error's code where the carrier gives none of its own.</param>
/// <param name="Statuses">The statuses that it is about, such as <c>408, 500-599</c>; empty: every one.</param>
/// <param name="Meaning">What they mean.</param>
/// <param name="Title">What a message is told of it where the carrier says nothing itself; null: only the status.</param>
/// <param name="Why">Why they mean that, for the documentation.</param>
internal sealed record AnswerRow(string Name, string Statuses, AnswerMeaning Meaning, string? Title, string Why)
{
    private readonly (int From, int To)[] _ranges =
    [
        .. Statuses.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static part => part.Split('-'))
            .Select(static ends => (Number(ends[0]), Number(ends[^1]))),
    ];

    /// <summary>How the answer's words must begin; empty: whatever they are.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether the row is about this answer.</summary>
    public bool Fits(int status, string words) =>
        (_ranges.Length == 0 || Array.Exists(_ranges, range => status >= range.From && status <= range.To))
        && (Words.Count == 0 || Words.Any(begin => words.StartsWith(begin, StringComparison.OrdinalIgnoreCase)));

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
