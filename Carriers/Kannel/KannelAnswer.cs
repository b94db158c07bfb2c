using System.Text;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Reads what smsbox says to a <c>sendsms</c> call: its own words where it has some, else what the status means for every carrier.</summary>
internal static class KannelAnswer
{
    /// <summary>What only Kannel says.</summary>
    public static IReadOnlyList<AnswerRow> Own { get; } =
    [
        new("taken", "202", AnswerMeaning.Taken, null, "No other server answers a call of `sendsms` so."),
        new("taken", "200-299", AnswerMeaning.Taken, null, "Kannel's words for \"taken\".") { Words = ["0:", "3:", "Sent."] },
        new("answer_unclear", "200-299", AnswerMeaning.Unknown, "the words are not Kannel's",
            "A page of another server, or a Kannel that we do not know."),
        new("not_routable", "403", AnswerMeaning.Refused, "it has no route for the message",
            "Kannel's routes leave out this sender or recipient.") { Words = ["Not routable"] },
        new("sender_missing", "400", AnswerMeaning.NotWorking, "it needs a sender, and no default is set",
            "No message without a sender would be taken: a default sender is missing in the settings.") { Words = ["Sender missing"] },
        new("address_wrong", "400", AnswerMeaning.NotWorking, "it cannot read the address for reports that is set",
            "The address for delivery reports (`ReceiptUrl`).") { Words = ["DLR-"] },
        new("busy", "500", AnswerMeaning.Later, null, "Smsbox could not hand the message on, and says so.") { Words = ["Sending failed."] },
    ];

    private static readonly AnswerTable Table = AnswerTable.Http.Under(Own);

    public static CarrierAnswer Read(int status, TimeSpan? pause, ReadOnlyMemory<byte> body, Draft draft, CarrierWords words)
    {
        var said = Encoding.UTF8.GetString(LooseJson.WithoutMark(body).Span).Trim();
        var row = Table.Find(status, said);
        var title = row.Meaning == AnswerMeaning.Refused && row.Title is null ? words.Clean(said, draft) : null;
        return AnswerTable.Answer(row.Meaning, new("kannel_" + row.Name, title ?? AnswerTable.Sentence("Kannel", status, row)), null, pause);
    }
}
