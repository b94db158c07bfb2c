using Belay.Messages;

namespace Belay.Gateway.Api.Requests;

/// <summary>The sender or recipient that a list is filtered by.</summary>
/// <param name="Text">In the form in which it is stored.</param>
/// <param name="Doubt">
/// Why it is no number, where it looks like one; it may still be a user's id that is all digits. Null: it is a number, or nothing like one.
/// </param>
internal readonly record struct AddressFilter(string Text, string? Doubt)
{
    /// <summary>
    /// What is wrong with the filter: it looks like a number and is none, and no message has it for an address either, so a list would be empty
    /// without a word. Null: nothing is.
    /// </summary>
    /// <param name="engine">Knows the messages.</param>
    /// <param name="queries">Find the messages that have the text for an address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> FindFaultAsync(IMessageEngine engine, IEnumerable<MessageQuery> queries, CancellationToken cancellationToken)
    {
        if (Doubt is null)
        {
            return null;
        }

        foreach (var query in queries)
        {
            if ((await engine.ListAsync(query with { Limit = 1 }, cancellationToken)).Messages.Count > 0)
            {
                return null;
            }
        }

        return Doubt;
    }

    /// <summary>The same for a list that has one field for it.</summary>
    public Task<string?> FindFaultAsync(IMessageEngine engine, MessageQuery query, CancellationToken cancellationToken) =>
        FindFaultAsync(engine, [query], cancellationToken);
}
