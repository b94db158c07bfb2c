using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;

namespace Belay.Client;

/// <summary>Belay over HTTP: one instance per <see cref="HttpClient"/>, whose base address and key are set. Safe for concurrent use.</summary>
/// <remarks>
/// Every member throws <see cref="BelayException"/> where the gateway refuses or cannot be reached, and <see cref="OperationCanceledException"/> when
/// the token fires first: then the outcome of a call that changes something is unknown. A cancel may always be repeated; a schedule with its
/// idempotency key.
/// </remarks>
/// <param name="http">Sends the requests.</param>
public sealed class BelayClient(HttpClient http)
{
    /// <summary>Most messages of one page of a list.</summary>
    public const int PageMax = 200;

    /// <summary>Most messages of one batch.</summary>
    public const int BatchMax = 1_000;

    private const string Root = "belay/v1/";

    private readonly Exchange _exchange = new(http);

    /// <summary>Accepts one message, for now or for later. When this returns, it is durable.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="idempotencyKey">1 to 255 characters: a repeat with the same key and the same message makes no second one and gets the first
    /// answer. Kept for a day after the message is due.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Message> ScheduleAsync(NewMessage message, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _exchange.AskAsync(
            () => Post("messages", JsonContent.Create(message, ClientJson.Wire.NewMessage), idempotencyKey),
            ClientJson.Wire.Message,
            idempotencyKey is not null,
            cancellationToken);
    }

    /// <summary>Accepts 1 to <see cref="BatchMax"/> messages as one batch: all or none.</summary>
    /// <param name="messages">What to send.</param>
    /// <param name="idempotencyKey">As for one message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Batch> ScheduleBatchAsync(
        IReadOnlyList<NewMessage> messages, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _exchange.AskAsync(
            () => Post("batches", JsonContent.Create(new NewBatch(messages), ClientJson.Wire.NewBatch), idempotencyKey), ClientJson.Wire.Batch,
            idempotencyKey is not null, cancellationToken);
    }

    /// <summary>Finds a message with its timeline and what became of its webhook events; null: the organization has none of this id.</summary>
    public Task<Message?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        _exchange.FindAsync(() => new(HttpMethod.Get, Path("messages", id)), ClientJson.Wire.Message, cancellationToken);

    /// <summary>
    /// Cancels a message. <see cref="CancelVerdict.Canceled"/> and <see cref="CancelVerdict.AlreadyCanceled"/> say that it will never be sent.
    /// </summary>
    /// <param name="id">The message, in any of its spellings.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown, and the call may be repeated.</param>
    public async Task<CancelOutcome> CancelAsync(string id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _exchange.FindAsync(
                () => new(HttpMethod.Delete, Path("messages", id)), ClientJson.Wire.CancelAnswer, cancellationToken) is { } answer
                ? new(id, answer.Verdict, answer.Message)
                : new(id, CancelVerdict.NotFound, null);
        }
        catch (BelayException late) when (late is { Status: HttpStatusCode.Conflict, Code: "too_late" })
        {
            return new(id, CancelVerdict.TooLate, late.Current);
        }
    }

    /// <summary>Cancels what is not claimed of a batch.</summary>
    /// <returns>The verdict on each of its messages; null: the organization has no such batch.</returns>
    public async Task<BatchCancelOutcome?> CancelBatchAsync(string batch, CancellationToken cancellationToken = default) =>
        await _exchange.FindAsync(
            () => new(HttpMethod.Delete, Path("batches", batch)), ClientJson.Wire.BatchCancelAnswer, cancellationToken) is { } answer
            ? new(answer.Batch, answer.Canceled, answer.Messages ?? [])
            : null;

    /// <summary>Cancels all pending messages that the filter shows, one by one, and says of each what became of it.</summary>
    /// <param name="filter">
    /// Which, such as a tag. Its statuses are not heeded: only pending messages are looked for. Archived ones are pending too, and are canceled as
    /// well.
    /// </param>
    /// <param name="cancellationToken">Stops after the message that is under way.</param>
    public async IAsyncEnumerable<CancelOutcome> CancelWhereAsync(
        MessageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var pending = filter with { Statuses = [MessageStatus.Scheduled, MessageStatus.Queued], Archived = filter.Archived is true ? true : null };
        await foreach (var message in ListAsync(pending, cancellationToken).ConfigureAwait(false))
        {
            yield return await CancelAsync(message.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists messages, newest first, page after page as they are read.</summary>
    public async IAsyncEnumerable<Message> ListAsync(MessageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await ListPageAsync(filter, cursor, PageMax, cancellationToken).ConfigureAwait(false);
            foreach (var message in page.Messages)
            {
                yield return message;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>One page of a list, newest first, without timelines.</summary>
    /// <param name="filter">Which messages.</param>
    /// <param name="cursor">The <see cref="MessagePage.NextCursor"/> of the page before; null: the first page.</param>
    /// <param name="limit">1 to <see cref="PageMax"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MessagePage> ListPageAsync(MessageFilter filter, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = filter.ToQuery().Add("cursor", cursor).Add("limit", limit.ToString(CultureInfo.InvariantCulture));
        return _exchange.AskAsync(
            () => new(HttpMethod.Get, Root + "messages" + query), ClientJson.Wire.MessagePage, mayRepeat: true, cancellationToken);
    }

    /// <summary>Counts what is pending by its due time, in slots of equal length.</summary>
    /// <param name="from">Start of the first slot; null: now. What is due before is not counted.</param>
    /// <param name="slot">Length of a slot, in whole seconds.</param>
    /// <param name="slots">How many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Forecast> ForecastAsync(DateTimeOffset? from, TimeSpan slot, int slots, CancellationToken cancellationToken = default)
    {
        var query = new Query().Add("from", from).Add("slot_seconds", ((long)slot.TotalSeconds).ToString(CultureInfo.InvariantCulture))
            .Add("slots", slots.ToString(CultureInfo.InvariantCulture));
        return _exchange.AskAsync(() => new(HttpMethod.Get, Root + "forecast" + query), ClientJson.Wire.Forecast, mayRepeat: true, cancellationToken);
    }

    /// <summary>Whose key this is, what it may do, and what time it is at the gateway.</summary>
    public Task<CallerInfo> GetCallerAsync(CancellationToken cancellationToken = default) =>
        _exchange.AskAsync(() => new(HttpMethod.Get, Root + "me"), ClientJson.Wire.CallerInfo, mayRepeat: true, cancellationToken);

    /// <summary>Whether the service is ready, how messages leave, and which webhook endpoints the organization has.</summary>
    public Task<ServiceInfo> GetServiceAsync(CancellationToken cancellationToken = default) =>
        _exchange.AskAsync(() => new(HttpMethod.Get, Root + "status"), ClientJson.Wire.ServiceInfo, mayRepeat: true, cancellationToken);

    /// <summary>
    /// Has the gateway open a connection to each webhook endpoint of the organization, as it would for an event, and post nothing. Needs the scope
    /// <c>messages:send</c>.
    /// </summary>
    public async Task<IReadOnlyList<WebhookCheck>> CheckWebhooksAsync(CancellationToken cancellationToken = default) =>
        (await _exchange.AskAsync(
            () => new(HttpMethod.Post, Root + "webhooks/check"), ClientJson.Wire.WebhookChecks, mayRepeat: true, cancellationToken)).Endpoints;

    /// <summary>The organization's keys, without the keys themselves. Needs the scope <c>keys:admin</c>, as the next two do.</summary>
    public async Task<IReadOnlyList<ApiKeyInfo>> ListKeysAsync(CancellationToken cancellationToken = default) =>
        (await _exchange.AskAsync(() => new(HttpMethod.Get, Root + "keys"), ClientJson.Wire.KeyList, mayRepeat: true, cancellationToken)).Keys;

    /// <summary>Makes a key of the caller's organization.</summary>
    /// <param name="name">The operator's word for it.</param>
    /// <param name="scopes">At least one of <c>messages:send</c>, <c>messages:read</c>, <c>keys:admin</c>.</param>
    /// <param name="expiresInDays">After how many days it stops; null: never.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<NewApiKey> CreateKeyAsync(
        string name, IReadOnlyList<string> scopes, int? expiresInDays = null, CancellationToken cancellationToken = default) =>
        _exchange.AskAsync(
            () => Post("keys", JsonContent.Create(new KeyDraft(name, scopes, expiresInDays), ClientJson.Wire.KeyDraft), null),
            ClientJson.Wire.NewApiKey,
            mayRepeat: false,
            cancellationToken);

    /// <summary>Stops a key for good; null: the organization has no key of this id.</summary>
    public Task<ApiKeyInfo?> RevokeKeyAsync(string id, CancellationToken cancellationToken = default) =>
        _exchange.FindAsync(() => new(HttpMethod.Delete, Path("keys", id)), ClientJson.Wire.ApiKeyInfo, cancellationToken);

    private static HttpRequestMessage Post(string path, HttpContent content, string? idempotencyKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Root + path) { Content = content };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    private static string Path(string folder, string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return $"{Root}{folder}/{Uri.EscapeDataString(id)}";
    }
}
