using System.Diagnostics.Tracing;
using Belay.Messages;

namespace Belay.Engine.Sending;

/// <summary>Calls of the carrier, step by step, for whoever listens: <c>dotnet-trace collect --providers Belay-Sending</c>.</summary>
/// <remarks>Each event is raised by the thread that does the step, before its next one; without a listener it costs a look at a flag.</remarks>
[EventSource(Name = "Belay-Sending")]
internal sealed class SendingEvents : EventSource
{
    public static readonly SendingEvents Log = new();

    private SendingEvents()
    {
    }

    /// <summary>The call of the carrier begins; its claim is durable.</summary>
    [NonEvent]
    public void Calling(MessageId id, int attempt)
    {
        if (IsEnabled())
        {
            Calling(id.ToString(), attempt);
        }
    }

    /// <summary>The carrier has answered; nothing of it is recorded.</summary>
    [NonEvent]
    public void Answered(MessageId id, int attempt, CarrierAnswer answer)
    {
        if (IsEnabled())
        {
            Answered(id.ToString(), attempt, answer.GetType().Name);
        }
    }

    [Event(1)]
    private void Calling(string message, int attempt) => WriteEvent(1, message, attempt);

    [Event(2)]
    private void Answered(string message, int attempt, string answer) => WriteEvent(2, message, attempt, answer);
}
