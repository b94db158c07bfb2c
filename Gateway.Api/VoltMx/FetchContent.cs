using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary><c>GET /api/v1/messages/sms/content/{sms_id}</c>.</summary>
internal static class FetchContent
{
    public static async Task<IResult> HandleAsync(HttpContext context, string sms_id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (sms_id.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return VoltMxAnswers.BadRequest(context, "SMS ID should not contain alphabets or special characters");
        }

        if (BatchId.TryParse(sms_id, out var number))
        {
            var query = new MessageQuery { Organization = context.GetCaller().Organization, Number = number.Value, Limit = 1 };
            var page = await engine.ListAsync(query, cancellationToken);
            if (page.Messages is [var message, ..])
            {
                return Results.Json(new ContentWire(message.Draft.Text), VoltMxJson.Wire.ContentWire);
            }
        }

        return VoltMxAnswers.BadRequest(context, "No message found");
    }
}
