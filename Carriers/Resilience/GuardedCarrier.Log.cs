using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Carriers;

public sealed partial class GuardedCarrier
{
    [LoggerMessage(1, LogLevel.Warning, "Carrier {Carrier} did not answer in time for {Message}.")]
    private partial void LogTimeout(string carrier, MessageId message);

    [LoggerMessage(2, LogLevel.Error, "Carrier {Carrier} failed for {Message} ({Exception}).")]
    private partial void LogFailed(string carrier, MessageId message, string exception);

    [LoggerMessage(3, LogLevel.Warning, "Carrier {Carrier} keeps failing; it is left alone for {BreakTime}.")]
    private partial void LogOpened(string carrier, TimeSpan breakTime);

    [LoggerMessage(4, LogLevel.Information, "Carrier {Carrier} works again.")]
    private partial void LogClosed(string carrier);
}
