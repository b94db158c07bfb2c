using Belay.Carriers;

namespace Belay.Gateway.Api.Hosting;

/// <summary>What the log says of every start: by what messages leave, and which settings one may not expect.</summary>
internal static partial class StartLog
{
    /// <summary>What the operator may have meant otherwise, and which settings come from where one may not look for them.</summary>
    public static void SayOfSettings(WebApplication app)
    {
        var program = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        foreach (var file in SettingFiles.FoundBy(app.Configuration).Where(file => Path.GetDirectoryName(file) != program))
        {
            LogFile(app.Logger, file);
        }

        foreach (var notice in CarrierServices.DescribeUnused(app.Services))
        {
            LogNotice(app.Logger, notice);
        }

        if (SettingNames.FindEmpty(app.Configuration) is { Count: > 0 } empty)
        {
            LogNotice(app.Logger, $"Set to nothing, so that the default holds: {string.Join(", ", empty)}.");
        }
    }

    [LoggerMessage(2, LogLevel.Warning, "{Notice}")]
    public static partial void LogNotice(ILogger logger, string notice);

    [LoggerMessage(3, LogLevel.Information, "{Carrier}")]
    public static partial void LogCarrier(ILogger logger, string carrier);

    [LoggerMessage(4, LogLevel.Information, "Settings are read from {File} too.")]
    private static partial void LogFile(ILogger logger, string file);
}
