using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>What a receiver's answer means, in the table and on the page that shows it.</summary>
public sealed class WebhookAnswersTests
{
    [Fact]
    public void Every_status_but_success_and_gone_is_tried_again()
    {
        foreach (var status in Enumerable.Range(100, 900))
        {
            var expected = status is >= 200 and < 300 ? WebhookOutcome.Delivered : status == 410 ? WebhookOutcome.Refused : WebhookOutcome.Failed;
            Assert.Equal((status, expected), (status, WebhookAnswers.Judge(status)));
        }
    }

    [Fact]
    public void The_page_shows_the_table()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "webhooks.md"));
        var shown = lines.SkipWhile(line => !line.StartsWith("| The receiver's answer", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

        Assert.Equal(WebhookAnswers.All.Select(rule => (rule.Answer, Word(rule.Outcome))), shown.Select(cells => (cells[0], cells[1])));
    }

    private static string Word(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Delivered => "delivered",
        WebhookOutcome.Failed => "tried again",
        _ => "given up at once",
    };
}
