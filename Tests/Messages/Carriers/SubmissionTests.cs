using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class SubmissionTests
{
    [Fact]
    public void The_idempotency_key_is_the_messages_id_on_every_call() => Assert.Equal(
        ["019df2a1-7c00-7000-8000-000000000001"],
        Enumerable.Range(1, 5).Select(attempt => new Submission(Drafts.Make(), attempt, Drafts.Start).IdempotencyKey).Distinct());
}
