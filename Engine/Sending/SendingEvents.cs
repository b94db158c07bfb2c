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

    /// <summary>Nobody brings the answer of an open call any more; nothing is written that says so.</summary>
    [NonEvent]
    public void Losing(MessageId id, int claim)
    {
        if (IsEnabled())
        {
            Losing(id.ToString(), claim);
        }
    }

    /// <summary>It is written, and durable; the message is not yet claimed again.</summary>
    [NonEvent]
    public void Lost(MessageId id, int claim)
    {
        if (IsEnabled())
        {
            Lost(id.ToString(), claim);
        }
    }

    [Event(1)]
    private void Calling(string message, int attempt) => WriteEvent(1, message, attempt);

    [Event(2)]
    private void Answered(string message, int attempt, string answer) => WriteEvent(2, message, attempt, answer);

    [Event(3)]
    private void Losing(string message, int claim) => WriteEvent(3, message, claim);

    [Event(4)]
    private void Lost(string message, int claim) => WriteEvent(4, message, claim);
}
