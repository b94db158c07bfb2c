namespace Belay.Gateway.Api.Webhooks;

/// <summary>A dialect's rule for deliveries. What happens next follows from the number of the try alone, so nothing but that number is stored.</summary>
/// <param name="Timeout">How long the receiver has to answer, from the first packet to the last header.</param>
/// <param name="Pauses">The pauses between the tries of one address: n pauses are n + 1 tries. Then the failover address is tried the same way, at once; then the event is given up.</param>
/// <param name="RetriesClientErrors">Whether a 4xx other than 408, 410 and 429 is tried again.</param>
internal sealed record WebhookPolicy(TimeSpan Timeout, IReadOnlyList<TimeSpan> Pauses, bool RetriesClientErrors)
{
    /// <summary>The longest <c>Retry-After</c> that is honoured: a receiver cannot put an event off for ever.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    /// <summary>How often each address is tried.</summary>
    public int TriesPerAddress => Pauses.Count + 1;

    /// <summary>
    /// The schedule that Courier's older documentation names: 5, 10, 20, 40, 60, 120, 240, 480, 720, 900 s, then every 15 minutes, for 24 hours in all.
    /// </summary>
    /// <remarks>It is counted in tries, not in hours since the step: an outage of ours must not cost an event its tries.</remarks>
    public static IReadOnlyList<TimeSpan> PausesOfOneDay { get; } = MakePausesOfOneDay();

    /// <summary>Which address a try goes to, by its place in the list; null: every try is used up.</summary>
    /// <param name="attempt">The number of the try, from 1.</param>
    /// <param name="addresses">How many addresses there are.</param>
    public int? AddressOf(int attempt, int addresses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var place = (attempt - 1) / TriesPerAddress;
        return place < addresses ? place : null;
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

        // Another address did not ask for a pause.
        if (next != failed)
        {
            return TimeSpan.Zero;
        }

        var pause = Pauses[(attempt - 1) % TriesPerAddress];
        var asked = retryAfter > RetryAfterMax ? RetryAfterMax : retryAfter ?? TimeSpan.Zero;
        return asked > pause ? asked : pause;
    }

    /// <summary>What an answer's status means.</summary>
    public WebhookOutcome Judge(int status) => status switch
    {
        >= 200 and < 300 => WebhookOutcome.Delivered,
        StatusCodes.Status410Gone => WebhookOutcome.Refused,
        StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests => WebhookOutcome.Failed,
        >= 400 and < 500 => RetriesClientErrors ? WebhookOutcome.Failed : WebhookOutcome.Refused,
        // A redirect is not followed: its target was given by nobody who may give one.
        _ => WebhookOutcome.Failed,
    };

    private static List<TimeSpan> MakePausesOfOneDay()
    {
        var pauses = new List<TimeSpan>();
        foreach (var seconds in (ReadOnlySpan<int>)[5, 10, 20, 40, 60, 120, 240, 480, 720])
        {
            pauses.Add(TimeSpan.FromSeconds(seconds));
        }

        var last = TimeSpan.FromMinutes(15);
        var total = pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause);
        for (; total + last <= TimeSpan.FromHours(24); total += last)
        {
            pauses.Add(last);
        }

        return pauses;
    }
}

/// <summary>What became of one try.</summary>
internal enum WebhookOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>No answer, or one that a later try may better.</summary>
    Failed,

    /// <summary>The receiver will never take it.</summary>
    Refused,
}
