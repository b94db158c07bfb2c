using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Walks all messages that match, for the vendor's answers count all of them and show a page.</summary>
internal static class MessageScan
{
    /// <summary>Most messages that one answer counts. More must be asked for by a narrower filter: a wrong count would be worse.</summary>
    public const int MessagesMax = 10_000;

    public const string TooMany = "Too many messages match. Please narrow the dates";

    /// <summary>Calls <paramref name="see"/> with every match and its place, newest first.</summary>
    /// <returns>How many there are; null: more than <see cref="MessagesMax"/>.</returns>
    public static async Task<int?> WalkAsync(IMessageEngine engine, MessageQuery query, Action<Message, int> see, CancellationToken cancellationToken)
    {
        var count = 0;
        var next = query with { Limit = MessageQuery.LimitMax };
        while (true)
        {
            var page = await engine.ListAsync(next, cancellationToken);
            foreach (var message in page.Messages)
            {
                if (count == MessagesMax)
                {
                    return null;
                }

                see(message, count++);
            }

            if (page.Next is not { } before)
            {
                return count;
            }

            next = next with { Before = before };
        }
    }
}
