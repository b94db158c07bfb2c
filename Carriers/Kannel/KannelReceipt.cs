using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Kannel's delivery reports: the address that it is told to call, and what it then says there.</summary>
/// <remarks>
/// The address carries our id and a signature of it, so that neither Kannel nor who reads its logs can report on any other message.
/// Kannel puts in the rest: <c>type</c>, the time, and the SMSC's own words, of which two codes are kept.
/// </remarks>
public static partial class KannelReceipt
{
    /// <summary>
    /// Which reports are asked for: 1 delivered, 2 not delivered, 16 refused by the SMSC. Not 4 (buffered) and 8 (accepted by the SMSC): neither is a
    /// delivery.
    /// </summary>
    public const int Mask = 1 + 2 + 16;

    private const int SignatureBytes = 16;

    /// <summary>What a <c>type</c> of 4, 8 or 32 means: on its way, and nothing changes.</summary>
    private const int OnItsWay = 4 + 8 + 32;

    /// <summary>The address to call about a message, with Kannel's own marks in it.</summary>
    public static string AddressFor(MessageId id, KannelCarrierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return $"{options.ReceiptUrl}?id={id}&signature={Sign(id, options.ReceiptToken!)}&type=%d&at=%T&answer=%A";
    }

    /// <summary>Whether the signature was made for this message with this token; false without a token.</summary>
    public static bool IsSigned(MessageId id, string? signature, string? token) =>
        token is { Length: > 0 } && signature is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature.ToLowerInvariant()), Encoding.UTF8.GetBytes(Sign(id, token)));

    /// <summary>Reads a report. False: it is none. A receipt of null: the message is still on its way.</summary>
    /// <param name="id">The message.</param>
    /// <param name="type">Kannel's <c>%d</c>.</param>
    /// <param name="at">Kannel's <c>%T</c>: seconds since 1970.</param>
    /// <param name="answer">Kannel's <c>%A</c>: the SMSC's words. They may quote the message, so only its codes are taken.</param>
    /// <param name="receipt">The receipt.</param>
    public static bool TryRead(MessageId id, string? type, string? at, string? answer, out Receipt? receipt)
    {
        receipt = null;
        if (!int.TryParse(type?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var time = long.TryParse(at?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : (DateTimeOffset?)null;
        switch (number)
        {
            case 1:
                receipt = new Receipt(id, null, Delivered: true, time);
                return true;
            case 2:
                receipt = new Receipt(
                    id, null, Delivered: false, time, new("kannel_not_delivered", "The SMSC could not deliver the message" + CodesIn(answer)));
                return true;
            case 16:
                receipt = new Receipt(
                    id, null, Delivered: false, time, new("kannel_refused_by_smsc", "The SMSC refused the message" + CodesIn(answer)));
                return true;
            default:
                return number > 0 && (number & ~OnItsWay) == 0;
        }
    }

    /// <summary>
    /// The codes of an SMPP report (<c>… stat:UNDELIV err:001 …</c>) or refusal (<c>NACK/0x0000000b/…</c>), as the end of a sentence.
    /// </summary>
    private static string CodesIn(string? answer)
    {
        var found = string.Join(", ", Codes().Matches(answer ?? "").Select(match => match.Groups["code"].Value));
        return found.Length == 0 ? "." : $" ({found}).";
    }

    /// <summary>
    /// Shapes that no number and no word of a message has by chance; what stands behind <c>text:</c> is the message itself, so there it ends.
    /// </summary>
    [GeneratedRegex(
        @"(?<!text:.*)\b(stat:(?<code>[A-Z]{1,7})|err:(?<code>[0-9A-Fa-f]{1,4})|NACK/(?<code>0x[0-9A-Fa-f]{8}))\b",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Codes();

    private static string Sign(MessageId id, string token) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes("kannel receipt " + id))[..SignatureBytes]);
}
