namespace Belay.Gateway.Api.Hosting;

/// <summary>What the log says of every start: where the data lies, and by what messages leave.</summary>
internal static partial class StartLog
{
    public static void Say(ILogger logger, DataPlace data)
    {
        LogData(logger, data.Directory);
        if (data.Notice is { } notice)
        {
            LogNotice(logger, notice);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The database lies in {Directory}.")]
    public static partial void LogData(ILogger logger, string directory);

    [LoggerMessage(2, LogLevel.Warning, "{Notice}")]
    public static partial void LogNotice(ILogger logger, string notice);

    [LoggerMessage(3, LogLevel.Information, "{Carrier}")]
    public static partial void LogCarrier(ILogger logger, string carrier);
}
