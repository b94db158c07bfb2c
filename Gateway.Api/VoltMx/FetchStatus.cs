using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary><c>POST /api/v1/status/sms</c>: by request number, or by the UTC days on which messages are due, and by recipient.</summary>
internal static class FetchStatus
{
    private const int PageSizeDefault = 20;

    public static async Task<IResult> HandleAsync(
        HttpContext context, IMessageEngine engine, NumberReader numbers, VoltMxOptions options, GatewayLimits limits,
        CancellationToken cancellationToken)
    {
        var (read, answer) = await QueryBody.ReadAsync(context, limits, VoltMxStrays.Status);
        if (read is null)
        {
            return answer!;
        }

        using var json = read;

        var fields = new FieldReader(json.RootElement);
        var requestId = fields.Text("requestId");
        var (sentDay, endDay) = (fields.Day("sentDate"), fields.Day("endDate"));
        var recipient = await RecipientFilter.ReadAsync(
            fields, "mobileNumber", numbers, options, context.GetCaller().Organization, engine, cancellationToken);
        var window = fields.Page(PageSizeDefault);
        if (fields.Fault is { } fault)
        {
            return VoltMxAnswers.BadField(context, fault);
        }

        if (requestId is not null && requestId.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return VoltMxAnswers.BadRequest(context, VoltMxAnswers.BadRequestId);
        }

        if (requestId is null && sentDay is null)
        {
            return VoltMxAnswers.BadRequest(context, "Please provide sent date");
        }

        if (endDay < sentDay)
        {
            return VoltMxAnswers.BadField(context, "endDate must not be before sentDate");
        }

        var batch = default(BatchId);
        var nothing = recipient.IsNobody || (requestId is not null && !BatchId.TryParse(requestId, out batch));
        var query = new MessageQuery
        {
            Organization = context.GetCaller().Organization,
            Batch = requestId is null ? null : batch,
            To = recipient.To,
            DueFrom = StartOf(sentDay),
            DueBefore = StartOf(DayAfter(endDay ?? sentDay)),
        };
        return await CountAsync(engine, query, nothing, window, options, cancellationToken) is { } status
            ? Results.Json(status, VoltMxJson.Wire.StatusWire)
            : VoltMxAnswers.BadRequest(context, MessageScan.TooMany);
    }

    private static async Task<StatusWire?> CountAsync(
        IMessageEngine engine, MessageQuery query, bool nothing, PageWindow window, VoltMxOptions options, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<VoltMxStatus, int>();
        var shown = new List<StatusMessageWire>();
        var total = nothing ? 0 : await MessageScan.WalkAsync(engine, query, See, cancellationToken);
        return total is null
            ? null
            : new(
                Submitted: counts.GetValueOrDefault(VoltMxStatus.Submitted),
                Initial: counts.GetValueOrDefault(VoltMxStatus.Initial),
                Rejected: counts.GetValueOrDefault(VoltMxStatus.Rejected),
                Opened: 0,
                NotAttempted: counts.GetValueOrDefault(VoltMxStatus.NotAttempted),
                Undelivered: counts.GetValueOrDefault(VoltMxStatus.Undelivered),
                Cancelled: counts.GetValueOrDefault(VoltMxStatus.Cancelled),
                Total: total.Value,
                Messages: shown);

        void See(Message message, int place)
        {
            var status = message.Status.ToVoltMx();
            counts[status] = counts.GetValueOrDefault(status) + 1;
            if (window.Holds(place))
            {
                shown.Add(VoltMxMapping.ToStatusWire(message, options));
            }
        }
    }

    private static DateOnly? DayAfter(DateOnly? day) => day < DateOnly.MaxValue ? day.Value.AddDays(1) : null;

    private static DateTimeOffset? StartOf(DateOnly? day) => day is { } known ? new DateTimeOffset(known, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
