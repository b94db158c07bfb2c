using Belay.Messages;

namespace Belay.Tests.Carriers;

internal static class Samples
{
    public const string Text = "Your appointment is tomorrow at nine";
    public const string From = "+14155550100";
    public const string To = "+14155550199";

    private static readonly DateTimeOffset Due = new(2026, 5, 4, 9, 0, 0, TimeSpan.FromHours(2));

    public static Draft Draft(string to = To, int n = 1)
    {
        var id = MessageId.Create(Due, [0, 0, 0, 0, 0, 0, (byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n]);
        return new()
        {
            Id = id,
            Organization = OrganizationId.Parse("acme"),
            Batch = BatchId.Of(id),
            Dialect = Dialect.None,
            From = From,
            To = to,
            Text = Text,
        };
    }

    public static Submission Submission(string to = To, int attempt = 1, int n = 1) => new(Draft(to, n), attempt, Due);
}
