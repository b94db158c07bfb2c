using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Requests;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>The one shape of answers, <c>{"id","message"}</c>, in the format of the request.</summary>
internal static class VoltMxAnswers
{
    public const string ParseFailure = "Failed to parse the input request";
    public const string NothingToCancel = "No cancellable messages found";
    public const string MethodNotAllowed = "Invalid Request. Request method not allowed";
    public const string BadRequestId = "Request ID should not contain alphabets or special characters";
    public const string NoAudience = "No active audience members found";

    public static IResult Ok(HttpContext context, string id, string message) => Write(context, StatusCodes.Status200OK, id, message);

    public static IResult BadRequest(HttpContext context, string message) => Write(context, StatusCodes.Status400BadRequest, "", message);

    /// <summary>A body that can be read, and one thing in it that cannot be accepted.</summary>
    public static IResult BadField(HttpContext context, string fault) => BadRequest(context, $"{ParseFailure}: {fault}");

    /// <summary>The gateway's own refusals. A wrong method is 400 here, not 405: the vendor's documents say so.</summary>
    public static IResult Of(HttpContext context, Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.KeyMissing => Write(context, refusal.Status, "", "Unauthorized request"),
        RefusalKind.KeyWrong => Write(context, refusal.Status, "", "Authentication fail, Invalid credentials"),
        RefusalKind.MethodNotAllowed => BadRequest(context, MethodNotAllowed),
        RefusalKind.BodyBroken => BadRequest(context, ParseFailure),
        RefusalKind.Unexpected => Write(context, refusal.Status, "", "Server failure to process request"),
        RefusalKind.ScopeMissing or RefusalKind.RouteUnknown or RefusalKind.BodyTooSlow
            or RefusalKind.BodyTooLarge or RefusalKind.MediaTypeUnsupported
            or RefusalKind.ParameterUnknown or RefusalKind.ParameterRepeated or RefusalKind.IdempotencyKeyInvalid or RefusalKind.RateExceeded
            or RefusalKind.PendingLimitReached or RefusalKind.Unavailable
            => Write(context, refusal.Status, "", refusal.Sentence),
        _ => throw new UnreachableException($"No text for {refusal.Kind}."),
    };

    /// <summary>Whether the request's body says that it is XML.</summary>
    public static bool IsXml(HttpRequest request) => MediaType.IsXml(request.ContentType);

    /// <summary>Says in the OpenAPI document which statuses carry the shape.</summary>
    public static RouteHandlerBuilder ProducesRefusals(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<AnswerWire>(status);
        }

        return route;
    }

    private static IResult Write(HttpContext context, int status, string id, string message) => IsXml(context.Request)
        ? Results.Text(ToXml(status, id, message), "text/xml", Encoding.UTF8, status)
        : Results.Json(new AnswerWire(id, message), VoltMxJson.Wire.AnswerWire, statusCode: status);

    private static string ToXml(int status, string id, string message)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            writer.WriteStartElement("smsResponse");
            writer.WriteElementString("code", status.ToString(CultureInfo.InvariantCulture));
            writer.WriteElementString("description", message);
            if (id.Length > 0)
            {
                writer.WriteElementString("requestId", id);
            }

            writer.WriteEndElement();
        }

        return text.ToString();
    }
}
