using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary>
/// Reads the rules of sending: <c>Belay:Sending:{AttemptsMax,PauseBase,PauseMax,RetryFor,ReceiptTimeout}</c>. They are the same for every engine.
/// </summary>
public static class SendingSettings
{
    /// <summary>The rules; a wrong setting throws <see cref="SettingException"/> that names it.</summary>
    public static SendingRules Read(IConfiguration configuration)
    {
        var defaults = new SendingRules();
        return defaults with
        {
            AttemptsMax = (int)configuration.Number("Belay:Sending:AttemptsMax", defaults.AttemptsMax, 0, 1_000),
            PauseBase = configuration.Span("Belay:Sending:PauseBase", defaults.PauseBase),
            PauseMax = configuration.Span("Belay:Sending:PauseMax", defaults.PauseMax),
            RetryFor = configuration.Span("Belay:Sending:RetryFor", defaults.RetryFor),
            ReceiptTimeout = configuration.Span("Belay:Sending:ReceiptTimeout", defaults.ReceiptTimeout),
        };
    }
}
