using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Belay.Tests.Gateway.Api.Access;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>
/// Texts, numbers, keys and secrets that go in by every route, well formed and not, come out in no tag of a metric and in none of a trace.
/// </summary>
/// <remarks>The log at its most talkative is read from the built program, in <c>Tests/EndToEnd</c>.</remarks>
public sealed class CanaryTests
{
    private const string Number = "+15005557777";
    private const string OtherNumber = "+15005558888";
    private const string Word = "canaryword";
    private const string WrongKey = "canary-key-0123456789";

    [Fact]
    public async Task Neither_metrics_nor_traces_tell_of_texts_numbers_or_keys()
    {
        var told = new ConcurrentDictionary<string, byte>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument.Name, tags));
        meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument.Name, tags));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument.Name, tags));
        meters.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = NoteActivity,
        };
        ActivitySource.AddActivityListener(traces);
        await using var gateway = await GatewayFixture.StartAsync();
        using var stranger = gateway.ClientWith(WrongKey);

        var statuses = new HashSet<int>();
        foreach (var client in (HttpClient[])[gateway.Client, stranger])
        {
            foreach (var (method, path, body) in Requests(gateway))
            {
                statuses.Add((await client.SendAsync(method, path, body)).Status);
            }
        }

        Assert.Superset(new HashSet<int> { 200, 202, 400, 401, 404, 405, 422 }, statuses);
        Assert.True(told.Count > 20, $"Only {told.Count} tags were heard.");
        string[] canaries = [Number[1..], OtherNumber[1..], Word, WrongKey, GatewayFixture.Key];
        Assert.DoesNotContain(told.Keys, line => canaries.Any(canary => line.Contains(canary, StringComparison.OrdinalIgnoreCase)));

        void Note(object source, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (name, value) in tags)
            {
                told.TryAdd($"{source} {name} {value}", 0);
            }
        }

        void NoteActivity(Activity activity)
        {
            // The test's own client is none of the gateway's.
            if (activity.GetTagItem("url.full") is string url && url.StartsWith("http://127.0.0.1", StringComparison.Ordinal))
            {
                return;
            }

            told.TryAdd($"{activity.OperationName} {activity.DisplayName} {activity.StatusDescription}", 0);
            Note(activity.OperationName, activity.TagObjects.ToArray());
            Note(activity.OperationName, activity.Baggage.Select(item => KeyValuePair.Create(item.Key, (object?)item.Value)).ToArray());
            foreach (var happened in activity.Events)
            {
                Note(happened.Name, happened.Tags.ToArray());
            }
        }
    }

    private static IEnumerable<(string Method, string Path, string? Body)> Requests(GatewayFixture gateway)
    {
        var to = Uri.EscapeDataString(Number);
        (string, string, string?)[] written =
        [
            ("POST", "/v2/messages",
                $$"""{"from":"{{OtherNumber}}","to":"{{Number}}","text":"{{Word}}","webhook_url":"https://127.0.0.1:1/{{Word}}"}"""),
            ("POST", "/v2/messages", $$"""{"from":"{{Word}}","to":"{{Word}}","text":7}"""),
            ("POST", "/send",
                $$$"""{"message":{"to":{"phone_number":"{{{Number}}}"},"content":{"title":"{{{Word}}}","body":"{{{Word}}}"},"metadata":{"tags":"""
                + $$$"""["{{{Word}}}"]} } }"""),
            ("POST", "/send",
                $$$"""{"message":{"to":{"phone_number":"{{{Number}}}"},"content":{"title":"","body":"{{{Word}}}"},"delay":"""
                + $$$"""{"until":"{{{Word}}}"} } }"""),
            ("POST", "/v1/messages", $$"""{"from":"{{OtherNumber}}","to":"{{Number}}","text":"{{Word}}","tag":"{{Word}}"}"""),
            ("POST", "/v1/messages", $$"""{"from":"{{Number}}","{{Word}}":1}"""),
            ("POST", "/api/v1/message/sms",
                $$$"""{"smsServiceRequest":{"messages":{"message":{"content":"{{{Word}}}","recipients":{"recipient":"""
                + $$$"""{"mobile":"{{{Number}}}"} } } } } }"""),
            ("POST", "/api/v1/messages/sms/fetch", $$"""{"mobileNo":"{{Number}}"}"""),
            ("GET", $"/messages?recipient={to}&tag={Word}", null),
            ("GET", $"/v1/messages?to={to}&tag={Word}&limit=many", null),
            ("GET", $"/v1/messages?to={to}&tag={Word}", null),
            ("GET", $"/v1/messages/{Word}", null),
            ("GET", $"/v2/{Word}", null),
            ("GET", $"/{Word}", null),
            ("PUT", $"/v1/messages?to={to}", null),
        ];
        var broken = written.Where(request => request.Item3 is not null).Select(request => (request.Item1, request.Item2, request.Item3?[..^1]));
        return [.. written, .. broken, .. RouteBook.Read(gateway, Stage.In(MessageStatus.Scheduled))
            .Select(call => (call.Method, $"{call.Path}?to={to}&q={Word}", (string?)null))];
    }
}
