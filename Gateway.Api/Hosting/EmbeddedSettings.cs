using Belay.Engine.Embedded;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Reads the embedded engine's settings; a wrong one throws <see cref="SettingException"/> that names it.</summary>
internal static class EmbeddedSettings
{
    public static EmbeddedEngineOptions Read(IConfiguration configuration)
    {
        var defaults = new EmbeddedEngineOptions();
        var rules = defaults.Sending;
        return defaults with
        {
            DataDirectory = DataDirectory(configuration),
            DispatchConcurrency = (int)Number(configuration, "Belay:Dispatch:Concurrency", defaults.DispatchConcurrency, 1, 10_000),
            PendingPerOrganizationMax = Number(configuration, "Belay:Limits:PendingPerOrganizationMax", defaults.PendingPerOrganizationMax, 1, long.MaxValue),
            Sending = rules with
            {
                AttemptsMax = (int)Number(configuration, "Belay:Sending:AttemptsMax", rules.AttemptsMax, 1, 1_000),
                PauseBase = Span(configuration, "Belay:Sending:PauseBase", rules.PauseBase),
                PauseMax = Span(configuration, "Belay:Sending:PauseMax", rules.PauseMax),
                RetryFor = Span(configuration, "Belay:Sending:RetryFor", rules.RetryFor),
                ReceiptTimeout = Span(configuration, "Belay:Sending:ReceiptTimeout", rules.ReceiptTimeout),
            },
        };
    }

    public static string DataDirectory(IConfiguration configuration) =>
        configuration["Belay:DataDirectory"] is { Length: > 0 } directory ? directory : new EmbeddedEngineOptions().DataDirectory;

    private static long Number(IConfiguration configuration, string name, long otherwise, long min, long max)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return long.TryParse(text, out var number) && number >= min && number <= max
            ? number
            : throw new SettingException($"{name} must be a whole number from {min} to {max}.");
    }

    private static TimeSpan Span(IConfiguration configuration, string name, TimeSpan otherwise)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return TimeSpan.TryParse(text, out var span) && span > TimeSpan.Zero
            ? span
            : throw new SettingException($"{name} must be a span of time such as 00:00:30 or 3.00:00:00.");
    }
}
