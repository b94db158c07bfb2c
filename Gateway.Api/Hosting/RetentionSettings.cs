namespace Belay.Gateway.Api.Hosting;

/// <summary>
/// Reads <c>Belay:Retention:Days</c>: for how many days the texts and numbers of finished messages are kept. The same for every engine.
/// </summary>
public static class RetentionSettings
{
    /// <summary>The days if the setting is missing.</summary>
    public const int DaysDefault = 30;

    private const int DaysMax = 36_500;

    /// <summary>The time; null (the setting is 0): for ever. A wrong setting throws <see cref="SettingException"/> that names it.</summary>
    public static TimeSpan? Read(IConfiguration configuration) =>
        configuration.Number("Belay:Retention:Days", DaysDefault, 0, DaysMax) is var days and > 0 ? TimeSpan.FromDays(days) : null;
}
