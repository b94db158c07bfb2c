using Belay.Gateway.Api.Requests.Times;

namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>How long a message is worth sending: <c>expiry</c> and <c>timeout</c>, as they were given.</summary>
/// <param name="ExpiresIn">Milliseconds as digits, or an ISO 8601 duration; counts from the request.</param>
/// <param name="ExpiresAt">Seconds or milliseconds since the epoch as digits, or an ISO 8601 time.</param>
/// <param name="TimeoutsMilliseconds">The timeouts that hold for the message; they count from the time it is to leave.</param>
internal sealed record Expiry(string? ExpiresIn, string? ExpiresAt, IReadOnlyList<long> TimeoutsMilliseconds)
{
    /// <summary>The end of the message's validity: the earliest of all limits; null: it has none. A sentence where a limit cannot be told.</summary>
    /// <param name="sendAt">When the message is to leave; null: at once.</param>
    /// <param name="now">The instant of the request.</param>
    public (DateTimeOffset? ValidUntil, string? Fault) Resolve(DateTimeOffset? sendAt, DateTimeOffset now)
    {
        DateTimeOffset? earliest = null;
        if (ExpiresIn is { } expiresIn)
        {
            if (!WireDuration.TryAdd(expiresIn, now, out var end))
            {
                return (null, "'expiry.expires_in' must be a duration in milliseconds or in ISO 8601, such as P1DT4H.");
            }

            earliest = end;
        }

        if (ExpiresAt is { } expiresAt)
        {
            var (end, fault) = WireTime.Read(expiresAt, TimeForms.Epoch);
            if (fault is not null)
            {
                return (null, $"'expiry.expires_at' {fault}.");
            }

            if (end <= now)
            {
                return (null, "'expiry.expires_at' has passed.");
            }

            earliest = Earlier(earliest, end);
        }

        var leaves = sendAt ?? now;
        foreach (var timeout in TimeoutsMilliseconds)
        {
            if (!WireDuration.TryAdd(timeout, leaves, out var end))
            {
                return (null, "'timeout' must be given in milliseconds, more than 0.");
            }

            earliest = Earlier(earliest, end);
        }

        return earliest <= leaves ? (null, "The message would expire before it is to leave.") : (earliest, null);
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;
}
