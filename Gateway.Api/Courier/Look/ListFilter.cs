using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Requests.Times;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Look;

/// <summary>The query of a list, read.</summary>
/// <param name="Alternatives">A message is shown if one of these queries finds it; empty: no message can be shown.</param>
/// <param name="Keeps">What the queries cannot say; null: they say it all.</param>
internal sealed record ListFilter(IReadOnlyList<MessageQuery> Alternatives, Func<Message, bool>? Keeps)
{
    /// <summary>The parameters that a list reads.</summary>
    public static string[] Parameters { get; } =
    [
        "archived", "cursor", "enqueued_after", "event", "list", "messageId", "notification", "provider", "recipient", "status", "tag", "tags",
        "tenant_id",
        "traceId",
    ];

    /// <summary>Those of them that may have several values, comma-joined or repeated.</summary>
    public static string[] Lists { get; } = ["provider", "status", "tag", "tags"];

    /// <summary>Reads the query; a sentence where a value cannot be understood.</summary>
    public static async Task<(ListFilter? Filter, string? Fault)> ReadAsync(
        IQueryCollection query, NumberReader numbers, OrganizationId organization, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (!TryReadArchived(query.One("archived"), out var archived))
        {
            return (null, "'archived' must be true or false.");
        }

        DateTimeOffset? receivedFrom = null;
        if (query.OneWithPlus("enqueued_after") is { } after)
        {
            // A plus that was not percent-encoded arrives as a blank; no time holds one.
            var reading = WireTime.Read(after.Replace(' ', '+'), TimeForms.Epoch);
            if (reading.Fault is { } fault)
            {
                return (null, $"'enqueued_after' {fault}.");
            }

            receivedFrom = reading.At;
        }

        var words = query.Many("status");
        var statuses = words.Aggregate(MessageStatuses.None, (set, word) => set | CourierStatus.Behind(word));
        if ((words.Count > 0 && statuses == MessageStatuses.None) || query.One("list") is not null)
        {
            // A status that nothing has, or a list, which is refused as a recipient.
            return (new([], null), null);
        }

        IReadOnlyList<MessageQuery> alternatives =
        [
            new MessageQuery
            {
                Organization = organization,
                Statuses = words.Count > 0 ? statuses : MessageStatuses.All,
                AllTags = query.Many("tag"),
                AnyTag = [.. query.Many("tags").SelectMany(WithPlus).Distinct()],
                Labels = ReadLabels(query),
                ReceivedFrom = receivedFrom,
                Archived = archived,
            },
        ];
        if (alternatives[0].AllTags is { Count: > 0 } tags && tags.Any(static tag => tag.Contains(' ', StringComparison.Ordinal)))
        {
            alternatives = [.. alternatives, alternatives[0] with { AllTags = [.. tags.Select(static tag => tag.Replace(' ', '+'))] }];
        }

        if (query.OneWithPlus("messageId") is { } messageId)
        {
            alternatives = await WithMessageAsync(alternatives, messageId, organization, engine, cancellationToken);
        }

        if (query.One("traceId") is { } trace)
        {
            alternatives = WithTrace(alternatives, trace);
        }

        if (query.OneAddress("recipient", numbers) is { } address)
        {
            // A record shows the user id where there is one, and the address elsewhere. What reads as a number may be a user id, too.
            var userId = query.One("recipient") ?? address.Text;
            var nobody = new MessageQuery { Organization = organization };
            if (await address.FindFaultAsync(engine, OfRecipient(nobody), cancellationToken) is { } fault)
            {
                return (null, $"'recipient' {fault}, and is no user's id here.");
            }

            alternatives = [.. alternatives.SelectMany(OfRecipient)];

            IEnumerable<MessageQuery> OfRecipient(MessageQuery one) =>
                new[] { one with { To = address.Text }, one with { To = userId }, WithLabel(one, CourierLabels.User, userId) }.Distinct();
        }

        return (new(alternatives, KeepsOf(words, query.Many("provider"))), null);
    }

    /// <summary>A word, and where it has a blank, also with what a blank may have been: a plus that was not percent-encoded.</summary>
    private static IEnumerable<string> WithPlus(string word) => [word, word.Replace(' ', '+')];

    private static bool TryReadArchived(string? text, out bool? archived)
    {
        // Archived messages are shown beside the others, not instead of them.
        archived = text == "true" ? null : false;
        return text is null or "true" or "false";
    }

    private static Dictionary<string, string> ReadLabels(IQueryCollection query)
    {
        var labels = new Dictionary<string, string>();
        foreach (var (parameter, label) in new[]
        {
            ("event", CourierLabels.Event), ("notification", CourierLabels.Notification), ("tenant_id", CourierLabels.Tenant),
        })
        {
            if (query.One(parameter) is { } value)
            {
                labels[label] = value;
            }
        }

        return labels;
    }

    /// <summary>One message, or all messages of a request: both ids come back from a send.</summary>
    private static async Task<IReadOnlyList<MessageQuery>> WithMessageAsync(
        IReadOnlyList<MessageQuery> alternatives, string text, OrganizationId organization, IMessageEngine engine,
        CancellationToken cancellationToken)
    {
        if (!MessageId.TryParse(text, out var id))
        {
            return [];
        }

        var found = await engine.FindAsync(organization, id, cancellationToken);
        return [.. alternatives.Select(one => found is null
            ? one with { Batch = BatchId.Of(id) }
            : one with { Batch = found.Draft.Batch, Number = found.Number })];
    }

    /// <summary>The caller's own trace id, or the id of the request.</summary>
    private static IReadOnlyList<MessageQuery> WithTrace(IReadOnlyList<MessageQuery> alternatives, string trace)
    {
        var traced = alternatives.Select(one => WithLabel(one, CourierLabels.Trace, trace));
        return MessageId.TryParse(trace, out var id)
            ? [
                .. traced,
                .. alternatives.Where(one => one.Batch is null || one.Batch == BatchId.Of(id)).Select(one => one with { Batch = BatchId.Of(id) }),
            ]
            : [.. traced];
    }

    private static MessageQuery WithLabel(MessageQuery query, string name, string value) =>
        query with { Labels = new Dictionary<string, string>(query.Labels) { [name] = value } };

    private static Func<Message, bool>? KeepsOf(IReadOnlyList<string> words, IReadOnlyList<string> providers)
    {
        if (words.Count == 0 && providers.Count == 0)
        {
            return null;
        }

        // Some statuses have one of two words, by what else is known of the message.
        return message => (words.Count == 0 || words.Contains(CourierStatus.Of(message)))
            && (providers.Count == 0 || CourierMapping.CarriersOf(message).Any(providers.Contains));
    }
}
