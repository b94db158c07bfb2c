using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Belay.Tests.EndToEnd.Kannel;

/// <summary>
/// The built program and the real Kannel: messages go through bearerbox and smsbox to its fake SMSC, and the delivery reports come back.
/// </summary>
public sealed class KannelTests : IAsyncLifetime
{
    private const string Phone = "+15005550199";
    private const string Sender = "+15005550100";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-kannel-gateway-").FullName;
    private KannelBoxes? _kannel;

    public async ValueTask InitializeAsync()
    {
        if (KannelBoxes.WhyNot is { } reason)
        {
            Assert.Skip(reason);
        }

        _kannel = await KannelBoxes.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_kannel is not null)
        {
            await _kannel.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Texts_reach_the_phone_whole_and_their_delivery_reports_come_back()
    {
        using var gateway = await StartGatewayAsync();
        var longText = string.Concat(Enumerable.Repeat("abcdefghij", 35));

        var ends = await EndsAsync(gateway, (Phone, "Hello €uro [x]"), (Phone, "Grüße 😀 Ω"), (Phone, longText));

        Assert.All(ends, end => Assert.Equal("delivered", end.Status));
        var phones = _kannel!.Phones;
        Assert.Contains(phones, line => line.EndsWith($"<{Sender} {Phone} text Hello €uro [x]>", StringComparison.Ordinal));
        Assert.Contains(
            phones, line => line.EndsWith($"<{Sender} {Phone} ucs-2 %00G%00r%00%FC%00%DF%00e%00+%D8%3D%DE%00%00+%03%A9>", StringComparison.Ordinal));
        var parts = phones.Where(line => line.Contains(" udh %05%00%03", StringComparison.Ordinal))
            .Select(line => line.Split(" data ")[1].TrimEnd('>')).ToList();
        Assert.Equal((3, longText), (parts.Count, string.Concat(parts)));
        Assert.Equal(5, phones.Count);
    }

    [Fact]
    public async Task What_the_SMSC_refuses_or_does_not_deliver_is_said_with_its_code()
    {
        using var gateway = await StartGatewayAsync();

        var ends = await EndsAsync(gateway, (GrumpySmsc.Refused, "Hello"), (GrumpySmsc.NotDelivered, "Hello"));

        Assert.Equal(
            [("delivery_failed", "The SMSC refused the message."), ("delivery_failed", "The SMSC could not deliver the message (UNDELIV, 042).")],
            ends.Select(end => (end.Status, end.Error)));
        Assert.Empty(_kannel!.Phones);
    }

    [Fact, Trait("Promise", "P5")]
    public async Task P5_a_call_that_Kannel_did_not_answer_is_not_made_again()
    {
        using var gateway = await StartGatewayAsync(("Belay__Carriers__Kannel__TimeoutSeconds", "1"));
        _kannel!.Freeze();
        var unanswered = Assert.Single(await EndsAsync(gateway, (Phone, "first")));
        Assert.Equal(("delivery_unconfirmed", "The carrier did not answer in time."), unanswered);

        _kannel.Thaw();
        Assert.Equal("delivered", Assert.Single(await EndsAsync(gateway, (Phone, "second"))).Status);

        // Kannel had taken the first one all the same; it reached the phone once, and no second call made it twice.
        Assert.Equal(["first", "second"], _kannel.Phones.Select(line => line.Split(" text ")[1].TrimEnd('>')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_refuses_no_message_it_waits_for_the_right_one()
    {
        string id;
        using (var gateway = await StartGatewayAsync(
            ("Belay__Carriers__Kannel__Password", "wrong"),
            ("Belay__Sending__PauseBase", "00:00:01"),
            ("Belay__Sending__PauseMax", "00:00:01"),
            ("Belay__Sending__RetryFor", "00:08:00")))
        {
            id = await ScheduleAsync(gateway.Client, Phone, "late");
            using var patience = new CancellationTokenSource(Patience);
            while (_kannel!.Refusals == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
            }
        }

        using var corrected = await StartGatewayAsync();
        Assert.Equal(("delivered", null), (await WaitAsync(corrected.Client, id))[id]);
        Assert.Single(_kannel!.Phones);
    }

    private static async Task<IReadOnlyList<(string Status, string? Error)>> EndsAsync(
        GatewayProcess gateway, params (string To, string Text)[] messages)
    {
        var ids = new List<string>();
        foreach (var (to, text) in messages)
        {
            ids.Add(await ScheduleAsync(gateway.Client, to, text));
        }

        var ends = await WaitAsync(gateway.Client, ids);
        return [.. ids.Select(id => ends[id])];
    }

    /// <summary>Waits until each has an end; "sent" is none, a report follows.</summary>
    private static async Task<Dictionary<string, (string Status, string? Error)>> WaitAsync(HttpClient client, params IEnumerable<string> expected)
    {
        var ids = expected.ToList();
        using var patience = new CancellationTokenSource(Patience);
        var ends = new Dictionary<string, (string, string?)>(StringComparer.Ordinal);
        while (true)
        {
            foreach (var id in ids.Where(id => !ends.ContainsKey(id)))
            {
                var data = await LookAsync(client, id);
                if (data.GetProperty("to")[0].GetProperty("status").GetString() is { } status
                    && status is not ("scheduled" or "queued" or "sending" or "sent"))
                {
                    ends[id] = (status, data.GetProperty("errors")
                        .EnumerateArray().Select(error => error.GetProperty("detail").GetString()).FirstOrDefault());
                }
            }

            if (ends.Count == ids.Count)
            {
                return ends;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<string> ScheduleAsync(HttpClient client, string to, string text)
    {
        var body = JsonSerializer.Serialize(new { from = Sender, to, text });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/messages", content);
        var said = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, said);
        using var document = JsonDocument.Parse(said);
        return document.RootElement.GetProperty("data").GetProperty("id").GetString()!;
    }

    /// <summary>The message in Telnyx's words: they tell the error.</summary>
    private static async Task<JsonElement> LookAsync(HttpClient client, string id)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/v2/messages/" + id));
        return document.RootElement.GetProperty("data").Clone();
    }

    private Task<GatewayProcess> StartGatewayAsync(params (string Name, string Value)[] settings)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{KannelBoxes.FreePort()}");
        return GatewayProcess.StartAsync(
            _directory,
            [
                ("ASPNETCORE_URLS", url),
                ("Belay__Carrier", "kannel"),
                ("Belay__Carriers__Kannel__Url", _kannel!.SendUrl),
                ("Belay__Carriers__Kannel__Username", KannelBoxes.Username),
                ("Belay__Carriers__Kannel__Password", KannelBoxes.Password),
                ("Belay__Carriers__Kannel__ReceiptUrl", url + "/carriers/kannel/receipts"),
                ("Belay__Carriers__Kannel__ReceiptToken", "receipt-token-0123456789"),
                .. settings,
            ]);
    }
}
