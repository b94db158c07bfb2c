using System.Diagnostics.CodeAnalysis;

namespace Belay.Messages;

/// <summary>The name of the organization that owns a message: 1 to 64 of <c>a-z 0-9 - _ .</c>, beginning with a letter or digit.</summary>
public readonly record struct OrganizationId
{
    /// <summary>Most characters of a name.</summary>
    public const int LengthMax = 64;

    private OrganizationId(string value) => Value = value;

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>Reads a name; throws <see cref="FormatException"/> for one that breaks the rule.</summary>
    public static OrganizationId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException(
            $"'{text}' is no organization name: 1 to {LengthMax} of a-z 0-9 - _ . are allowed.");

    /// <summary>Reads a name; false for one that breaks the rule.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OrganizationId id)
    {
        var valid = text is { Length: > 0 and <= LengthMax } && char.IsAsciiLetterOrDigit(text[0]) && text.All(IsAllowed);
        id = valid ? new(text!) : default;
        return valid;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    private static bool IsAllowed(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.';
}
