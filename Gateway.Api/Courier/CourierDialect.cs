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
    private const string Prefix = "/courier";

    private static readonly PathString[] Roots = ["/send", "/messages", "/requests", Prefix];

    public Dialect Name => Dialect.Courier;

    public bool Owns(PathString path) => Array.Exists(Roots, root => path.StartsWithSegments(root));

    public void Map(IEndpointRouteBuilder routes)
    {
        MapAt(routes.MapGroup("").WithGroupName("courier"));
        MapAt(routes.MapGroup(Prefix).ExcludeFromDescription());
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
            .TakesQuery(ListFilter.Parameters)
            .Produces<MessageList>()
            .Produces<ErrorBody>(StatusCodes.Status400BadRequest);
        group.MapGet("/messages/{id}", RetrieveCall.DetailsAsync).Needs(Scopes.ReadMessages)
            .WithSummary("Look at a message")
            .Produces<MessageDetails>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
        group.MapGet("/messages/{id}/history", RetrieveCall.HistoryAsync).Needs(Scopes.ReadMessages)
            .WithSummary("See what happened to a message")
            .Produces<MessageHistory>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
        group.MapGet("/messages/{id}/output", RetrieveCall.OutputAsync).Needs(Scopes.ReadMessages)
            .WithSummary("See what a message says")
            .Produces<MessageOutput>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
        group.MapPost("/messages/{id}/cancel", CancelCall.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Cancel a message that has not been handed on")
            .Produces<MessageDetails>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound)
            .Produces<MessageDetails>(StatusCodes.Status409Conflict);
        group.MapPut("/requests/{id}/archive", ArchiveCall.HandleAsync).Needs(Scopes.SendMessages)
            .WithSummary("Put the messages of a request out of sight")
            .Produces(StatusCodes.Status202Accepted)
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
    }
}
