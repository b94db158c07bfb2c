using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Carriers;

public sealed partial class GuardedCarrier
{
    [LoggerMessage(1, LogLevel.Warning, "Carrier {Carrier} did not answer in time for {Message}.")]
    private partial void LogTimeout(string carrier, MessageId message);

    [LoggerMessage(2, LogLevel.Error, "Carrier {Carrier} failed for {Message} ({Exception}).")]
    private partial void LogFailed(string carrier, MessageId message, string exception);
}
