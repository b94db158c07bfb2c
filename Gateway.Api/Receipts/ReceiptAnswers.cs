using Belay.Carriers;

namespace Belay.Gateway.Api.Receipts;

/// <summary>What a carrier is told about a receipt that it brought; the same for all carriers but for the word for "recorded".</summary>
internal static class ReceiptAnswers
{
    private static readonly string RetrySeconds = EarlyReceipts.HeldFor.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Registers what holds early receipts.</summary>
    public static IServiceCollection AddCarrierReceipts(this IServiceCollection services)
    {
        services.AddSingleton<WatchedReceipts>();
        services.AddSingleton(static provider =>
            ActivatorUtilities.CreateInstance<EarlyReceipts>(provider, provider.GetRequiredService<WatchedReceipts>()));
        return services.AddHostedService(static provider => provider.GetRequiredService<EarlyReceipts>());
    }

    /// <summary>202: it is held until its message is known. 503: no more can be held, so it must come again.</summary>
    public static IResult Say(ReceiptTaking taking, HttpContext context, IResult recorded)
    {
        switch (taking)
        {
            case ReceiptTaking.Reported:
                return recorded;
            case ReceiptTaking.Held:
                return Results.StatusCode(StatusCodes.Status202Accepted);
            default:
                context.Response.Headers.RetryAfter = RetrySeconds;
                return Results.Problem(
                    "Too many receipts wait for messages that are not known yet.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
