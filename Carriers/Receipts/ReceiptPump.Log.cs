using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Carriers;

public sealed partial class ReceiptPump
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1, LogLevel.Information, "Carrier {Carrier} sent a receipt for {Message}, which the engine does not know.")]
    private partial void LogNotFound(string carrier, MessageId? message);

    [LoggerMessage(2, LogLevel.Error, "A receipt of carrier {Carrier} for {Message} could not be recorded ({Exception}).")]
    private partial void LogGivenUp(string carrier, MessageId? message, string exception);
}
