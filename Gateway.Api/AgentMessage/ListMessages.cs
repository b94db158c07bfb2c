using System.ComponentModel;
using System.Globalization;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>
/// <c>GET /v1/messages</c>. An empty parameter counts as absent; one of another name is ignored, unless it could be a misspelt filter.
/// </summary>
internal static class ListMessages
{
    private const int LimitDefault = 50;
    private const int AddressCharactersMax = 256;

    public static async Task<IResult> HandleAsync(
        HttpContext context,
        IMessageEngine engine,
        NumberReader numbers,
        [Description("The X-Next-Cursor of the page before.")] string? cursor,
        [Description("How many, 1 to 200; 50 if absent.")] string? limit,
        [Description("queued, sending, sent, delivered, failed, undelivered or canceled.")] string? status,
        [Description("Only this sender.")] string? from,
        [Description("Only this recipient.")] string? to,
        [Description("Only this tag, at most 64 characters.")] string? tag,
        CancellationToken cancellationToken)
    {
        // What binds is here so that the description shows it.
        _ = (cursor, limit, status, from, to, tag);
        var asked = context.Request.Query;
        var wrong = new Dictionary<string, string>();
        var (sender, recipient) = (asked.OneAddress("from", numbers), asked.OneAddress("to", numbers));
        var query = new MessageQuery
        {
            Organization = context.GetCaller().Organization,
            Before = Cursor(asked.OneWithPlus("cursor"), wrong),
            Limit = Limit(asked.OneWithPlus("limit"), wrong),
            Statuses = Statuses(asked.One("status"), wrong),
            From = Address("from", sender?.Text, wrong),
            To = Address("to", recipient?.Text, wrong),
            AnyTag = Tag(asked.One("tag"), wrong),
        };
        var own = new MessageQuery { Organization = query.Organization };
        await CheckAsync("from", sender, own with { From = sender?.Text });
        await CheckAsync("to", recipient, own with { To = recipient?.Text });
        if (wrong.Count > 0)
        {
            return AgentMessageErrors.Invalid(context, wrong);
        }

        var page = await engine.ListAsync(query, cancellationToken);
        if (page.Next is { } next)
        {
            context.Response.Headers["X-Next-Cursor"] = next.ToString();
        }

        return Results.Json(
            new MessageListAnswer(
                Success: true, [.. page.Messages.Select(AgentMessageMapping.ToWire)], new(Total: 0, query.Limit, Offset: 0, NextCursor: null)),
            AgentMessageJson.Wire.MessageListAnswer);

        async Task CheckAsync(string field, AddressFilter? address, MessageQuery ofIt)
        {
            if (wrong.Count == 0 && address is { } filter && await filter.FindFaultAsync(engine, ofIt, cancellationToken) is { } fault)
            {
                wrong[field] = fault;
            }
        }
    }

    private static MessageId? Cursor(string? text, Dictionary<string, string> wrong)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!MessageId.TryParse(text, out var id))
        {
            wrong["cursor"] = "must be an X-Next-Cursor of this list";
        }

        return id;
    }

    private static int Limit(string? text, Dictionary<string, string> wrong)
    {
        if (string.IsNullOrEmpty(text))
        {
            return LimitDefault;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > MessageQuery.LimitMax)
        {
            wrong["limit"] = $"must be 1..{MessageQuery.LimitMax}";
        }

        return limit;
    }

    private static MessageStatuses Statuses(string? word, Dictionary<string, string> wrong)
    {
        if (string.IsNullOrEmpty(word))
        {
            return MessageStatuses.All;
        }

        if (AgentMessageMapping.StatusesOf(word) is { } statuses)
        {
            return statuses;
        }

        wrong["status"] = "must be queued, sending, sent, delivered, failed, undelivered or canceled";
        return MessageStatuses.None;
    }

    private static string? Address(string field, string? text, Dictionary<string, string> wrong)
    {
        if (text is not null && (text.Length > AddressCharactersMax || text.Any(char.IsControl)))
        {
            wrong[field] = "must be E.164";
        }

        return text;
    }

    private static IReadOnlyList<string> Tag(string? text, Dictionary<string, string> wrong)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        if (text.Length > MessageForm.TagCharactersMax || text.Contains('\0', StringComparison.Ordinal))
        {
            wrong["tag"] = $"must be at most {MessageForm.TagCharactersMax} chars";
        }

        return [text];
    }
}
