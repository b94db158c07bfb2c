using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.Courier.Wire;

/// <summary>The answer to a send.</summary>
/// <param name="RequestId">The message's id where there is one recipient; else the request's own, which stands for all of its messages in every
/// call.</param>
internal sealed record SendAnswer(string RequestId);

/// <summary>The answer to a resend.</summary>
/// <param name="MessageId">The new message's id; of a request to several recipients, the new request's.</param>
internal sealed record ResendAnswer(string MessageId);

/// <summary>One page of messages, newest first.</summary>
internal sealed record MessageList(Paging Paging, IReadOnlyList<MessageDetails> Results);

/// <summary>Whether there are more, and what to ask for them with.</summary>
internal sealed record Paging(bool More, string? Cursor);

/// <summary>What happened to a message, oldest first.</summary>
internal sealed record MessageHistory(IReadOnlyList<HistoryEntry> Results);

/// <summary>Something that happened to a message.</summary>
internal sealed record HistoryEntry
{
    /// <summary>One of Courier's types of events.</summary>
    public required string Type { get; init; }

    /// <summary>When, in milliseconds since the epoch.</summary>
    public required long Ts { get; init; }

    /// <summary>When the delay ends, in milliseconds since the epoch.</summary>
    public long? Until { get; init; }

    /// <summary>By which means.</summary>
    public string? Channel { get; init; }

    /// <summary>The carrier's name.</summary>
    public string? Provider { get; init; }

    /// <summary>Which call of the carrier it was, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>One of Courier's reasons for a failure.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Which message it was; given for a request to several recipients.</summary>
    public string? MessageId { get; init; }
}

/// <summary>What a message looks like, per channel.</summary>
internal sealed record MessageOutput(IReadOnlyList<ChannelOutput> Results);

/// <summary>What a message looks like on one channel.</summary>
internal sealed record ChannelOutput(string Channel, [property: JsonPropertyName("channel_id")] string ChannelId, OutputContent Content);

/// <summary>The rendered content; what a channel does not have is empty.</summary>
internal sealed record OutputContent(IReadOnlyList<OutputBlock> Blocks, string Body, string Html, string Subject, string Text, string Title);

/// <summary>A piece of the rendered content.</summary>
internal sealed record OutputBlock(string Type, string Text);

/// <summary>Every "no" that Courier says.</summary>
internal sealed record ErrorBody(string Message, string Type);
