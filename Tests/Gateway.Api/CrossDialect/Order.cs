namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>A request that makes messages in one dialect.</summary>
/// <param name="Name">What is ordered, for the test's name.</param>
/// <param name="Later">Whether it is for an hour from now; else it is for now.</param>
/// <param name="Path">Where it is posted.</param>
/// <param name="Recipients">To how many.</param>
/// <param name="Body">The body for these recipients, due then.</param>
/// <param name="ToUsers">Whether the recipients are user ids.</param>
internal sealed record Order(string Name, bool Later, string Path, int Recipients, Func<string[], DateTimeOffset, string> Body, bool ToUsers = false)
{
    /// <summary>How far ahead the orders for later are due. Every dialect allows it, and Telnyx is well outside its cut-off.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromHours(1);

    private static int made;

    /// <summary>Recipients that no other order has.</summary>
    public string[] NewRecipients() => [.. Enumerable.Range(0, Recipients).Select(_ =>
    {
        var number = Interlocked.Increment(ref made);
        return ToUsers ? $"user-{number}" : $"+1202{number:D7}";
    })];
}
