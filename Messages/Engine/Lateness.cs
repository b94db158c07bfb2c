namespace Belay.Messages;

/// <summary>
/// How long after its due time a message was claimed for its first call, on a scale of <see cref="StepsMax"/> steps: from a millisecond up, five to
/// each power of ten. A tally keeps the step and not the time, so that a minute has few rows however many messages it saw.
/// </summary>
/// <remarks>The numbers are stored: the scale never changes.</remarks>
public static class Lateness
{
    /// <summary>The last step: longer than a day.</summary>
    public const int StepsMax = 40;

    private const double StepsPerDecade = 5;

    /// <summary>The step of a time: the first that reaches it.</summary>
    public static int Of(TimeSpan late) => late <= TimeSpan.FromMilliseconds(1)
        ? 0
        // A hair below, so that what is just at a step's end belongs to it whatever the logarithm rounds to.
        : Math.Min(StepsMax, (int)Math.Ceiling((Math.Log10(late.TotalMilliseconds) * StepsPerDecade) - 1e-9));

    /// <summary>The longest time of a step.</summary>
    public static TimeSpan UpTo(int step) => TimeSpan.FromMilliseconds(Math.Round(Math.Pow(10, step / StepsPerDecade), 1));
}
