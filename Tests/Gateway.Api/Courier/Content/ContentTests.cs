using System.Net;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier.Content;

public sealed class ContentTests
{
    private const string Sms = $$"""{"phone_number":"{{Phone}}"}""";

    [Theory]
    [InlineData("""{"type":"text","content":"Hello"}""", "Hello")]
    [InlineData("""{"type":"text","content":"Hello"},{"type":"text","content":"again"}""", "Hello\nagain")]
    [InlineData("""{"type":"meta","title":"T"},{"type":"text","content":"Hello"}""", "T|Hello")]
    [InlineData(
        """{"type":"text","elements":[{"type":"string","content":"See "},{"type":"link","content":"here","href":"https://e.x"}]}""",
        "See here (https://e.x)")]
    [InlineData("""{"type":"action","content":"Track","href":"https://e.x/{{order.id}}"}""", "Track: https://e.x/7")]
    [InlineData("""{"type":"quote","content":"So it is"},{"type":"divider"},{"type":"comment","content":"no"}""", "So it is")]
    [InlineData("""{"type":"image","src":"https://e.x/i.png","alt_text":"A cat"}""", "A cat")]
    [InlineData("""{"type":"list","elements":[{"type":"list-item","content":"one"},{"type":"list-item","content":"two"}]}""", "- one\n- two")]
    [InlineData("""{"type":"group","elements":[{"type":"text","content":"in"}]}""", "in")]
    [InlineData(
        """{"type":"text","content":"all"},{"type":"text","content":"mail","channels":["email"]},{"type":"text","content":"phone","channels":"""
        + """["email","sms"]}""",
        "all\nphone")]
    [InlineData("""{"type":"channel","channel":"email","elements":[{"type":"html","content":"<p>"}]},{"type":"channel","channel":"sms","elements":"""
        + """[{"type":"text","content":"short"}]}""", "short")]
    [InlineData("""{"type":"text","content":"Hi {{name}}, {{ data.order.id }} is {{done}}{{missing}}."}""", "Hi Ada, 7 is true.")]
    [InlineData("""{"type":"text","content":"Hello","locales":{"fr":{"content":"Bonjour {{name}}"}}}""", "Bonjour Ada")]
    [InlineData("""{"type":"text","content":"Hello","if":null,"loop":null}""", "Hello")]
    public async Task Elements_become_lines_of_text(string elements, string expected)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync($$$"""
            {"message":{"to":{"phone_number":"{{{Phone}}}","locale":"fr-CA","data":{"name":"Ada"}},
             "content":{"version":"2022-01-01","elements":[{{{elements}}}]},"data":{"name":"Bob","order":{"id":7},"done":true} } }
            """);

        var draft = (await gateway.FindAsync(id)).Draft;
        Assert.Equal(expected, draft.Subject is null ? draft.Text : $"{draft.Subject}|{draft.Text}");
    }

    [Theory]
    [InlineData("""{"type":"html","content":"<p>"}""")]
    [InlineData("""{"type":"jsonnet","content":"{}"}""")]
    [InlineData("""{"type":"hologram"}""")]
    [InlineData("""{"content":"no type"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":"text","content":7}""")]
    [InlineData("""{"type":"text","content":"x","if":"data.a == 1"}""")]
    [InlineData("""{"type":"text","content":"x","loop":"data.items"}""")]
    [InlineData("""{"type":"action","content":"Track"}""")]
    [InlineData("""{"type":"text","elements":[{"type":"image"}]}""")]
    [InlineData("""{"type":"channel","channel":"email","elements":[{"type":"text","content":"x"}]}""")]
    [InlineData("""{"type":"channel","channel":"sms","raw":{"text":"x"}}""")]
    [InlineData("""{"type":"channel","channel":"sms","elements":[{"type":"text","content":"x"}]},{"type":"text","content":"y"}""")]
    [InlineData("""{"type":"text","content":"{{#if a}}x{{/if}}"}""")]
    [InlineData("""{"type":"text","content":"{{order}}"}""")]
    [InlineData("""{"type":"text","content":"{{name"}""")]
    [InlineData("""{"type":"divider"}""")]
    [InlineData("""7""")]
    [InlineData("")]
    public async Task What_cannot_be_rendered_as_text_is_refused(string elements)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(HttpMethod.Post, "/send", $$"""
            {"message":{"to":{{Sms}},"content":{"version":"2022-01-01","elements":[{{elements}}]},"data":{"order":{"id":7} } } }
            """);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error"), (status, answer!.Text("type")));
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task Each_recipient_gets_its_own_values()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        await gateway.Client.SendAsync("""
            {"message":{"to":[{"user_id":"a","data":{"name":"Ada"}},{"user_id":"b"}],
             "content":{"title":"Hi {{name}}","body":"{{name}}: {{sum}}"},"data":{"name":"you","sum":1.50}}}
            """);

        var messages =
            (await gateway.Engine.ListAsync(new() { Organization = GatewayFixture.Organization }, TestContext.Current.CancellationToken)).Messages;
        Assert.Equal(
            ["Hi Ada|Ada: 1.50", "Hi you|you: 1.50"],
            messages.Select(message => $"{message.Draft.Subject}|{message.Draft.Text}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_template_takes_its_text_from_the_settings_and_names_event_and_notification()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?>
        {
            ["Belay:Courier:Templates:nt_reminder:Title"] = "Reminder",
            ["Belay:Courier:Templates:nt_reminder:Body"] = "Do not forget: {{task_name}}.",
        });

        var id = await gateway.Client.SendAsync($$"""{"message":{"to":{{Sms}},"template":"nt_reminder","data":{"task_name":"the report"} } }""");

        var draft = (await gateway.FindAsync(id)).Draft;
        Assert.Equal(("Reminder", "Do not forget: the report."), (draft.Subject, draft.Text));
        var details = await gateway.Client.GetJsonAsync($"/messages/{id}");
        Assert.Equal(("nt_reminder", "nt_reminder"), (details.Text("event"), details.Text("notification")));
    }

    [Fact]
    public async Task A_template_that_is_not_known_takes_its_text_from_the_data()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync($$"""{"message":{"to":{{Sms}},"template":"x","data":{"title":"T","body":"From {data}"} } }""");

        var draft = (await gateway.FindAsync(id)).Draft;
        Assert.Equal(("T", "From {data}"), (draft.Subject, draft.Text));
    }

    [Fact]
    public async Task A_template_whose_text_nobody_knows_is_refused_with_the_way_out()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(
            HttpMethod.Post, "/send", $$"""{"message":{"to":{{Sms}},"template":"x","data":{"foo":"bar"} } }""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Belay:Courier:Templates", answer!.Text("message"));
    }

    [Fact]
    public async Task A_template_setting_without_a_body_stops_the_start()
    {
        var wrong = await Assert.ThrowsAsync<Belay.Gateway.Api.SettingException>(() =>
            GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Courier:Templates:x:Title"] = "T" }));

        Assert.Contains("Belay:Courier:Templates:x:Body", wrong.Message);
    }
}
