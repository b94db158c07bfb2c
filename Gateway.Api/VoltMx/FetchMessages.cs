using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary><c>POST /api/v1/messages/sms/fetch</c>: the texts that went to a number or an audience member, newest first.</summary>
internal static class FetchMessages
{
    private const int PageSizeDefault = 10;

    public static async Task<IResult> HandleAsync(
        HttpContext context, IMessageEngine engine, NumberReader numbers, VoltMxOptions options, GatewayLimits limits,
        CancellationToken cancellationToken)
    {
        var (read, answer) = await QueryBody.ReadAsync(context, limits, VoltMxStrays.Fetch);
        if (read is null)
        {
            return answer!;
        }

        using var json = read;

        var organization = context.GetCaller().Organization;
        var fields = new FieldReader(json.RootElement);
        var recipient = await RecipientFilter.ReadAsync(fields, "mobileNo", numbers, options, organization, engine, cancellationToken);
        var window = fields.Page(PageSizeDefault);
        if (fields.Fault is { } fault)
        {
            return VoltMxAnswers.BadField(context, fault);
        }

        if (recipient.To is null)
        {
            return VoltMxAnswers.BadField(context, "mobileNo or audienceId must be given");
        }

        var submitted = 0;
        var shown = new List<FetchMessageWire>();
        var query = new MessageQuery { Organization = organization, To = recipient.To };
        var total = recipient.IsNobody ? 0 : await MessageScan.WalkAsync(engine, query, See, cancellationToken);
        return total is null
            ? VoltMxAnswers.BadRequest(context, MessageScan.TooMany)
            : Results.Json(new FetchWire(total.Value, OpenedMessages: 0, submitted, shown), VoltMxJson.Wire.FetchWire);

        void See(Message message, int place)
        {
            submitted += message.Status.ToVoltMx() == VoltMxStatus.Submitted ? 1 : 0;
            if (window.Holds(place))
            {
                shown.Add(VoltMxMapping.ToFetchWire(message));
            }
        }
    }
}
