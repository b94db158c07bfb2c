namespace Belay.Tests.Faults.Recorders;

/// <summary>What a client's messages are like.</summary>
/// <param name="PerSecond">How many are asked for.</param>
/// <param name="DueFrom">The least time to a message's due time, in milliseconds.</param>
/// <param name="DueTo">The most.</param>
/// <param name="FarShare">The share of messages that are due in an hour, and canceled within half a minute or never.</param>
/// <param name="TextCharacters">How long a text is.</param>
/// <param name="Seed">What the choices are drawn from.</param>
internal sealed record ClientPlan(
    int PerSecond = 250, int DueFrom = 800, int DueTo = 4_000, double FarShare = 0, int TextCharacters = 40, int Seed = 1)
{
    /// <summary>The share of messages that are canceled near their due time.</summary>
    public const double CanceledShare = 0.4;

    /// <summary>How far such cancels are spread to either side of where they are aimed, in milliseconds.</summary>
    public const int Spread = 30;

    /// <summary>How far before or after the due time they may be aimed.</summary>
    public const int AimMax = 60;

    /// <summary>The share of requests with an idempotency key.</summary>
    public const double KeyedShare = 0.5;

    /// <summary>The share of messages that are looked at, and of those that another organization asks for.</summary>
    public const double ReadShare = 0.05;

    /// <summary>Most tries of one thing.</summary>
    public const int TriesMax = 8;
}
