namespace Belay.Gateway.Api.VoltMx;

/// <summary>Names in a send request.</summary>
internal static class SendFields
{
    /// <summary>Words in names that make a field a matter of time.</summary>
    private static readonly string[] TimeWords = ["time", "date", "start", "expir", "sched", "delay"];

    private static readonly HashSet<string> Known =
        ["startTimestamp", "expiryTimestamp", "priorityService", "sendVoiceSmsOnFailure", "channel", "content", "recipients"];

    /// <summary>
    /// Unknown fields are ignored, for the vendor has more of them in some releases. But one that speaks of time could be a misspelt
    /// <c>startTimestamp</c>, and the message would leave now by mistake: it is refused.
    /// </summary>
    public static void RefuseUnknownTime(string name)
    {
        if (!Known.Contains(name) && Array.Exists(TimeWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            throw new SendBodyException("a message has times named startTimestamp and expiryTimestamp only");
        }
    }
}
