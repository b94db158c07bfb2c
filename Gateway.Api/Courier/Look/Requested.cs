using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Look;

/// <summary>What an id stands for, in every call: one message; or a request to several recipients, and then all of its messages.</summary>
/// <param name="Id">The id, in Courier's spelling.</param>
/// <param name="Messages">The messages, in the order of their recipients.</param>
/// <param name="IsRequest">Whether it is a request's id, which is no message's.</param>
internal sealed record Requested(string Id, IReadOnlyList<Message> Messages, bool IsRequest)
{
    /// <summary>The batch of a request's messages.</summary>
    public BatchId Batch => Messages[0].Draft.Batch;

    /// <summary>Looks the id up; null: the organization has nothing of that id.</summary>
    public static async Task<Requested?> FindAsync(IMessageEngine engine, OrganizationId organization, string id, CancellationToken cancellationToken)
    {
        if (!MessageId.TryParse(id, out var known))
        {
            return null;
        }

        if (await engine.FindAsync(organization, known, cancellationToken) is { } message)
        {
            return new(known.ToCourierString(), [message], IsRequest: false);
        }

        var messages = await ReadAllAsync(engine, organization, BatchId.Of(known), cancellationToken);
        return messages.Count == 0 ? null : new(known.ToCourierString(), messages, IsRequest: true);
    }

    /// <summary>The same messages as they are by now.</summary>
    public async Task<Requested> AgainAsync(IMessageEngine engine, CancellationToken cancellationToken) =>
        this with { Messages = await ReadAllAsync(engine, Messages[0].Draft.Organization, Batch, cancellationToken) };

    /// <summary>All messages of a batch. A batch is bounded, so the pages end.</summary>
    private static async Task<IReadOnlyList<Message>> ReadAllAsync(
        IMessageEngine engine, OrganizationId organization, BatchId batch, CancellationToken cancellationToken)
    {
        var messages = new List<Message>();
        var query = new MessageQuery { Organization = organization, Batch = batch, Limit = MessageQuery.LimitMax };
        MessagePage page;
        do
        {
            page = await engine.ListAsync(query, cancellationToken);
            messages.AddRange(page.Messages);
            query = query with { Before = page.Next };
        }
        while (page.Next is not null);
        return [.. messages.OrderBy(message => message.Draft.Ordinal)];
    }
}
