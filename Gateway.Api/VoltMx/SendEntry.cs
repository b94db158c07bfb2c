namespace Belay.Gateway.Api.VoltMx;

/// <summary>One <c>message</c> of a send request, as it was written: JSON and XML come to the same.</summary>
internal sealed record SendEntry
{
    public string? StartTimestamp { get; init; }

    public string? ExpiryTimestamp { get; init; }

    public string? PriorityService { get; init; }

    public string? SendVoiceSmsOnFailure { get; init; }

    public string? Channel { get; init; }

    public string? Content { get; init; }

    public required IReadOnlyList<SendRecipient> Recipients { get; init; }
}

/// <summary>One recipient: a number, or the id of an audience member.</summary>
internal sealed record SendRecipient(string? Mobile, string? Id);

/// <summary>A body that cannot be read as a send request; <see cref="Exception.Message"/> says what is wrong, without quoting it.</summary>
/// <remarks>Thrown and caught within the reading of one body: it saves every level of it a second result.</remarks>
internal sealed class SendBodyException(string fault) : Exception(fault);
