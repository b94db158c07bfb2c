using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Belay.Tests.Conformance;

/// <summary>A fixture with the words in which the tests speak: drafts, waiting, and what must hold of any message at any time.</summary>
internal sealed class Scene(IEngineFixture fixture) : IAsyncDisposable
{
    public static readonly OrganizationId Acme = OrganizationId.Parse("acme");
    public static readonly OrganizationId Globex = OrganizationId.Parse("globex");
    public static readonly Actor Caller = new("key_1", "req_1");

    private int _made;

    public IMessageEngine Engine => fixture.Engine;

    public IWebhookOutbox Outbox => fixture.Outbox;

    public IApiKeyStore Keys => fixture.Keys;

    public ISecretStore Secrets => fixture.Secrets;

    public IHeldMessages Held => fixture.Held;

    public ScriptedCarrier Carrier => fixture.Carrier;

    public StoreGate Gate => fixture.Gate;

    public bool OwnsClock => fixture.OwnsClock;

    public DateTimeOffset Now => fixture.Now;

    /// <summary>When a message is due with which something is done before: on the real clock a busy machine needs time for that.</summary>
    public TimeSpan Soon => TimeSpan.FromSeconds(OwnsClock ? 1 : 4);

    /// <summary>Fires when the test run is stopped.</summary>
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    public Task AdvanceAsync(TimeSpan by) => fixture.AdvanceAsync(by);

    public Task AdvanceToAsync(DateTimeOffset instant) =>
        instant - Now is var left && left > TimeSpan.Zero ? fixture.AdvanceAsync(left) : Task.CompletedTask;

    public Task RestartAsync(TimeSpan down = default) => fixture.RestartAsync(down);

    /// <summary>Skips the test, visibly, where the hours it needs would really have to pass.</summary>
    public void NeedHours() => Assert.SkipUnless(OwnsClock, "Needs hours to pass; this engine runs on the real clock.");

    /// <summary>An id that sorts after every id made before it.</summary>
    public MessageId NewId()
    {
        Span<byte> random = stackalloc byte[MessageId.RandomBytes];
        RandomNumberGenerator.Fill(random);
        BinaryPrimitives.WriteUInt16BigEndian(random, (ushort)Interlocked.Increment(ref _made));
        return MessageId.Create(Now, random);
    }

    /// <summary>A message alone in its batch, to a recipient of its own; null: for at once.</summary>
    public Draft NewDraft(TimeSpan? dueIn = null)
    {
        var id = NewId();
        return new Draft
        {
            Id = id,
            Organization = Acme,
            Batch = BatchId.Of(id),
            Dialect = Dialect.None,
            From = "+15550000000",
            To = $"+1555{_made:0000000}",
            Text = "Your appointment is tomorrow.",
            SendAt = Now + dueIn,
        };
    }

    /// <summary>Messages of one batch, each to a recipient of its own.</summary>
    public IReadOnlyList<Draft> NewBatch(int count, TimeSpan? dueIn = null)
    {
        var batch = BatchId.Of(NewId());
        return [.. Enumerable.Range(0, count).Select(i => NewDraft(dueIn) with { Batch = batch, Ordinal = i })];
    }

    public static ScheduleRequest Request(params IReadOnlyList<Draft> drafts) => new(drafts, Caller);

    public Task<ScheduleVerdict> ScheduleAsync(params IReadOnlyList<Draft> drafts) => Engine.ScheduleAsync(Request(drafts), Stop);

    /// <summary>Schedules a batch that must be accepted.</summary>
    public async Task<IReadOnlyList<Message>> AcceptAllAsync(IReadOnlyList<Draft> drafts) =>
        Assert.IsType<ScheduleVerdict.Accepted>(await ScheduleAsync(drafts)).Messages;

    /// <summary>Schedules one message that must be accepted.</summary>
    public async Task<Message> AcceptAsync(Draft draft) => Assert.Single(await AcceptAllAsync([draft]));

    /// <summary>Schedules one message and waits until the carrier has it.</summary>
    public async Task<Message> SendAsync(Draft draft) => await WaitForAsync((await AcceptAsync(draft)).Id, MessageStatus.Sent);

    /// <summary>
    /// Accepts a message and brings it to <see cref="MessageStatus.Queued"/>, where it rests for this long because the carrier said "later".
    /// </summary>
    public async Task<Message> AcceptQueuedAsync(TimeSpan pause, Draft? draft = null)
    {
        draft ??= NewDraft();
        Carrier.Answer(draft.To, new CarrierAnswer.Later(pause));
        await AcceptAsync(draft);
        return await WaitForAsync(draft.Id, message => message is { Status: MessageStatus.Queued, Attempts: 1 });
    }

    /// <summary>Accepts a message whose first call stays open.</summary>
    public async Task<CarrierGate> AcceptHeldAsync(Draft draft)
    {
        var gate = Carrier.Hold(draft.To);
        await AcceptAsync(draft);
        await gate.WaitForCallAsync();
        return gate;
    }

    public Task<CancelVerdict> CancelAsync(MessageId id, CancelRule? rule = null) =>
        Engine.CancelAsync(Acme, id, Caller, rule ?? CancelRule.Pending, Stop);

    /// <summary>The stored message, which must exist and be sound.</summary>
    public async Task<Message> FindAsync(MessageId id, OrganizationId? organization = null)
    {
        var message = await Engine.FindAsync(organization ?? Acme, id, Stop);
        Assert.NotNull(message);
        Sound.Check(message, Carrier.CallsOf(id));
        return message;
    }

    public Task<Message> WaitForAsync(MessageId id, MessageStatus status) => WaitForAsync(id, message => message.Status == status);

    /// <summary>Waits, in real time, until the stored message is so; the failure prints its timeline.</summary>
    public Task<Message> WaitForAsync(MessageId id, Func<Message, bool> until) => WaitForAsync(id, until, runClock: false);

    /// <summary>The same, and whenever the message waits for an instant, time passes until then: through retries to their end.</summary>
    public Task<Message> RunUntilAsync(MessageId id, MessageStatus status) => WaitForAsync(id, message => message.Status == status, runClock: true);

    /// <summary>
    /// Returns once the engine has surely looked at all that is due by now: a message sent now has left, and what was due before it comes first.
    /// </summary>
    public async Task SettleAsync()
    {
        var probe = NewDraft() with { Organization = OrganizationId.Parse("probe") };
        await Engine.ScheduleAsync(Request(probe), Stop);
        await Carrier.WaitForCallAsync(probe.Id);
        await PollAsync(probe.Organization, probe.Id, message => !message.CallOpen, runClock: false);
    }

    /// <summary>Claims until this many events came; fails when they do not.</summary>
    public async Task<IReadOnlyList<WebhookEvent>> ClaimAsync(int count, TimeSpan? lease = null)
    {
        List<WebhookEvent> events = [];
        while (events.Count < count)
        {
            await Outbox.WaitAsync(Stop).WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Stop);
            events.AddRange(await Outbox.ClaimAsync(count - events.Count, lease ?? TimeSpan.FromMinutes(5), Stop));
        }

        return events;
    }

    /// <summary>Claims one event, which must be the only one on offer.</summary>
    public async Task<WebhookEvent> ClaimOnlyAsync(TimeSpan? lease = null)
    {
        var only = Assert.Single(await ClaimAsync(1, lease));
        await NoEventAsync();
        return only;
    }

    public async Task NoEventAsync() => Assert.Empty(await Outbox.ClaimAsync(10, TimeSpan.FromMinutes(5), Stop));

    public Task SettleAsync(WebhookEvent settled, DateTimeOffset? retryAt = null) => Outbox.SettleAsync(settled.Id, retryAt, Stop);

    private async Task<Message> WaitForAsync(MessageId id, Func<Message, bool> until, bool runClock)
    {
        await PollAsync(Acme, id, until, runClock);
        return await FindAsync(id);
    }

    private async Task PollAsync(OrganizationId organization, MessageId id, Func<Message, bool> until, bool runClock)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var message = await Engine.FindAsync(organization, id, Stop);
            Assert.NotNull(message);
            if (until(message))
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) > ScriptedCarrier.Patience)
            {
                Assert.Fail(
                    $"Waited {ScriptedCarrier.Patience.TotalSeconds:0} s in vain; it is {Now:O} and{Environment.NewLine}{Sound.Describe(message)}");
            }

            if (runClock && message is { CallOpen: false, WakeAt: { } wakeAt } && wakeAt > Now)
            {
                await AdvanceToAsync(wakeAt);
            }
            else
            {
                // The seam has no signal for "changed", so what the engine does on its own threads is polled, in real time.
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
            }
        }
    }
}
