using System.Text.Json.Nodes;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>Telnyx messaging v2: what its official clients call, at <c>/v2</c> and at <c>/telnyx/v2</c>.</summary>
internal sealed class TelnyxDialect : IDialect
{
    private const string Json = "application/json";

    /// <summary>Of the vendor's many resources, those that somebody who sends messages meets.</summary>
    private static readonly UnservedCalls[] UnservedOfTelnyx =
    [
        new("/v2/messages/whatsapp", "WhatsApp messages", "POST /v2/messages sends SMS and MMS."),
        new("/v2/messages/rcs", "RCS messages", "POST /v2/messages sends SMS and MMS."),
        new("/v2/messages/rcs_suggestions", "RCS messages"),
        new("/v2/messaging", "RCS agents and other settings of messaging"),
        new("/v2/messaging_profiles", "messaging profiles", "A profile's name is kept with the message and has no effect."),
        new("/v2/messaging_numbers_bulk_updates", "phone numbers"),
        new("/v2/messaging_hosted_numbers", "phone numbers"),
        new("/v2/messaging_hosted_number_orders", "phone numbers"),
        new("/v2/messaging_tollfree", "toll-free verification"),
        new("/v2/messaging_optouts", "opt-outs"),
        new("/v2/messaging_url_domains", "link domains"),
        new("/v2/messages/group_rcs", "RCS messages"),
        new("/v2/detail_records", "detail records", "GET /belay/v1/messages lists messages."),
        new("/v2/phone_numbers", "phone numbers"),
        new("/v2/available_phone_numbers", "phone numbers"),
        new("/v2/number_orders", "phone numbers"),
        new("/v2/number_lookup", "number lookup"),
        new("/v2/short_codes", "the list of short codes"),
        new("/v2/alphanumeric_sender_ids", "alphanumeric sender ids", "Any such sender may be named in a message."),
        new("/v2/whatsapp", "WhatsApp"),
        new("/v2/whatsapp_message_templates", "WhatsApp"),
        new("/v2/10dlc", "campaign registration"),
        new("/v2/calls", "calls"),
        new("/v2/faxes", "faxes"),
        new("/v2/verifications", "verification codes"),
        new("/v2/verify_profiles", "verification codes"),
        new("/v2/balance", "balances"),
        new("/v2/webhook_deliveries", "webhook deliveries", "GET /belay/v1/messages/{id} tells what became of a message's events."),
    ];

    public Dialect Name => Dialect.Telnyx;

    public IReadOnlyList<UnservedCalls> Unserved => UnservedOfTelnyx;

    public string Prefix => "/telnyx";

    public bool Owns(PathString path) => path.StartsWithSegments("/v2") || path.StartsWithSegments("/telnyx");

    public void Map(IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/v2/messages").WithGroupName("telnyx").WithTags("Messages");
        foreach (var (route, summary) in MapMessages(messages))
        {
            route.WithSummary(summary)
                .Produces<TelnyxErrorBody>(StatusCodes.Status401Unauthorized)
                .Produces<TelnyxErrorBody>(StatusCodes.Status403Forbidden)
                .Produces<TelnyxErrorBody>(StatusCodes.Status429TooManyRequests)
                .Produces<TelnyxErrorBody>(StatusCodes.Status503ServiceUnavailable);
        }

        foreach (var (route, _) in MapMessages(routes.MapGroup("/telnyx/v2/messages")))
        {
            route.ExcludeFromDescription();
        }

        routes.MapGet("/telnyx/v2/public_key", TelnyxPublicKey.ShowAsync).Needs(Scopes.ReadMessages).ExcludeFromDescription();
        routes.MapGet("/v2/public_key", TelnyxPublicKey.ShowAsync)
            .Needs(Scopes.ReadMessages)
            .WithGroupName("telnyx")
            .WithTags("Webhooks")
            .WithSummary("Show the key that webhooks are verified with")
            .Produces<TelnyxData<TelnyxPublicKey>>()
            .Produces<TelnyxErrorBody>(StatusCodes.Status401Unauthorized)
            .Produces<TelnyxErrorBody>(StatusCodes.Status403Forbidden)
            .Produces<TelnyxErrorBody>(StatusCodes.Status503ServiceUnavailable);
    }

    public Task WriteRefusalAsync(HttpContext context, Refusal refusal) =>
        TelnyxFault.From(refusal).ToResult(context.Request.Method).ExecuteAsync(context);

    private static IEnumerable<(RouteHandlerBuilder Route, string Summary)> MapMessages(RouteGroupBuilder messages) =>
    [
        (MapCreate(messages, "", TelnyxCall.Send), "Send a message, now or at send_at"),
        (MapCreate(messages, "/schedule", TelnyxCall.Schedule), "Schedule a message"),
        (MapCreate(messages, "/long_code", TelnyxCall.LongCode), "Send a message from a number"),
        (MapCreate(messages, "/short_code", TelnyxCall.ShortCode), "Send a message from a short code"),
        (MapCreate(messages, "/number_pool", TelnyxCall.NumberPool), "Send a message from a profile's pool of numbers"),
        (MapCreate(messages, "/alphanumeric_sender_id", TelnyxCall.AlphanumericSender), "Send a message from a name"),
        (Creates<TelnyxGroupMmsRequest>(
            messages.MapPost("/group_mms", static (HttpContext context, TelnyxCreate create) => create.GroupAsync(context)))
            .ShowsExample(_ => new JsonObject
            {
                ["from"] = "+15005550100", ["to"] = new JsonArray("+15005550198", "+15005550199"), ["text"] = "See you tomorrow",
                ["media_urls"] = new JsonArray("https://example.com/map.png"),
            }),
            "Send a group MMS"),
        (messages.MapGet("/{id}", TelnyxLook.OneAsync)
            .Needs(Scopes.ReadMessages)
            .Produces<TelnyxData<TelnyxMessage>>()
            .Produces<TelnyxErrorBody>(StatusCodes.Status404NotFound), "Retrieve a message"),
        (messages.MapGet("/group/{id}", TelnyxLook.GroupAsync)
            .Needs(Scopes.ReadMessages)
            .Produces<TelnyxData<IReadOnlyList<TelnyxMessage>>>()
            .Produces<TelnyxErrorBody>(StatusCodes.Status404NotFound), "Retrieve the messages of a group"),
        (messages.MapDelete("/{id}", TelnyxCancel.CancelAsync)
            .Needs(Scopes.SendMessages)
            .Produces<TelnyxMessage>()
            .Produces<TelnyxErrorBody>(StatusCodes.Status404NotFound), "Cancel a scheduled message"),
    ];

    private static RouteHandlerBuilder MapCreate(RouteGroupBuilder messages, string path, TelnyxCall call) =>
        Creates<TelnyxMessageRequest>(messages.MapPost(path, (HttpContext context, TelnyxCreate create) => create.OneAsync(call, context)))
            .ShowsExample(tomorrow => Example(call, tomorrow));

    /// <summary>A body that this call takes.</summary>
    private static JsonObject Example(TelnyxCall call, string tomorrow)
    {
        const string Profile = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
        var body = new JsonObject { ["to"] = "+15005550199", ["text"] = "See you tomorrow" };
        switch (call)
        {
            case TelnyxCall.NumberPool:
                body["messaging_profile_id"] = Profile;
                break;
            case TelnyxCall.AlphanumericSender:
                (body["from"], body["messaging_profile_id"]) = ("Belay", Profile);
                break;
            case TelnyxCall.ShortCode:
                body["from"] = "20000";
                break;
            case TelnyxCall.Send or TelnyxCall.Schedule:
                (body["from"], body["send_at"]) = ("+15005550100", tomorrow);
                break;
            default:
                body["from"] = "+15005550100";
                break;
        }

        return body;
    }

    private static RouteHandlerBuilder Creates<TRequest>(RouteHandlerBuilder route)
        where TRequest : notnull =>
        route.Needs(Scopes.SendMessages)
            .Accepts<TRequest>(Json)
            .TakesIdempotencyKey()
            .Produces<TelnyxData<TelnyxMessage>>()
            .Produces<TelnyxErrorBody>(StatusCodes.Status400BadRequest)
            .Produces<TelnyxErrorBody>(StatusCodes.Status413PayloadTooLarge)
            .Produces<TelnyxErrorBody>(StatusCodes.Status415UnsupportedMediaType)
            .Produces<TelnyxErrorBody>(StatusCodes.Status422UnprocessableEntity);
}

internal static class TelnyxServices
{
    /// <summary>Adds the dialect. Throws <see cref="SettingException"/> for a wrong setting.</summary>
    public static IServiceCollection AddTelnyx(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(TelnyxSettings.Read(configuration))
        .AddSingleton<TelnyxDrafts>()
        .AddSingleton<TelnyxCreate>()
        .AddSingleton<TelnyxSigningKey>()
        .AddSingleton<IWebhookDialect, TelnyxWebhooks>()
        .AddSingleton<IDialect, TelnyxDialect>();
}
