namespace Belay.Gateway.Api.Webhooks;

/// <summary>
/// A dialect's rule for deliveries. What happens next follows from the number of the try alone, so nothing but that number is stored.
/// </summary>
/// <remarks>
/// Tries come in rounds. In the first round each address gets <paramref name="FirstTries"/> tries, one address after the other; in every later round
/// each gets one. What an answer means is the same for every dialect: <see cref="WebhookAnswers"/>.
/// </remarks>
/// <param name="Timeout">How long the receiver has to answer, from the first packet to the last header.</param>
/// <param name="Pauses">The pauses between the tries of one address, first those within the first round: n pauses are n + 1 tries. Then the event is
/// given up.</param>
/// <param name="FirstTries">How often an address is tried before the next one has its turn.</param>
internal sealed record WebhookPolicy(TimeSpan Timeout, IReadOnlyList<TimeSpan> Pauses, int FirstTries = 1)
{
    /// <summary>The longest <c>Retry-After</c> that is honoured: a receiver cannot put an event off for ever.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    /// <summary>How long an event is tried at least, whatever the dialect: a receiver may be away for a day.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromHours(24);

    private static readonly TimeSpan LastPause = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The schedule that Courier's older documentation names: 5, 10, 20, 40, 60, 120, 240, 480, 720, 900 s, then every 15 minutes, until a day is
    /// full.
    /// </summary>
    /// <remarks>It is counted in tries, not in hours since the step: an outage of ours must not cost an event its tries.</remarks>
    public static IReadOnlyList<TimeSpan> PausesOfOneDay { get; } = FillDay(5, 10, 20, 40, 60, 120, 240, 480, 720);

    /// <summary>Pauses that begin with these seconds and go on every 15 minutes until a day is full.</summary>
    public static IReadOnlyList<TimeSpan> FillDay(params ReadOnlySpan<int> firstSeconds)
    {
        var pauses = new List<TimeSpan>();
        var total = TimeSpan.Zero;
        foreach (var seconds in firstSeconds)
        {
            pauses.Add(TimeSpan.FromSeconds(seconds));
            total += pauses[^1];
        }

        for (; total < TriedFor; total += LastPause)
        {
            pauses.Add(LastPause);
        }

        return pauses;
    }

    /// <summary>Which address a try goes to, by its place in the list; null: every try is used up.</summary>
    /// <param name="attempt">The number of the try, from 1.</param>
    /// <param name="addresses">How many addresses there are.</param>
    public int? AddressOf(int attempt, int addresses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var inFirstRound = FirstTries * addresses;
        return attempt <= inFirstRound ? (attempt - 1) / FirstTries
            : RoundOf(attempt, addresses) <= Pauses.Count - FirstTries + 1 ? (attempt - 1 - inFirstRound) % addresses
            : null;
    }

    /// <summary>How long to wait after a failed try; null: give up.</summary>
    /// <param name="attempt">The number of the try that failed, from 1.</param>
    /// <param name="addresses">How many addresses there are.</param>
    /// <param name="retryAfter">What the receiver asked for; it only lengthens the pause, and only up to <see cref="RetryAfterMax"/>.</param>
    public TimeSpan? PauseAfter(int attempt, int addresses, TimeSpan? retryAfter = null)
    {
        if (AddressOf(attempt, addresses) is not { } failed || AddressOf(attempt + 1, addresses) is not { } next)
        {
            return null;
        }

        // Another address did not ask for a pause. The first one was asked before, so a new round waits.
        if (next > failed)
        {
            return TimeSpan.Zero;
        }

        var round = RoundOf(attempt, addresses);
        var isInFirstTurn = round == 0 && attempt % FirstTries != 0;
        var pause = isInFirstTurn ? Pauses[(attempt % FirstTries) - 1] : Pauses[FirstTries - 1 + round];
        var asked = retryAfter > RetryAfterMax ? RetryAfterMax : retryAfter ?? TimeSpan.Zero;
        return asked > pause ? asked : pause;
    }

    private int RoundOf(int attempt, int addresses)
    {
        var inFirstRound = FirstTries * addresses;
        return attempt <= inFirstRound ? 0 : 1 + ((attempt - 1 - inFirstRound) / addresses);
    }
}
