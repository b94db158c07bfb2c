using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Belay.Tests.Gateway.Api.Access;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Retention;

/// <summary>A message whose texts and numbers were erased, as each dialect shows it.</summary>
public sealed class ErasedMessageTests
{
    private const string Canary = "canary";

    private static readonly EngineSettings Short = new() { KeepFinishedFor = TimeSpan.FromDays(1) };

    [Theory]
    [InlineData(Dialect.Telnyx)]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.AgentMessage)]
    [InlineData(Dialect.VoltMx)]
    [InlineData(Dialect.None)]
    public async Task Every_dialect_shows_it_without_a_word_of_it(Dialect origin)
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Short);
        var draft = Stage.Draft("+12025557777", Stage.Noon.AddHours(1)) with
        {
            Dialect = origin, From = "+12025558888", Text = Canary, Subject = Canary, Tags = [Canary], Media = ["https://example.com/" + Canary],
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["trace"] = Canary },
        };
        var id = (await Stage.ScheduleAsync(gateway, draft))[0].Id;
        await gateway.Engine.CancelAsync(
            GatewayFixture.Organization, id, new Actor("test"), CancelRule.Pending, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromDays(2));
        var erased = await WaitForErasedAsync(gateway, id);

        var shown = 0;
        foreach (var call in RouteBook.Read(gateway, erased).Where(call => call is { Method: "GET", Rule.Scope: Scopes.ReadMessages }))
        {
            var reply = await gateway.Client.SendAsync("GET", call.Path);

            Assert.True(reply.Status < 500, $"{call}: {reply.Status} {reply.Body}");
            Assert.DoesNotContain(Canary, reply.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("202555", reply.Body, StringComparison.Ordinal);
            shown += reply.Status == 200
                && reply.Body.Contains(call.Dialect == Dialect.Courier ? id.ToCourierString() : id.ToString(), StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(shown >= 3, $"Shown by {shown} calls only.");
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData("7", 7)]
    [InlineData("0", null)]
    public void The_setting_counts_days(string? text, int? days) =>
        Assert.Equal(days is { } some ? TimeSpan.FromDays(some) : null, RetentionSettings.Read(Settings(text)));

    [Theory]
    [InlineData("-1")]
    [InlineData("36501")]
    [InlineData("a month")]
    public void A_wrong_setting_is_named(string text) =>
        Assert.Equal(
            "Belay:Retention:Days must be a whole number from 0 to 36500.",
            Assert.Throws<SettingException>(() => RetentionSettings.Read(Settings(text))).Message);

    /// <summary>The engine erases in its own time, once the clock is past it.</summary>
    private static async Task<Message> WaitForErasedAsync(GatewayFixture gateway, MessageId id)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(ScriptedCarrier.Patience);
        while (true)
        {
            var message = (await gateway.Engine.FindAsync(GatewayFixture.Organization, id, patience.Token))!;
            if (message.ErasedAt is not null)
            {
                return message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    private static IConfiguration Settings(string? days) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Belay:Retention:Days"] = days }).Build();
}
