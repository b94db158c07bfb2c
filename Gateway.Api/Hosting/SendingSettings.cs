using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Reads the rules of sending: <c>Belay:Sending:{AttemptsMax,PauseBase,PauseMax,RetryFor,ReceiptTimeout}</c>. They are the same for every engine.</summary>
public static class SendingSettings
{
    /// <summary>The rules; a wrong setting throws <see cref="SettingException"/> that names it.</summary>
    public static SendingRules Read(IConfiguration configuration)
    {
        var rules = new SendingRules();
        return rules with
        {
            AttemptsMax = (int)configuration.Number("Belay:Sending:AttemptsMax", rules.AttemptsMax, 1, 1_000),
            PauseBase = configuration.Span("Belay:Sending:PauseBase", rules.PauseBase),
            PauseMax = configuration.Span("Belay:Sending:PauseMax", rules.PauseMax),
            RetryFor = configuration.Span("Belay:Sending:RetryFor", rules.RetryFor),
            ReceiptTimeout = configuration.Span("Belay:Sending:ReceiptTimeout", rules.ReceiptTimeout),
        };
    }
}
