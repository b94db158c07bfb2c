namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>
/// P2, P3: a message whose call had an unknown outcome may be on the phone: each dialect answers "too late" to a cancel, also in the pause before it
/// is called again.
/// </summary>
public sealed class UnknownOutcomeTests
{
    private static readonly CarrierAnswer Unknown = new CarrierAnswer.Unknown(new MessageError("http_504", "Nobody knows."));
    private static readonly CarrierAnswer NotCalled = new CarrierAnswer.NotCalled(new MessageError("circuit_open", "The carrier is left alone."));

    public static TheoryData<Dialect, bool> Cells { get; } = new(
        from dialect in Speaker.All.Keys from isLeftAlone in new[] { false, true } select new TheoryDataRow<Dialect, bool>(dialect, isLeftAlone));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_cancel_in_the_pause_after_it_is_too_late_in_each_dialect(Dialect dialect, bool isLeftAloneThen)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var message = await InPauseAsync(gateway, isLeftAloneThen);
        var speaker = Speaker.All[dialect];

        var replies = await speaker.CancelAsync(gateway.Client, [message]);

        speaker.AssertTooLate(replies, [message]);
        Assert.Equal(message.Version, (await FindAsync(gateway, message.Id)).Version);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancel_in_the_pause_after_it_is_too_late_in_belays_own_words(bool isLeftAloneThen)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var message = await InPauseAsync(gateway, isLeftAloneThen);

        var reply = await gateway.Client.SendAsync("DELETE", $"/belay/v1/messages/{message.Id}");

        Assert.Equal((409, "too_late"), (reply.Status, reply.Json["code"]!.GetValue<string>()));
        Assert.Equal(message.Version, (await FindAsync(gateway, message.Id)).Version);
    }

    /// <summary>
    /// A message whose only call had an unknown outcome; with <paramref name="isLeftAloneThen"/>, the next call was claimed and not made.
    /// </summary>
    private static async Task<Message> InPauseAsync(GatewayFixture gateway, bool isLeftAloneThen)
    {
        var draft = Stage.Draft();
        gateway.Carrier.Answer(draft.To, [Unknown, .. Enumerable.Repeat(NotCalled, 100)]);
        await Stage.ScheduleAsync(gateway, draft);
        var message = await WaitForAsync(gateway, draft.Id, StepCause.OutcomeUnknown);
        if (isLeftAloneThen)
        {
            gateway.Clock.Advance(message.WakeAt!.Value - gateway.Clock.GetUtcNow());
            message = await WaitForAsync(gateway, draft.Id, StepCause.NotCalled, moveOn: true);
        }

        Assert.Equal((MessageStatus.Sending, false, 1), (message.Status, message.CallOpen, message.Attempts));
        return message;
    }

    /// <param name="gateway">The gateway.</param>
    /// <param name="id">The message.</param>
    /// <param name="cause">The cause of the step that is waited for.</param>
    /// <param name="moveOn">Whether time goes on: a silo that missed a tick looks for what is overdue only then.</param>
    private static async Task<Message> WaitForAsync(GatewayFixture gateway, MessageId id, StepCause cause, bool moveOn = false)
    {
        const int LooksPerMove = 400;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(ScriptedCarrier.Patience);
        for (var look = 1; ; look++)
        {
            if (await FindAsync(gateway, id) is var message && message.Timeline[^1].Cause == cause)
            {
                return message;
            }

            if (moveOn && look % LooksPerMove == 0)
            {
                gateway.Clock.Advance(TimeSpan.FromSeconds(10));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<Message> FindAsync(GatewayFixture gateway, MessageId id) =>
        (await gateway.Engine.FindAsync(GatewayFixture.Organization, id, TestContext.Current.CancellationToken))!;
}
