using System.ComponentModel;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary><c>GET messages</c>.</summary>
internal static class ListCall
{
    private const int LimitDefault = 50;

    /// <summary>The parameters of its query.</summary>
    public static string[] Parameters { get; } =
        ["cursor", "limit", "status", "from", "to", "tag", "batch", "due_from", "due_before", "archived", "held"];

    public static async Task<IResult> HandleAsync(
        HttpContext context,
        IMessageEngine engine,
        NumberReader numbers,
        [Description("The next_cursor of the page before.")] string? cursor,
        [Description("How many, 1 to 200; 50 if absent.")] string? limit,
        [Description("One or more, with commas: scheduled, queued, sending, sent, canceled, expired, sending_failed, delivery_unconfirmed, "
            + "delivered, delivery_failed.")] string? status,
        [Description("Only this sender.")] string? from,
        [Description("Only this recipient.")] string? to,
        [Description("Only with this tag.")] string? tag,
        [Description("Only this batch.")] string? batch,
        [Description("Only due at or after this instant.")] string? due_from,
        [Description("Only due before this instant.")] string? due_before,
        [Description("true, false or any: only archived ones, only others, or both; only others if absent.")] string? archived,
        [Description(
            "true or false: only messages that wait for an operator's decision after a restore, or only others; both if absent.")] string? held,
        CancellationToken cancellationToken)
    {
        // What binds is here so that the description shows it.
        _ = (cursor, limit, status, from, to, tag, batch, due_from, due_before, archived, held);
        var reader = new QueryReader(context.Request.Query, Parameters);
        var (sender, recipient) = (reader.Address("from", numbers), reader.Address("to", numbers));
        var query = new MessageQuery
        {
            Organization = context.GetCaller().Organization,
            Before = reader.Read<MessageId>("cursor", MessageId.TryParse, "must be a next_cursor of this list"),
            Limit = reader.Number("limit", LimitDefault, 1, MessageQuery.LimitMax),
            Statuses = Statuses(reader),
            From = sender?.Text,
            To = recipient?.Text,
            AnyTag = reader.Text("tag") is { } word ? [word] : [],
            Batch = reader.Read<BatchId>("batch", BatchId.TryParse, "must be the number of a batch"),
            DueFrom = reader.Time("due_from"),
            DueBefore = reader.Time("due_before"),
            Archived = Archived(reader),
            Held = reader.Read<bool>("held", bool.TryParse, "must be true or false"),
        };
        var own = new MessageQuery { Organization = query.Organization };
        await reader.CheckAsync("from", sender, engine, own with { From = sender?.Text }, cancellationToken);
        await reader.CheckAsync("to", recipient, engine, own with { To = recipient?.Text }, cancellationToken);
        if (reader.Wrong.Count > 0)
        {
            return NativeErrors.Invalid(reader.Wrong);
        }

        var page = await engine.ListAsync(query, cancellationToken);
        var heldOnes = await engine.FindHeldAsync(query.Organization, page.Messages, cancellationToken);
        return Results.Json(
            new MessageListWire(
                [.. page.Messages.Select(message => NativeMapping.ToWire(message, withTimeline: false, isHeld: heldOnes.Contains(message.Id)))],
                page.Next?.ToString()),
            NativeJson.Wire.MessageListWire);
    }

    /// <summary>An archived message is out of sight, and leaves at its time like any other: who cancels must be able to see all.</summary>
    private static bool? Archived(QueryReader reader)
    {
        var any = false;
        var only = reader.Read(
            "archived",
            (string text, out bool value) => bool.TryParse(text, out value) || (any = text.Equals("any", StringComparison.OrdinalIgnoreCase)),
            "must be true, false or any");
        return any ? null : only ?? false;
    }

    private static MessageStatuses Statuses(QueryReader reader)
    {
        var statuses = MessageStatuses.None;
        foreach (var word in reader.Words("status"))
        {
            if (!Words<MessageStatus>.TryParse(word, out var status))
            {
                reader.Refuse("status", "must be of " + Words<MessageStatus>.All);
            }

            statuses |= status.ToSet();
        }

        return statuses == MessageStatuses.None ? MessageStatuses.All : statuses;
    }
}
