namespace Belay.Engine.Sending;

/// <summary>Pauses of loops that look at a store.</summary>
internal static class Pauses
{
    /// <summary>
    /// Waits until a pause since an instant is over, also where the clock was set forward before the wait began, and ends at once where it is given
    /// up, or where a nudge is given.
    /// </summary>
    /// <remarks>
    /// What follows never runs within the clock's own tick: a clock that is moved by hours need not wait for a look in each of their seconds.
    /// </remarks>
    public static async Task PauseAsync(
        this TimeProvider time, TimeSpan pause, DateTimeOffset since, CancellationToken cancellationToken, Nudge? sooner = null)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = time.CreateTimer(_ => over.TrySetResult(), null, pause, Timeout.InfiniteTimeSpan);
        await using var givenUp = cancellationToken.Register(() => over.TrySetResult());
        sooner?.Attach(() => over.TrySetResult());
        if (time.GetUtcNow() - since < pause)
        {
            await over.Task;
        }
    }
}
