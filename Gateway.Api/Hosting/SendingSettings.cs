using System.Globalization;
using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Reads the rules of sending: <c>Belay:Sending:{AttemptsMax,PauseBase,PauseMax,RetryFor,ReceiptTimeout}</c>. They are the same for every engine.</summary>
public static class SendingSettings
{
    /// <summary>The rules; a wrong setting throws <see cref="SettingException"/> that names it.</summary>
    public static SendingRules Read(IConfiguration configuration)
    {
        var defaults = new SendingRules();
        var rules = defaults with
        {
            AttemptsMax = (int)configuration.Number("Belay:Sending:AttemptsMax", defaults.AttemptsMax, 0, 1_000),
            PauseBase = configuration.Span("Belay:Sending:PauseBase", defaults.PauseBase),
            PauseMax = configuration.Span("Belay:Sending:PauseMax", defaults.PauseMax),
            RetryFor = configuration.Span("Belay:Sending:RetryFor", defaults.RetryFor),
            ReceiptTimeout = configuration.Span("Belay:Sending:ReceiptTimeout", defaults.ReceiptTimeout),
        };
        var shortest = SendingRules.ShortestPauseMax(rules.RetryFor);
        return rules.PauseMax >= shortest
            ? rules
            : throw new SettingException(string.Create(
                CultureInfo.InvariantCulture,
                $"Belay:Sending:PauseMax is too short for Belay:Sending:RetryFor: it must be at least a {SendingRules.PausesMax}th part of it, "
                + $"which is {Up(shortest)}, or a message would be tried thousands of times."));
    }

    /// <summary>Whole seconds from a second on, so that what a sentence asks for is enough and can be typed.</summary>
    private static TimeSpan Up(TimeSpan span) => span < TimeSpan.FromSeconds(1) ? span : TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds));
}
