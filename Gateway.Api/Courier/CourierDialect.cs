using System.Text.Json.Nodes;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Change;
using Belay.Gateway.Api.Courier.Look;
using Belay.Gateway.Api.Courier.Send;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier;

/// <summary>Courier: send, look, cancel, archive.</summary>
internal sealed class CourierDialect : IDialect
{
    private const string Mount = "/courier";

    /// <summary>The vendor's other resources, as its clients call them.</summary>
    private static readonly UnservedCalls[] UnservedOfCourier =
    [
        new("/send/list", "lists", "Name each recipient in message.to."),
        new("/audiences", "audiences", "Name each recipient in message.to."),
        new("/audit-events", "audit events"),
        new("/auth", "tokens for browsers", "Keys are made with /belay/v1/keys."),
        new("/automations", "automations"),
        new("/brands", "brands"),
        new("/broadcasts", "broadcasts"),
        new("/bulk", "bulk jobs", "POST /send takes up to 1,000 recipients in message.to."),
        new("/digests", "digests"),
        new("/inbound", "inbound events"),
        new("/journeys", "journeys"),
        new("/lists", "lists", "Name each recipient in message.to."),
        new("/notifications", "templates by call", "A template's text is the setting Belay:Courier:Templates."),
        new("/preferences", "preferences"),
        new("/profiles", "profiles", "Give phone_number in message.to."),
        new("/providers", "providers", "The carrier is the gateway's own setting."),
        new("/routing-strategies", "routing strategies", "Give message.routing."),
        new("/tenants", "tenants", "A tenant's id may be given in message.context."),
        new("/translations", "translations"),
        new("/users", "users", "Give phone_number in message.to."),
    ];

    private static readonly PathString[] Roots =
        ["/send", "/messages", "/requests", Mount, .. UnservedOfCourier.Select(calls => new PathString(calls.Path))];

    public Dialect Name => Dialect.Courier;

    public IReadOnlyList<UnservedCalls> Unserved => UnservedOfCourier;

    public string Prefix => Mount;

    public bool Owns(PathString path) => Array.Exists(Roots, root => path.StartsWithSegments(root));

    public void Map(IEndpointRouteBuilder routes)
    {
        MapAt(routes.MapGroup("").WithGroupName("courier"));
        MapAt(routes.MapGroup(Mount).ExcludeFromDescription());
    }

    public Task WriteRefusalAsync(HttpContext context, Refusal refusal) => CourierErrors.Of(refusal).ExecuteAsync(context);

    private static void MapAt(RouteGroupBuilder group)
    {
        group.MapPost("/send", SendCall.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Send a message now or later")
            .DescribesIdempotency()
            .Accepts<SendBody>("application/json", "application/*+json")
            .ShowsExample(tomorrow => new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["to"] = new JsonObject { ["phone_number"] = "+15005550199" },
                    ["content"] = new JsonObject { ["title"] = "", ["body"] = "See you tomorrow" },
                    ["delay"] = new JsonObject { ["until"] = tomorrow },
                },
            })
            .Produces<SendAnswer>(StatusCodes.Status202Accepted)
            .Produces<ErrorBody>(StatusCodes.Status400BadRequest)
            .Produces<ErrorBody>(StatusCodes.Status429TooManyRequests);
        group.MapGet("/messages", ListCall.HandleAsync).Needs(Scopes.ReadMessages)
            .WithSummary("List messages, newest first")
            .DescribesListQuery()
            .TakesQuery(ListFilter.Parameters, ListFilter.Lists)
            .Produces<MessageList>()
            .Produces<ErrorBody>(StatusCodes.Status400BadRequest);
        group.MapGet("/messages/{id}", RetrieveCall.DetailsAsync).Needs(Scopes.ReadMessages)
            .WithSummary("Look at a message")
            .Produces<MessageDetails>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
        group.MapGet("/messages/{id}/history", RetrieveCall.HistoryAsync).Needs(Scopes.ReadMessages)
            .TakesQuery(["type"])
            .WithSummary("See what happened to a message")
            .Produces<MessageHistory>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
        group.MapGet("/messages/{id}/output", RetrieveCall.OutputAsync).Needs(Scopes.ReadMessages)
            .WithSummary("See what a message says")
            .Produces<MessageOutput>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
        group.MapPost("/messages/{id}/cancel", CancelCall.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Cancel a message that has not been handed on, or all such messages of a request")
            .WithDescription("200 says that none of them will ever be sent; 409 shows in messages what became of each.")
            .Produces<MessageDetails>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound)
            .Produces<MessageDetails>(StatusCodes.Status409Conflict);
        group.MapPost("/messages/{id}/resend", ResendCall.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Send a message again, as a new one")
            .WithDescription("The same content to the same recipient, now. Only what was sent or has failed: 409 while it waits or is being sent, "
                + "and once it was canceled.")
            .DescribesIdempotency()
            .Produces<ResendAnswer>(StatusCodes.Status202Accepted)
            .Produces<ErrorBody>(StatusCodes.Status404NotFound)
            .Produces<ErrorBody>(StatusCodes.Status409Conflict)
            .Produces<ErrorBody>(StatusCodes.Status429TooManyRequests);
        group.MapPut("/requests/{id}/archive", ArchiveCall.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Put the messages of a request out of sight")
            .Produces(StatusCodes.Status202Accepted)
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
    }
}
