using System.Text.Json.Nodes;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>
/// Belay's own words, under <c>/belay/v1</c>: what its dashboard, its command line and its .NET client speak. Refusals are problem details with a
/// <c>code</c>.
/// </summary>
internal static class NativeRoutes
{
    private const string Prefix = "/belay";

    /// <summary>Whether a path, known or not, is one of these: then a key comes first, as in a dialect.</summary>
    public static bool Own(PathString path) => path.StartsWithSegments(Prefix);

    public static void MapNative(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Prefix + "/v1").WithGroupName("belay");
        MapMessages(group.MapGroup("/messages").WithTags("Messages"));
        MapBatches(group.MapGroup("/batches").WithTags("Batches"));
        MapKeys(group.MapGroup("/keys").WithTags("Keys"));

        var service = group.MapGroup("").WithTags("Service");
        service.MapGet("/forecast", ForecastCall.HandleAsync).Needs(Scopes.ReadMessages).WithName("BelayForecast").TakesQuery(ForecastCall.Parameters)
            .WithSummary("Count what is pending by its due time")
            .WithDescription("What is due before the first slot is not counted.")
            .Produces<ForecastWire>().ProducesProblems(401, 403, 422, 429, 503);
        service.MapGet("/tally", TallyCall.HandleAsync).Needs(Scopes.ReadMessages).WithName("BelayTally").TakesQuery(TallyCall.Parameters)
            .WithSummary("Count what was sent, canceled and failed, and tell how late it left")
            .WithDescription("A message counts in the slot in which it moved. Minutes are kept for 35 days.")
            .Produces<TallyWire>().ProducesProblems(401, 403, 422, 429, 503);
        service.MapGet("/status", ServiceCalls.StatusAsync).Needs(Scopes.ReadMessages).WithName("BelayStatus")
            .WithSummary("Say whether the service is ready, how messages leave, and who hears of them")
            .Produces<ServiceWire>().ProducesProblems(401, 403, 429);
        service.MapPost("/webhooks/check", WebhookCalls.CheckAsync).Needs(Scopes.SendMessages).WithName("BelayCheckWebhooks")
            .WithSummary("Open a connection to each of the organization's webhook endpoints, and post nothing")
            .WithDescription("By the same rules as an event: name, allowed address and port, TLS. Takes up to 5 seconds.")
            .Produces<EndpointChecksWire>().ProducesProblems(401, 403, 429);
        service.MapGet("/me", ServiceCalls.Me).Needs(Scopes.None).WithName("BelayMe")
            .WithSummary("Say whose key this is, what it may do, and what time it is here")
            .Produces<CallerWire>().ProducesProblems(401, 429);
    }

    private static void MapMessages(RouteGroupBuilder messages)
    {
        messages.MapPost("", CreateCalls.OneAsync).Needs(Scopes.SendMessages).WithName("BelayCreateMessage")
            .WithSummary("Send a message, now or at send_at")
            .WithDescription("It has no webhooks: events are shaped by a vendor's dialect, so they come for messages that were made in one.")
            .Accepts<DraftWire>("application/json").TakesIdempotencyKey().ShowsExample(Draft)
            .Produces<MessageWire>(StatusCodes.Status202Accepted).ProducesProblems(400, 401, 403, 413, 415, 422, 429, 503);
        messages.MapGet("", ListCall.HandleAsync).Needs(Scopes.ReadMessages).WithName("BelayListMessages")
            .TakesQuery(ListCall.Parameters, "status")
            .WithSummary("List messages, newest first")
            .WithDescription("Every filter that is given must hold. Timelines are left out; next_cursor is the cursor of the next page.")
            .Produces<MessageListWire>().ProducesProblems(401, 403, 422, 429, 503);
        messages.MapGet("/{id}", MessageCalls.FindAsync).Needs(Scopes.ReadMessages).WithName("BelayFindMessage")
            .WithSummary("Get a message with its timeline, and what became of its webhook events")
            .Produces<MessageWire>().ProducesProblems(401, 403, 404, 429, 503);
        messages.MapDelete("/{id}", MessageCalls.CancelAsync).Needs(Scopes.SendMessages).WithName("BelayCancelMessage")
            .WithSummary("Cancel a message that is not claimed for sending")
            .WithDescription("200 says that it will never be sent; 409 too_late that it is with the carrier or at an end.")
            .Produces<CancelWire>().ProducesProblems(401, 403, 404, 409, 429, 503);
    }

    private static void MapBatches(RouteGroupBuilder batches)
    {
        batches.MapPost("", CreateCalls.BatchAsync).Needs(Scopes.SendMessages).WithName("BelayCreateBatch")
            .WithSummary("Send up to 1,000 messages: all are accepted, or none")
            .Accepts<BatchDraftWire>("application/json").TakesIdempotencyKey()
            .ShowsExample(tomorrow => new JsonObject { ["messages"] = new JsonArray(Draft(tomorrow), Draft(tomorrow)) })
            .Produces<BatchWire>(StatusCodes.Status202Accepted).ProducesProblems(400, 401, 403, 413, 415, 422, 429, 503);
        batches.MapDelete("/{batch}", MessageCalls.CancelBatchAsync).Needs(Scopes.SendMessages).WithName("BelayCancelBatch")
            .WithSummary("Cancel what is not claimed of a batch")
            .Produces<BatchCancelWire>().ProducesProblems(401, 403, 404, 429, 503);
    }

    private static void MapKeys(RouteGroupBuilder keys)
    {
        keys.MapGet("", KeyCalls.ListAsync).Needs(Scopes.AdministerKeys).WithName("BelayListKeys")
            .WithSummary("List the organization's keys, without the keys themselves")
            .Produces<KeyListWire>().ProducesProblems(401, 403, 429, 503);
        keys.MapPost("", KeyCalls.CreateAsync).Needs(Scopes.AdministerKeys).WithName("BelayCreateKey")
            .WithSummary("Make a key and show it once")
            .Accepts<KeyDraftWire>("application/json")
            .ShowsExample(_ =>
                new JsonObject { ["name"] = "shop", ["scopes"] = new JsonArray("messages:send", "messages:read"), ["expires_in_days"] = 365 })
            .Produces<NewKeyWire>(StatusCodes.Status201Created).ProducesProblems(400, 401, 403, 413, 415, 422, 429, 503);
        keys.MapDelete("/{key}", KeyCalls.RevokeAsync).Needs(Scopes.AdministerKeys).WithName("BelayRevokeKey")
            .WithSummary("Stop a key from working, for good")
            .Produces<KeyWire>().ProducesProblems(401, 403, 404, 409, 429, 503);
    }

    private static JsonObject Draft(string tomorrow) =>
        new() { ["to"] = "+15005550199", ["text"] = "See you tomorrow", ["send_at"] = tomorrow, ["tags"] = new JsonArray("visit-17") };

    private static void ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemWire>(status, "application/problem+json");
        }
    }
}
