namespace Belay.Gateway.Api.Webhooks;

/// <summary>What became of one try.</summary>
internal enum WebhookOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>No answer, or one that a later try may better.</summary>
    Failed,

    /// <summary>The receiver will never take it.</summary>
    Refused,
}

/// <summary>One line of the table of answers.</summary>
/// <param name="Answer">The answer, as docs/webhooks.md names it.</param>
/// <param name="From">The lowest status; null: there was no answer with a status.</param>
/// <param name="To">The highest status.</param>
/// <param name="Outcome">What it means.</param>
internal sealed record WebhookAnswerRule(string Answer, int? From, int? To, WebhookOutcome Outcome);

/// <summary>What a receiver's answer means: one table for every dialect. <c>docs/webhooks.md</c> shows it, and a test compares the two.</summary>
/// <remarks>
/// A receiver that is being deployed, has lost its route or its key, or stands behind a proxy that is wrong for an hour, answers with any status
/// there is. Only 410 says "for ever", because nobody sends it by mistake.
/// </remarks>
internal static class WebhookAnswers
{
    /// <summary>Why there is no second try at once for an address that no event can go to.</summary>
    public const string NoWebAddress = "the address is no http or https address";

    /// <summary>Every answer there is. The first line that fits holds.</summary>
    public static IReadOnlyList<WebhookAnswerRule> All { get; } =
    [
        new("200 to 299", 200, 299, WebhookOutcome.Delivered),
        new("410", 410, 410, WebhookOutcome.Refused),
        new("any other status", 0, 999, WebhookOutcome.Failed),
        new("no answer: name, connection, TLS, time-out", null, null, WebhookOutcome.Failed),
        new(NoWebAddress, null, null, WebhookOutcome.Refused),
    ];

    /// <summary>
    /// What a status means. A redirect is not followed, since its target was given by nobody who may give one: it is a failure like any other.
    /// </summary>
    public static WebhookOutcome Judge(int status) => All.First(rule => status >= rule.From && status <= rule.To).Outcome;
}
