namespace Belay.Carriers;

/// <summary>What the sandbox does with a message.</summary>
public enum SandboxBehaviour
{
    /// <summary>Takes it, and reports that it was delivered.</summary>
    Delivers = 0,

    /// <summary>Refuses it for good.</summary>
    Refuses = 1,

    /// <summary>Says "later" to every call.</summary>
    AlwaysLater = 2,

    /// <summary>Says "later" to the first two calls, then takes it.</summary>
    LaterTwice = 3,

    /// <summary>Takes it, and answers after <see cref="SandboxNumbers.SlowAnswer"/>.</summary>
    AnswersSlowly = 4,

    /// <summary>Takes it, but the answer to that call is lost; a call with the same key is answered.</summary>
    LosesFirstAnswer = 5,

    /// <summary>Never answers, and never takes it.</summary>
    NeverAnswers = 6,

    /// <summary>Takes it, and reports that it was not delivered.</summary>
    FailsDelivery = 7,

    /// <summary>Takes it, and reports nothing.</summary>
    SendsNoReceipt = 8,

    /// <summary>Takes it, reports that it was delivered, and only <see cref="SandboxNumbers.EarlyReceiptLead"/> later answers the call.</summary>
    ReportsBeforeAnswer = 9,
}

/// <summary>A recipient that the sandbox treats in its own way.</summary>
/// <param name="To">The number, in E.164 form.</param>
/// <param name="Behaviour">What the sandbox does.</param>
/// <param name="Answer">What it answers, in one sentence for people.</param>
/// <param name="EndsAs">The status in which such a message ends, by default settings.</param>
public sealed record SandboxNumber(string To, SandboxBehaviour Behaviour, string Answer, string EndsAs);

/// <summary>The recipients that make the sandbox misbehave. Every other recipient is delivered.</summary>
/// <remarks>
/// All lie in +1 500 555 00xx: 555 numbers that nobody is reached at.
/// <list type="table">
/// <listheader><term>Recipient</term><description>What the sandbox does</description></listheader>
/// <item><term><c>+15005550001</c></term><description>refuses the message for good</description></item>
/// <item><term><c>+15005550002</c></term><description>says "later" to every call</description></item>
/// <item><term><c>+15005550003</c></term><description>says "later" twice, then takes it</description></item>
/// <item><term><c>+15005550004</c></term><description>takes it, and answers after 2 seconds</description></item>
/// <item><term><c>+15005550005</c></term><description>takes it, but the first answer is lost; a call with the same key is answered, without a second
/// effect</description></item>
/// <item><term><c>+15005550006</c></term><description>never answers</description></item>
/// <item><term><c>+15005550007</c></term><description>takes it; the receipt says <c>delivery_failed</c></description></item>
/// <item><term><c>+15005550008</c></term><description>takes it; no receipt follows</description></item>
/// <item><term><c>+15005550009</c></term><description>takes it; the receipt comes one second before the answer</description></item>
/// </list>
/// </remarks>
public static class SandboxNumbers
{
    /// <summary>Refused for good.</summary>
    public const string Refuses = "+15005550001";

    /// <summary>"Later" to every call.</summary>
    public const string AlwaysLater = "+15005550002";

    /// <summary>"Later" to the first two calls.</summary>
    public const string LaterTwice = "+15005550003";

    /// <summary>Taken; answered after <see cref="SlowAnswer"/>.</summary>
    public const string AnswersSlowly = "+15005550004";

    /// <summary>Taken; the first answer is lost.</summary>
    public const string LosesFirstAnswer = "+15005550005";

    /// <summary>Never answered, never taken.</summary>
    public const string NeverAnswers = "+15005550006";

    /// <summary>Taken; the receipt says that it did not arrive.</summary>
    public const string FailsDelivery = "+15005550007";

    /// <summary>Taken; no receipt.</summary>
    public const string SendsNoReceipt = "+15005550008";

    /// <summary>Taken; the receipt comes before the answer.</summary>
    public const string ReportsBeforeAnswer = "+15005550009";

    /// <summary>How long <see cref="AnswersSlowly"/> lets the caller wait.</summary>
    public static TimeSpan SlowAnswer { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long before the answer the receipt of <see cref="ReportsBeforeAnswer"/> is given.</summary>
    public static TimeSpan EarlyReceiptLead { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Every such recipient: the one table that documents quote.</summary>
    public static IReadOnlyList<SandboxNumber> All { get; } =
    [
        new(Refuses, SandboxBehaviour.Refuses, "refuses the message for good", "sending_failed"),
        new(AlwaysLater, SandboxBehaviour.AlwaysLater, "says \"later\" to every call", "sending_failed, when the time for tries is over"),
        new(LaterTwice, SandboxBehaviour.LaterTwice, "says \"later\" twice, then takes it", "delivered"),
        new(AnswersSlowly, SandboxBehaviour.AnswersSlowly, "takes it, and answers after 2 seconds", "delivered"),
        new(LosesFirstAnswer, SandboxBehaviour.LosesFirstAnswer,
            "takes it, but the first answer is lost; a call with the same key is answered, without a second effect", "delivered"),
        new(NeverAnswers, SandboxBehaviour.NeverAnswers, "never answers", "delivery_unconfirmed, when the time for tries is over"),
        new(FailsDelivery, SandboxBehaviour.FailsDelivery, "takes it; the receipt says delivery_failed", "delivery_failed"),
        new(SendsNoReceipt, SandboxBehaviour.SendsNoReceipt, "takes it; no receipt follows",
            "delivery_unconfirmed, when no receipt is awaited any longer"),
        new(ReportsBeforeAnswer, SandboxBehaviour.ReportsBeforeAnswer, "takes it; the receipt comes one second before the answer", "delivered"),
    ];

    private static readonly Dictionary<string, SandboxBehaviour> ByNumber = All.ToDictionary(number => number.To, number => number.Behaviour);

    /// <summary>What the sandbox does with a message to this recipient.</summary>
    public static SandboxBehaviour BehaviourFor(string to) => ByNumber.GetValueOrDefault(to, SandboxBehaviour.Delivers);
}
