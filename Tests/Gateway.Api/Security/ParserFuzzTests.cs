using System.Text;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Delays;
using Belay.Gateway.Api.Courier.Look;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Gateway.Api.Requests.Times;
using Belay.Gateway.Api.VoltMx;
using Belay.Gateway.Api.Webhooks;
using NodaTime;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>
/// Texts near valid ones, given to every parser: an answer, never an exception, and soon. What was read says the same when it is written and read
/// again. <c>BELAY_FUZZ_REQUESTS</c> sets how many in all, <c>BELAY_FUZZ_SEED</c> which.
/// </summary>
public sealed class ParserFuzzTests
{
    private static readonly DateTimeOffset Now = Stage.Noon;
    private static readonly TimeSpan SlowestMax = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string[] Examples, Action<string> Read)[] Parsers =
    [
        ("phone number", ["+12025550123", "12345", "Belay-1"],
            text => { PhoneNumber.IsE164(text); PhoneNumber.IsShortCode(text); PhoneNumber.IsAlphanumericSender(text); }),
        ("segments", ["hello", "ПРИВЕТ", "[€]{}~\\", "😀😀", new string('a', 161)], Segments),
        ("time", ["2026-05-04T13:00:00Z", "2026-05-04T13:00:00.123456789+05:30", "2026-05-04t13:00+0530", "2026-05-04T13:00:00,5-03"], text =>
            AssertSame(
                WireTime.Read(text) is { Fault: null },
                WireTime.Read(text).At,
                () => (true, WireTime.Read(WireTime.Read(text).At.ToString("O")).At))),
        ("time of a place", ["2026-05-04", "2026-05-04T13:00", "2026-03-29T02:30:00", "1777896000", "1777896000000"], text =>
            _ = WireTime.Read(text, TimeForms.Epoch | TimeForms.Local, DateTimeZoneProviders.Tzdb["Europe/Berlin"])),
        ("duration", ["P1DT2H", "P1Y2M3W4DT5H6M7.8S", "PT0S", "86400000"], text => _ = WireDuration.TryAdd(text, Now, out _)),
        ("name of a field", ["send_at", "scheduledTime", "X-Deliver-After", "recipients[]"], text =>
            { FieldName.MeaningOf(text); FieldName.MeaningOfHeader(text); FieldName.IsFree(text); }),
        ("fingerprint", ["""{"a":[1,"b",null,{"c":true}],"n":-1.50e+3}"""], text => _ = Body(text).Fingerprint),
        ("fingerprint of XML", ["<a b=\"c\"><d>e</d><d/></a>"], text => _ = new RequestBody(Encoding.UTF8.GetBytes(text), "text/xml").Fingerprint),
        ("opening hours", ["Mo-Fr 09:00-17:00", "Sa,Su 10:00-12:00,14:00-18:00; We off", "24/7"], Opening),
        ("delay", ["Mo-Fr 09:00-17:00", "2026-05-04T13:00:00Z"], text => new Delay(null, text, "Europe/Berlin").Resolve(text, Now)),
        ("delay's zone", ["America/New_York", "Etc/GMT+12", "UTC"], text => new Delay(null, "Mo 09:00-10:00", text).Resolve(null, Now)),
        ("expiry", ["P1D", "86400000", "2026-05-05T13:00:00Z"],
            text => { new Expiry(text, null, []).Resolve(Now, Now); new Expiry(null, text, [1]).Resolve(null, Now); }),
        ("Volt MX's time", ["1777896000000", "0", "2026-05-04T13:00:00Z"], text => _ = VoltMxTimestamp.Read(text)),
        ("message id", ["019df2dc-0a00-7001-9d28-28e85eb0b665", "1-019df2dc-0a0070019d2828e85eb0b665"],
            text => AssertSame(MessageId.TryParse(text, out var id), id, () => (MessageId.TryParse(id.ToString(), out var again), again))),
        ("batch", ["4611686018427387904", "1"],
            text => AssertSame(BatchId.TryParse(text, out var batch), batch, () => (BatchId.TryParse(batch.ToString(), out var again), again))),
        ("organization", ["acme", "a.b-c_d"], text => _ = OrganizationId.TryParse(text, out _)),
        ("cursor", ["AZ3y3AoAcAGdKCjoXrC2ZQ"],
            text => AssertSame(Cursor.TryRead(text, out var id), id, () => (Cursor.TryRead(Cursor.Write(id), out var again), again))),
        ("scopes", ["messages:send", "keys:admin"], text => _ = ScopeNames.TryParse(text.Split(','), out _)),
        ("web address", ["https://example.com/a?b=c", "http://[::1]:80/", "http://127.1/"], text => WebhookEndpoints.IsHttpUrl(text)),
        ("JSON", ["""{"a":[1,"b",null,{"c":true}]}"""], text => JsonBody.Parse(Body(text), 16)?.Dispose()),
        ("Volt MX's JSON",
            ["""{"smsServiceRequest":{"messages":{"message":{"content":"a","recipients":{"recipient":[{"mobile":"+12025550123"}]}}}}}"""],
            text => Sound(() => SendBodyJson.Read(Body(text), 16))),
        ("Volt MX's XML",
            ["<smsServiceRequest><messages><message><content>a</content><recipients><recipient "
                + "mobile=\"+1\"/></recipients></message></messages></smsServiceRequest>"],
            text => Sound(() => SendBodyXml.Read(Body(text), 16))),
    ];

    public static TheoryData<string> Names { get; } = [.. Parsers.Select(parser => parser.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_is_a_surprise_to_a_parser(string name)
    {
        var (_, examples, read) = Parsers.Single(parser => parser.Name == name);
        var seed = Number("BELAY_FUZZ_SEED", 20261121);
        var count = Number("BELAY_FUZZ_REQUESTS", 20_000) / Parsers.Length;
        foreach (var example in examples)
        {
            read(example);
        }

        for (var number = 0; number < count; number++)
        {
            var mutator = new Mutator(seed ^ (number * 7919));
            var text = mutator.Text(mutator.Pick(examples));
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                read(text);
            }
            catch (Exception failed)
            {
                Assert.Fail($"{name}, seed {seed}, text {number} ({Convert.ToBase64String(Encoding.Unicode.GetBytes(text))}): {failed}");
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < SlowestMax, $"{name}, seed {seed}, text {number} is slow.");
        }
    }

    private static void Segments(string text)
    {
        foreach (var choice in Enum.GetValues<SmsEncodingChoice>())
        {
            foreach (var smart in (bool[])[false, true])
            {
                // A text of Unicode does not fit GSM-7: then there is no measure.
                if (SmsText.Measure(text, choice, smart) is { } measure)
                {
                    Assert.InRange(measure.Parts, text.Length == 0 ? 0 : 1, text.Length + 1);
                }
            }
        }
    }

    private static void Opening(string text)
    {
        if (OpeningHoursText.TryParse(text)?.NextOpening(DateTimeZoneProviders.Tzdb["Europe/Berlin"], Now) is { } opening)
        {
            Assert.InRange(opening, Now, Now.AddDays(22));
        }
    }

    private static void AssertSame<T>(bool isRead, T value, Func<(bool IsRead, T Value)> again)
    {
        if (isRead)
        {
            Assert.Equal((true, value), again());
        }
    }

    private static void Sound(Action read)
    {
        try
        {
            read();
        }
        catch (SendBodyException)
        {
            // Its way to say what is wrong.
        }
    }

    private static RequestBody Body(string text) => new(Encoding.UTF8.GetBytes(text));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
