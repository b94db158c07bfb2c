using System.Security.Cryptography;

namespace Belay.Tests.Grains;

/// <summary>The words in which tests of grains speak of messages.</summary>
internal static class NewMessages
{
    public static readonly OrganizationId Acme = OrganizationId.Parse("acme");
    public static readonly Actor Caller = new("key_1", "req_1");

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A draft with an id of its own.</summary>
    /// <param name="dueIn">From now; null: it is due at once.</param>
    public static Draft Draft(TimeSpan? dueIn = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = MessageId.Create(now, RandomNumberGenerator.GetBytes(MessageId.RandomBytes));
        return new()
        {
            Id = id,
            Organization = Acme,
            Batch = BatchId.Of(id),
            Dialect = Dialect.None,
            From = "+15550000000",
            To = "+15550000001",
            Text = "hello",
            SendAt = now + dueIn,
        };
    }

    public static Task<ScheduleVerdict> ScheduleAsync(this IMessageEngine engine, Draft draft) =>
        engine.ScheduleAsync(new ScheduleRequest([draft], Caller), Stop);

    public static Task<CancelVerdict> CancelAsync(this IMessageEngine engine, MessageId id) =>
        engine.CancelAsync(Acme, id, Caller, CancelRule.Pending, Stop);
}
