using Belay.Messages;
using Orleans.Storage;

namespace Belay.Grains.Interfaces;

/// <summary>A call of a grain that is made again where it was certainly refused, or lost with its silo.</summary>
internal static class GrainCalls
{
    /// <summary>
    /// How often a call is made when it is refused because its activation is just going, another one was quicker, or its silo is gone.
    /// </summary>
    private const int TriesMax = 6;

    /// <summary>The pause before the second try; it grows by as much with each further one.</summary>
    private static readonly TimeSpan PauseStep = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Asks until there is an answer. Throws <see cref="StoreUnavailableException"/> where none came.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken) =>
        (await TryAsync(ask, cancellationToken)).Answer;

    /// <summary>
    /// Asks until there is an answer. A try that was lost with its silo may have been carried out; any other that is made again was not.
    /// </summary>
    public static async Task<(T Answer, bool MayBeSecond)> TryAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var mayBeSecond = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await ask().WaitAsync(cancellationToken), mayBeSecond);
            }
            catch (Exception lost) when (lost is InconsistentStateException or OrleansMessageRejectionException && attempt < TriesMax)
            {
                mayBeSecond |= lost is SiloUnavailableException;
                await Task.Delay(PauseStep * attempt, TimeProvider.System, cancellationToken);
            }
            catch (Exception failed)
                when (!cancellationToken.IsCancellationRequested && failed is not (StoreUnavailableException or ArgumentException))
            {
                throw new StoreUnavailableException($"The cluster did not answer ({failed.GetType().Name}).", RetryAfter, failed);
            }
        }
    }
}
