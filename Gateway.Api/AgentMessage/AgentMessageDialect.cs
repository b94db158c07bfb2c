using System.Text.Json.Nodes;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>AgentMessage: <c>/v1/messages</c>, and the same under <c>/agentmessage/v1</c>.</summary>
internal sealed class AgentMessageDialect : IDialect
{
    public Dialect Name => Dialect.AgentMessage;

    public IReadOnlyList<UnservedCalls> Unserved { get; } =
    [
        new("/v1/webhooks", "webhook endpoints by call", "They are the setting Belay:Webhooks:Endpoints."),
        new("/v1/api-keys", "keys here", "Keys are made with /belay/v1/keys."),
        new("/v1/api_keys", "keys here", "Keys are made with /belay/v1/keys."),
        new("/v1/conversations", "conversations"),
        new("/v1/contacts", "contacts"),
        new("/v1/numbers", "phone numbers"),
        new("/v1/phone-numbers", "phone numbers"),
        new("/v1/campaigns", "campaigns"),
        new("/v1/brands", "campaign registration"),
    ];

    public string Prefix => "/agentmessage";

    public bool Owns(PathString path) => path.StartsWithSegments("/v1") || path.StartsWithSegments("/agentmessage");

    public void Map(IEndpointRouteBuilder routes)
    {
        MapMessages(routes.MapGroup("/v1/messages").WithGroupName("agentmessage").WithTags("Messages"));
        MapMessages(routes.MapGroup("/agentmessage/v1/messages").ExcludeFromDescription());
    }

    public Task WriteRefusalAsync(HttpContext context, Refusal refusal) => AgentMessageErrors.Of(context, refusal).ExecuteAsync(context);

    private static void MapMessages(RouteGroupBuilder messages)
    {
        messages.MapPost("", CreateMessage.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Send a message, now or at scheduled_at")
            .Accepts<MessageRequest>("application/json")
            .TakesIdempotencyKey()
            .ShowsExample(tomorrow =>
                new JsonObject { ["from"] = "+15005550100", ["to"] = "+15005550199", ["text"] = "See you tomorrow", ["scheduled_at"] = tomorrow })
            .Produces<MessageAnswer>(StatusCodes.Status202Accepted)
            .ProducesFailures(400, 401, 403, 413, 415, 422, 429, 503);

        messages.MapGet("", ListMessages.HandleAsync).Needs(Scopes.ReadMessages)
            .TakesQuery(["cursor", "limit", "status", "from", "to", "tag"])
            .WithSummary("List messages, newest first")
            .WithDescription("The cursor of the next page is in the response header X-Next-Cursor, which is absent on the last page.")
            .Produces<MessageListAnswer>()
            .ProducesFailures(401, 403, 422, 429, 503);

        messages.MapGet("/{id}", RetrieveMessage.HandleAsync).Needs(Scopes.ReadMessages)
            .WithSummary("Get a message")
            .Produces<MessageAnswer>()
            .ProducesFailures(400, 401, 403, 404, 429, 503);

        messages.MapDelete("/{id}", CancelMessage.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Cancel a message that is still queued")
            .WithDescription("Canceling a canceled message answers 200 again. Once it is sending or at an end: 409 MESSAGE_NOT_CANCELABLE.")
            .Produces<MessageAnswer>()
            .ProducesFailures(400, 401, 403, 404, 409, 429, 503);
    }
}
