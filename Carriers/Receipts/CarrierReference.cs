namespace Belay.Carriers;

/// <summary>A carrier's own id of a message: it stands in the answer to our call, and receipts may name the message by it.</summary>
public static class CarrierReference
{
    /// <summary>Most characters of one.</summary>
    public const int LengthMax = 200;

    /// <summary>Whether a text can be one.</summary>
    public static bool Fits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is >= 1 and <= LengthMax && !text.Any(char.IsControl);
    }
}
