using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.Courier.Wire;

/// <summary>A message as Courier shows it. Times are milliseconds since the epoch; what has not happened is absent.</summary>
internal sealed record MessageDetails
{
    /// <summary>The message's id, in Courier's spelling.</summary>
    public required string Id { get; init; }

    /// <summary>One of Courier's statuses.</summary>
    public required string Status { get; init; }

    /// <summary>When the request was accepted.</summary>
    public required long Enqueued { get; init; }

    /// <summary>When the carrier took it.</summary>
    public long? Sent { get; init; }

    /// <summary>When it arrived.</summary>
    public long? Delivered { get; init; }

    /// <summary>When it was canceled.</summary>
    [JsonPropertyName("canceledAt")]
    public long? CanceledAt { get; init; }

    /// <summary>The user id, else the address; empty for a request to several recipients.</summary>
    public required string Recipient { get; init; }

    /// <summary>The event, else the template; empty where there is neither.</summary>
    public required string Event { get; init; }

    /// <summary>The template; empty where there is none.</summary>
    public required string Notification { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>One of Courier's reasons for a failure.</summary>
    public string? Reason { get; init; }

    /// <summary>What each carrier did; absent before one answered, and in lists.</summary>
    public IReadOnlyList<ProviderDetails>? Providers { get; init; }

    /// <summary>The record of each message, where this is a request to several recipients.</summary>
    public IReadOnlyList<MessageDetails>? Messages { get; init; }
}

/// <summary>What a carrier did with a message.</summary>
internal sealed record ProviderDetails
{
    /// <summary>The carrier's name.</summary>
    public required string Provider { get; init; }

    /// <summary>SENT, DELIVERED or UNDELIVERABLE.</summary>
    public required string Status { get; init; }

    /// <summary>By which means.</summary>
    public required ProviderChannel Channel { get; init; }

    /// <summary>When the carrier took it.</summary>
    public long? Sent { get; init; }

    /// <summary>When it arrived.</summary>
    public long? Delivered { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>The carrier's own id of the message.</summary>
    public string? Reference { get; init; }
}

/// <summary>A channel's key and name.</summary>
internal sealed record ProviderChannel(string Key, string Name);
