using System.Globalization;

namespace Belay.Messages;

/// <summary>
/// Who claims a message: a silo, and the number of its request. Stored beside an open call, so that others can tell whether it will ever be answered.
/// </summary>
/// <param name="Process">The name of the process, with what tells it from the one that had the name before.</param>
/// <param name="Request">Counts the requests of that process. It asks for a message only while it makes no call for it.</param>
public readonly record struct Claimant(string Process, long Request)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static Claimant? Parse(string? text) =>
        text?.LastIndexOf('#') is > 0 and var at
        && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var request)
            ? new(text[..at], request)
            : null;

    /// <summary>What this claimant, who asks for a message, may believe of the call that is open for it.</summary>
    /// <param name="open">Who has claimed it; null: not known.</param>
    /// <param name="isGone">Whether a process is gone for good.</param>
    /// <param name="leaseEnded">Whether the claim is so old that its call must be over.</param>
    public OpenCall Judge(Claimant? open, Func<string, bool> isGone, bool leaseEnded)
    {
        ArgumentNullException.ThrowIfNull(isGone);
        if (open is { } other)
        {
            if (other.Process == Process && other.Request < Request)
            {
                return OpenCall.NotMade;
            }

            if (other.Process != Process && isGone(other.Process))
            {
                return OpenCall.Lost;
            }
        }

        return leaseEnded ? OpenCall.Lost : OpenCall.UnderWay;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Process}#{Request}");
}

/// <summary>What is known of a call of the carrier whose answer is not recorded.</summary>
public enum OpenCall
{
    /// <summary>Its process may still bring the answer.</summary>
    UnderWay = 0,

    /// <summary>It was never made: its process did not hear that the claim was granted, and asks again.</summary>
    NotMade = 1,

    /// <summary>Nobody brings its answer any more; what it did is unknown.</summary>
    Lost = 2,
}
