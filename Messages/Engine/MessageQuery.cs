namespace Belay.Messages;

/// <summary>Which messages a list shows. Every filter that is set must hold.</summary>
public sealed record MessageQuery
{
    /// <summary>Most messages of a page.</summary>
    public const int LimitMax = 200;

    /// <summary>Whose messages.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>How many at most, 1 to <see cref="LimitMax"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Only messages older than this one: the last id of the page before.</summary>
    public MessageId? Before { get; init; }

    /// <summary>Only these statuses.</summary>
    public MessageStatuses Statuses { get; init; } = MessageStatuses.All;

    /// <summary>Only this recipient.</summary>
    public string? To { get; init; }

    /// <summary>Only this sender.</summary>
    public string? From { get; init; }

    /// <summary>Only messages with at least one of these tags; empty: any.</summary>
    public IReadOnlyList<string> AnyTag { get; init; } = [];

    /// <summary>Only messages with all of these tags.</summary>
    public IReadOnlyList<string> AllTags { get; init; } = [];

    /// <summary>Only messages with all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Only this batch.</summary>
    public BatchId? Batch { get; init; }

    /// <summary>Only the message with this number, see <see cref="Message.Number"/>.</summary>
    public long? Number { get; init; }

    /// <summary>Only messages accepted at or after this instant.</summary>
    public DateTimeOffset? ReceivedFrom { get; init; }

    /// <summary>Only messages accepted before this instant.</summary>
    public DateTimeOffset? ReceivedBefore { get; init; }

    /// <summary>Only messages due at or after this instant.</summary>
    public DateTimeOffset? DueFrom { get; init; }

    /// <summary>Only messages due before this instant.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Only archived (true) or only not archived (false) ones; null: both.</summary>
    public bool? Archived { get; init; }

    /// <summary>Only messages that are held after a restore (true) or only others (false); null: both.</summary>
    public bool? Held { get; init; }

    /// <summary>Throws <see cref="InvalidOperationException"/> where <see cref="Limit"/> is out of its bounds.</summary>
    public void ThrowIfInvalid()
    {
        if (Limit is < 1 or > LimitMax)
        {
            throw new InvalidOperationException($"A page has 1 to {LimitMax} messages.");
        }
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Messages">Newest first.</param>
/// <param name="Next">The <see cref="MessageQuery.Before"/> of the next page; null: this is the last.</param>
public sealed record MessagePage(IReadOnlyList<Message> Messages, MessageId? Next);
