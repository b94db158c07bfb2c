using Belay.Messages;

namespace Belay.Storage.Postgres.Reading;

/// <summary>A message whose time has passed.</summary>
/// <param name="Id">The message.</param>
/// <param name="WakeAt">The time that has passed.</param>
/// <param name="Claimant">Who makes its open call; null: no call is open.</param>
public sealed record OverdueMessage(MessageId Id, DateTimeOffset WakeAt, string? Claimant);
