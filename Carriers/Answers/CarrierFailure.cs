using System.Text;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Why a call of a carrier got no answer.</summary>
internal enum CarrierFailure
{
    /// <summary>The host's name has no address.</summary>
    NameUnknown = 0,

    /// <summary>The TLS handshake failed: a certificate that is not trusted, or no TLS there.</summary>
    TlsFailed = 1,

    /// <summary>Nobody takes the connection, or it broke before anything of the message left.</summary>
    NotReached = 2,

    /// <summary>No connection was had in time.</summary>
    NotConnectedInTime = 3,

    /// <summary>The process stopped before anything of the message left.</summary>
    StoppedBefore = 4,

    /// <summary>The message left, and no answer came in time.</summary>
    NotAnsweredInTime = 5,

    /// <summary>The message left, and the connection broke, or what came back was no HTTP.</summary>
    AnswerLost = 6,
}

/// <summary>
/// What the lack of an answer means: the second half of the <see cref="AnswerTable"/>, with the same line between "not taken" and "nobody knows".
/// </summary>
/// <param name="Failure">What happened.</param>
/// <param name="What">The same for the documentation.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Error">What a message is told of it.</param>
/// <param name="Why">Why it means that, for the documentation.</param>
internal sealed record FailureRow(CarrierFailure Failure, string What, AnswerMeaning Meaning, MessageError Error, string Why)
{
    /// <summary>Every failure.</summary>
    public static IReadOnlyList<FailureRow> All { get; } =
    [
        new(CarrierFailure.NameUnknown, "the host's name has no address", AnswerMeaning.NotWorking,
            new("carrier_name_unknown", "The name of the carrier's host has no address; nothing was sent."),
            "The address that is set, or DNS where Belay runs."),
        new(CarrierFailure.TlsFailed, "the certificate is not trusted, or there is no TLS", AnswerMeaning.NotWorking,
            new("carrier_tls_failed", "No trusted TLS connection to the carrier could be made; nothing was sent."),
            "Nothing is sent to a host that cannot show who it is."),
        new(CarrierFailure.NotReached, "the connection is refused, or breaks before the message leaves", AnswerMeaning.Later,
            new("carrier_unreachable", "The carrier could not be reached; nothing was sent."), "The carrier, or the way to it, is down."),
        new(CarrierFailure.NotConnectedInTime, "no connection within the time-out", AnswerMeaning.Later,
            new("carrier_connect_timeout", "No connection to the carrier was had in time; nothing was sent."), "As before."),
        new(CarrierFailure.StoppedBefore, "Belay stops before the message leaves", AnswerMeaning.Later,
            new("carrier_not_called", "Belay stopped before anything was sent."), "The next start tries again."),
        new(CarrierFailure.NotAnsweredInTime, "no answer within the time-out, after the message left", AnswerMeaning.Unknown,
            new("carrier_timeout", "The carrier did not answer in time."), "A carrier may take a message and be slow to say so."),
        new(CarrierFailure.AnswerLost, "the connection breaks after the message left, or the answer is no HTTP", AnswerMeaning.Unknown,
            new("carrier_connection_lost", "The connection was lost before the carrier's answer could be read."),
            "The answer that was lost may have been \"taken\"."),
    ];

    /// <summary>The answer that a failure stands for.</summary>
    public static CarrierAnswer Answer(CarrierFailure failure)
    {
        var row = All.First(row => row.Failure == failure);
        return AnswerTable.Answer(row.Meaning, row.Error);
    }

    /// <summary>All of them as a table of Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| What happens | Means | Why |\n| --- | --- | --- |\n");
        foreach (var row in All)
        {
            text.Append($"| {row.What} | {AnswerTable.Word(row.Meaning)} | {row.Why} |\n");
        }

        return text.ToString();
    }
}
