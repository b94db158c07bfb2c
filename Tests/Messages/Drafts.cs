using System.Globalization;
using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>Drafts and names that tests begin with.</summary>
internal static class Drafts
{
    /// <summary>The instant at which tests accept their messages.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static OrganizationId Organization { get; } = OrganizationId.Parse("acme");

    public static Actor Caller { get; } = new("key_1", "request_1");

    public static MessageId Id(int number = 1) =>
        new(Guid.Parse("019df2a1-7c00-7000-8000-" + number.ToString("x12", CultureInfo.InvariantCulture)));

    /// <summary>A short text message; the id's number tells drafts apart.</summary>
    public static Draft Make(DateTimeOffset? sendAt = null, DateTimeOffset? validUntil = null, int ordinal = 0) => new()
    {
        Id = Id(ordinal + 1),
        Organization = Organization,
        Batch = BatchId.Of(Id()),
        Ordinal = ordinal,
        Dialect = Dialect.Telnyx,
        From = "+18445550001",
        To = "+18665550001",
        Text = "Hello",
        SendAt = sendAt,
        ValidUntil = validUntil,
    };
}
