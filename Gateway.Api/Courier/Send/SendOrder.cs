namespace Belay.Gateway.Api.Courier.Send;

/// <summary>What a send asks for, read and judged: the drafts lack only what a request brings, its ids.</summary>
/// <param name="Messages">One for each recipient, in their order.</param>
/// <param name="Rest">What the dialect keeps of the request and does not act on, as JSON.</param>
internal sealed record SendOrder(IReadOnlyList<OrderedMessage> Messages, string Rest);

/// <summary>One message of a send.</summary>
/// <param name="Recipient">To whom.</param>
/// <param name="Title">The title, where the content has one.</param>
/// <param name="Text">The text.</param>
/// <param name="SendAt">When; null: at once.</param>
/// <param name="ValidUntil">When it must have left by.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="Labels">See <see cref="CourierLabels"/>.</param>
internal sealed record OrderedMessage(
    Recipient Recipient,
    string? Title,
    string Text,
    DateTimeOffset? SendAt,
    DateTimeOffset? ValidUntil,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Labels);
