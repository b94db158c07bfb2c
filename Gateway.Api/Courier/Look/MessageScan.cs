using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Look;

/// <summary>Reads one page of the messages that a filter shows, newest first, out of as many queries as it takes.</summary>
internal sealed class MessageScan(IMessageEngine engine, ListFilter filter)
{
    /// <summary>Most messages of a page. Courier does not say how many; its clients go by <c>more</c>.</summary>
    public const int PageSize = 20;

    /// <summary>How many messages are looked at for one page; then it ends early, and <c>more</c> says so.</summary>
    private const int LookedAtMax = 2_000;

    /// <summary>Reads the page behind an id.</summary>
    /// <returns>The messages, and the id behind which the next page begins; null: there is none.</returns>
    public async Task<MessagePage> ReadPageAsync(MessageId? before, CancellationToken cancellationToken)
    {
        var kept = new List<Message>();
        var limit = filter.Keeps is null ? PageSize + 1 : MessageQuery.LimitMax;
        for (var lookedAt = 0; ;)
        {
            var (messages, ended) = await ReadAsync(before, limit, cancellationToken);
            foreach (var message in messages)
            {
                if (filter.Keeps?.Invoke(message) != false)
                {
                    if (kept.Count == PageSize)
                    {
                        return new(kept, before);
                    }

                    kept.Add(message);
                }

                before = message.Id;
            }

            lookedAt += messages.Count;
            if (ended)
            {
                return new(kept, null);
            }

            if (lookedAt >= LookedAtMax)
            {
                return new(kept, before);
            }
        }
    }

    /// <summary>The newest messages of all alternatives; each once, and none whose newer neighbours are not known yet.</summary>
    private async Task<(List<Message> Messages, bool Ended)> ReadAsync(MessageId? before, int limit, CancellationToken cancellationToken)
    {
        var all = new Dictionary<MessageId, Message>();
        MessageId? knownDownTo = null;
        foreach (var alternative in filter.Alternatives)
        {
            var page = await engine.ListAsync(alternative with { Before = before, Limit = limit }, cancellationToken);
            foreach (var message in page.Messages)
            {
                all[message.Id] = message;
            }

            if (page.Next is { } next && !(knownDownTo >= next))
            {
                knownDownTo = next;
            }
        }

        var newestFirst = all.Values.OrderByDescending(message => message.Id).Where(message => knownDownTo is not { } end || message.Id >= end);
        return ([.. newestFirst], knownDownTo is null);
    }
}
