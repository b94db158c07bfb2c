using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Reads what smsbox says to a <c>sendsms</c> call.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>What it says</term><description>Answer</description></listheader>
/// <item><term>202; any 2xx with <c>0: Accepted for delivery</c>, <c>3: Queued for later delivery</c> or <c>Sent.</c></term><description>accepted</description></item>
/// <item><term>403 <c>Not routable</c>, 400, other 4xx</term><description>refused</description></item>
/// <item><term>401, other 403 (user or password), 3xx, 404, 405 (address)</term><description>later: a mistake of the settings is none of the message</description></item>
/// <item><term>503, 408, 429, 500 with <c>Sending failed.</c></term><description>later</description></item>
/// <item><term>anything else: not Kannel's words</term><description>unknown, so that nothing is sent twice</description></item>
/// </list>
/// </remarks>
internal static class KannelAnswer
{
    public static CarrierAnswer Read(HttpStatusCode status, RetryConditionHeaderValue? retryAfter, ReadOnlyMemory<byte> body, Draft draft, DateTimeOffset now)
    {
        var words = Encoding.UTF8.GetString(body.Span).Trim();
        return (int)status switch
        {
            202 => new CarrierAnswer.Accepted(),
            >= 200 and <= 299 when Begins("0:") || Begins("3:") || Begins("Sent.") => new CarrierAnswer.Accepted(),
            403 when Begins("Not routable") => new CarrierAnswer.Refused(Errors.NotRoutable),
            401 or 403 => new CarrierAnswer.Later(Error: Errors.NotAuthorized),
            (>= 300 and <= 399) or 404 or 405 => new CarrierAnswer.Later(Error: Errors.WrongAddress),
            408 or 429 or 503 => new CarrierAnswer.Later(HttpAnswer.PauseIn(retryAfter, now), Errors.Busy),
            500 when Begins("Sending failed.") => new CarrierAnswer.Later(Error: Errors.Busy),
            >= 400 and <= 499 => new CarrierAnswer.Refused(new("kannel_refused", HttpAnswer.Clean(words, draft) ?? $"Kannel answered with HTTP status {(int)status}.")),
            _ => new CarrierAnswer.Unknown(new("kannel_answer_unclear", $"HTTP status {(int)status} came back with words that are not Kannel's.")),
        };

        bool Begins(string start) => words.StartsWith(start, StringComparison.OrdinalIgnoreCase);
    }

    private static class Errors
    {
        public static readonly MessageError NotRoutable = new("kannel_not_routable", "Kannel has no route for the message.");
        public static readonly MessageError NotAuthorized = new("kannel_not_authorized", "Kannel does not accept the user name and password that are set.");
        public static readonly MessageError WrongAddress = new("kannel_address_wrong", "At the address that is set there is no sendsms.");
        public static readonly MessageError Busy = new("kannel_busy", "Kannel cannot take the message just now.");
    }
}
