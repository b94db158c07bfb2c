using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>The calls that show messages. The vendor forgets a message after ten days; Belay shows it as long as it has it.</summary>
internal static class TelnyxLook
{
    /// <summary>Shows one message, or the group that it leads.</summary>
    public static async Task<IResult> OneAsync(string id, HttpContext context, IMessageEngine engine)
    {
        if (await FindAsync(id, context, engine) is not { } message)
        {
            return TelnyxFault.NotFound.ToResult(context.Request.Method);
        }

        var shown = TelnyxMapping.LeadsGroup(message)
            ? TelnyxMapping.ToWireGroup(await BatchOfAsync(message, context, engine))
            : TelnyxMapping.ToWire(message);
        return TypedResults.Json(new TelnyxData<TelnyxMessage>(shown), TelnyxJson.Wire.TelnyxDataTelnyxMessage);
    }

    /// <summary>Shows the messages of a group, one per recipient, by the group's id or by that of any of them.</summary>
    public static async Task<IResult> GroupAsync(string id, HttpContext context, IMessageEngine engine)
    {
        if (await FindAsync(id, context, engine) is not { } message)
        {
            return TelnyxFault.NotFound.ToResult(context.Request.Method);
        }

        var messages = await BatchOfAsync(message, context, engine);
        return TypedResults.Json(
            new TelnyxData<IReadOnlyList<TelnyxMessage>>([.. messages.Select(TelnyxMapping.ToWire)]),
            TelnyxJson.Wire.TelnyxDataIReadOnlyListTelnyxMessage);
    }

    /// <summary>A malformed id is an unknown one: the path names nothing.</summary>
    private static async Task<Message?> FindAsync(string id, HttpContext context, IMessageEngine engine) =>
        MessageId.TryParse(id, out var known) ? await engine.FindAsync(context.GetCaller().Organization, known, context.RequestAborted) : null;

    /// <summary>All messages of the batch, in their order. A batch is bounded, so the pages end.</summary>
    private static async Task<IReadOnlyList<Message>> BatchOfAsync(Message member, HttpContext context, IMessageEngine engine)
    {
        var query = new MessageQuery { Organization = member.Draft.Organization, Batch = member.Draft.Batch, Limit = MessageQuery.LimitMax };
        var messages = new List<Message>();
        MessagePage page;
        do
        {
            page = await engine.ListAsync(query, context.RequestAborted);
            messages.AddRange(page.Messages);
            query = query with { Before = page.Next };
        }
        while (page.Next is not null);
        return [.. messages.OrderBy(message => message.Draft.Ordinal)];
    }
}
