using Belay.Engine;
using Belay.Grains;
using Belay.Grains.Interfaces;
using Belay.Storage.Postgres;
using Belay.Tests.Storage.Postgres;

namespace Belay.Tests.Grains;

/// <summary>
/// P5, P7: a silo that asks again for a message has made no call for it. That was no try, and what is said of it later is said of no other call.
/// </summary>
public sealed class CallNotMadeTests(SharedServer server)
{
    [Fact]
    public async Task A_claim_whose_call_was_not_made_is_taken_back_and_an_answer_to_it_is_not_the_next_calls()
    {
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() }, NewMessages.Stop);
        var options = new EngineOptions { DispatchConcurrency = 0, Sending = new SendingRules { PauseBase = TimeSpan.FromSeconds(4) } };
        await using var silos = await Silos.StartAsync(1, database, new ScriptedCarrier(TimeProvider.System), options);
        var draft = NewMessages.Draft();
        Assert.IsType<ScheduleVerdict.Accepted>(await silos.Engine.ScheduleAsync(draft));
        var work = silos.Grains.GetGrain<IMessageWork>(draft.Id.ToString());

        var first = (await work.ClaimAsync(silos.FirstSilo, request: 1))!.Value;
        Assert.Null(await work.ClaimAsync(silos.FirstSilo, request: 2));

        var waiting = await FindAsync();
        Assert.Equal((MessageStatus.Queued, StepCause.NotCalled, "not_called"), (waiting.Status, waiting.Timeline[^1].Cause, waiting.Error?.Code));
        Assert.Equal((0, 1, false), (waiting.Attempts, waiting.Claims, waiting.Tainted));

        (int Claim, Submission Submission)? again = null;
        for (var request = 3; again is null; request++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, NewMessages.Stop);
            again = await work.ClaimAsync(silos.FirstSilo, request);
        }

        var second = again.Value;

        Assert.Equal((1, 1, 2, 1), (first.Claim, first.Submission.Attempt, second.Claim, second.Submission.Attempt));
        await work.RecordAnswerAsync(first.Claim, new CarrierAnswer.Refused(new MessageError("stale", "Of the call that was not made.")));
        Assert.Equal((MessageStatus.Sending, true), ((await FindAsync()).Status, (await FindAsync()).CallOpen));

        await work.RecordAnswerAsync(second.Claim, new CarrierAnswer.Accepted());
        var sent = await FindAsync();
        Assert.Equal((MessageStatus.Sent, 1, null), (sent.Status, sent.Attempts, sent.Error));

        async Task<Message> FindAsync() => (await silos.Grains.GetGrain<IMessageGrain>(draft.Id.ToString()).FindAsync(NewMessages.Acme))!;
    }
}
