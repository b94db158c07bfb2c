using Belay.Messages;
using Belay.Storage.Sqlite.Reading;

namespace Belay.Storage.Sqlite.Writing;

/// <summary>Messages in the file: each write is a command of the one writer, and shares its commit with others.</summary>
internal sealed class SqliteMessages(Writer writer, ReadPool reads, SqliteOptions options) : IMessageStore
{
    /// <summary>How many expired idempotency keys one request clears away, so that the table does not grow for ever.</summary>
    private const int PurgeMax = 4;

    /// <summary>Most messages that one commit erases: a few milliseconds of the writer's time.</summary>
    private const int EraseMax = 100;

    /// <summary>Most idempotency keys whose time is over that go with each of them.</summary>
    private const int PurgeWithErasedMax = 100;

    public Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();
        return writer.DoAsync((session, _) => Accept(session, request, now), WriteKind.Schedule, cancellationToken);
    }

    public Task<StoredMessage?> FindAsync(MessageId id, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<StoredMessage?>(cancellationToken) : reads.ReadAsync(
            session => session.FindStored(id));

    public Task<bool> TryWriteAsync(Message before, Decision decision, Claimant? claimant, CancellationToken cancellationToken) =>
        decision.Steps[^1].Cause is StepCause.Canceled or StepCause.Archived
            ? writer.DoAsync((session, _) => session.TryUpdate(before, decision, claimant), WriteKind.Cancel, cancellationToken)

            // What the engine itself writes is bounded by the calls in flight: never refused for a full queue.
            : writer.DoOwnAsync((session, _) => session.TryUpdate(before, decision, claimant), KindOf(decision));

    public Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken) =>
        reads.ReadAsync(session => session.FindDue(dueBy, max));

    public Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken) =>
        reads.ReadAsync(session => session.FindClaimed());

    public async Task<Erased> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // While the store is in trouble, what room there is belongs to others.
        if (writer.Problem is not null)
        {
            return default;
        }

        var erased = await writer.DoAsync(
            (session, _) =>
            {
                session.PurgeIdempotencyKeys(now, PurgeWithErasedMax);
                return session.EraseFinished(until, now, EraseMax);
            },
            WriteKind.Other,
            cancellationToken);
        return new Erased(erased, MayBeMore: erased == EraseMax);
    }

    private static WriteKind KindOf(Decision decision) => decision switch
    {
        { CallsCarrier: true } => WriteKind.Claim,
        { Steps: [.., { Cause: StepCause.ReceiptDelivered or StepCause.ReceiptFailed }] } => WriteKind.Receipt,
        _ => WriteKind.Answer,
    };

    private ScheduleVerdict Accept(WriteSession session, ScheduleRequest request, DateTimeOffset now)
    {
        var first = request.Drafts[0];
        if (request.Idempotency is { } use)
        {
            session.PurgeIdempotencyKeys(now, PurgeMax);
            if (session.FindIdempotencyKey(use.Key, now) is { } used)
            {
                return new ScheduleVerdict.Replayed(
                    [.. session.FindBatch(first.Organization, used.Batch).Select(message => message.AsOf(1))], used.Fingerprint);
            }
        }

        if (!session.HasRoom(first.Organization, request.Drafts.Count, options.PendingPerOrganizationMax))
        {
            return new ScheduleVerdict.PendingLimitReached(options.PendingPerOrganizationMax);
        }

        if (request.Drafts.Any(draft => session.Exists(draft.Id)))
        {
            return new ScheduleVerdict.IdTaken();
        }

        var messages = request.Accept(now);
        foreach (var message in messages)
        {
            session.Insert(message);
        }

        if (request.Idempotency is { } kept)
        {
            session.InsertIdempotencyKey(kept, first.Batch, kept.KeptUntil(messages));
        }

        return new ScheduleVerdict.Accepted(messages);
    }
}
