using System.Text.Json.Nodes;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>HCL Volt MX Engagement, SMS: <c>/api/v1/…</c>, and the same under <c>/voltmx</c>.</summary>
/// <remarks>The vendor lets everybody fetch texts by number or id; here these calls want a key like all others.</remarks>
internal sealed class VoltMxDialect : IDialect
{
    public Dialect Name => Dialect.VoltMx;

    public IReadOnlyList<UnservedCalls> Unserved { get; } =
    [
        new("/api/v1/message/push", "push messages", "/api/v1/message/sms sends SMS."),
        new("/api/v1/message/email", "email", "/api/v1/message/sms sends SMS."),
        new("/api/v1/message/pass", "passes"),
        new("/api/v1/messages/push", "push messages"),
        new("/api/v1/messages/email", "email"),
        new("/api/v1/status/push", "push messages"),
        new("/api/v1/status/email", "email"),
        new("/api/v1/audience", "the audience by call", "It is the setting Belay:VoltMx:Audience."),
        new("/api/v1/audiences", "the audience by call", "It is the setting Belay:VoltMx:Audience."),
        new("/api/v1/subscribers", "subscribers"),
        new("/api/v1/subscription", "subscriptions"),
        new("/api/v1/campaigns", "campaigns"),
        new("/api/v1/segments", "segments"),
        new("/authService", "logins", "The password of Basic authentication, or X-VoltMX-Authorization, is the key."),
    ];

    public string Prefix => "/voltmx";

    public bool Owns(PathString path) =>
        path.StartsWithSegments("/api/v1") || path.StartsWithSegments("/vpns")
        || path.StartsWithSegments("/voltmx") || path.StartsWithSegments("/authService");

    public void Map(IEndpointRouteBuilder routes)
    {
        MapSms(routes.MapGroup("").WithGroupName("voltmx").WithTags("SMS"));
        MapSms(routes.MapGroup("/voltmx").ExcludeFromDescription());
    }

    public Task WriteRefusalAsync(HttpContext context, Refusal refusal) => VoltMxAnswers.Of(context, refusal).ExecuteAsync(context);

    private static void MapSms(RouteGroupBuilder routes)
    {
        routes.MapPost("/api/v1/message/sms", SendMessages.HandleAsync).Needs(Scopes.SendMessages)
            .TakesQuery(["checkUserExistence"])
            .WithSummary("Send messages, now or at startTimestamp; JSON or XML")
            .Accepts<SendBody>("application/json", "text/xml", "application/xml")
            .TakesIdempotencyKey()
            .ShowsExample(tomorrow => new JsonObject
            {
                ["smsServiceRequest"] = new JsonObject
                {
                    ["messages"] = new JsonObject
                    {
                        ["message"] = new JsonObject
                        {
                            ["startTimestamp"] = tomorrow,
                            ["recipients"] = new JsonObject { ["recipient"] = new JsonArray(new JsonObject { ["mobile"] = "+15005550199" }) },
                            ["content"] = "See you tomorrow",
                        },
                    },
                },
            })
            .Produces<AnswerWire>()
            .ProducesRefusals(400, 401, 403, 413, 415, 429, 503);

        routes.MapDelete("/api/v1/messages/sms/{sms_request_id}", CancelMessages.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Cancel what is not claimed for sending of a request")
            .Produces<AnswerWire>()
            .ProducesRefusals(400, 401, 403, 429, 503);

        routes.MapPost("/api/v1/status/sms", FetchStatus.HandleAsync).Needs(Scopes.ReadMessages)
            .WithSummary("Count and list messages by request, number or date")
            .Accepts<StatusQueryWire>("application/json")
            .ShowsExample(_ => new JsonObject { ["mobileNumber"] = "+15005550199", ["sentDate"] = "05/04/2026" })
            .Produces<StatusWire>()
            .ProducesRefusals(400, 401, 403, 413, 415, 429, 503);

        // The vendor's page shows this call under its web application's name.
        routes.MapPost("/vpns/api/v1/status/sms", FetchStatus.HandleAsync).Needs(Scopes.ReadMessages)
            .Accepts<StatusQueryWire>("application/json")
            .ExcludeFromDescription();

        routes.MapPost("/api/v1/messages/sms/fetch", FetchMessages.HandleAsync).Needs(Scopes.ReadMessages)
            .WithSummary("List the texts sent to a number")
            .Accepts<FetchQueryWire>("application/json")
            .ShowsExample(_ => new JsonObject { ["mobileNo"] = "+15005550199" })
            .Produces<FetchWire>()
            .ProducesRefusals(400, 401, 403, 413, 415, 429, 503);

        routes.MapGet("/api/v1/messages/sms/content/{sms_id}", FetchContent.HandleAsync).Needs(Scopes.ReadMessages)
            .WithSummary("Get the whole text of a message")
            .Produces<ContentWire>()
            .ProducesRefusals(400, 401, 403, 429, 503);
    }
}
