using System.Globalization;
using Belay.Messages;

namespace Belay.Tests.Simulation;

/// <summary>Those who schedule messages and change their minds, and write down what they were told.</summary>
internal sealed class Clients(World world)
{
    private static readonly Actor Caller = new("key_1", "request_1");
    private static readonly OrganizationId[] Organizations =
        [OrganizationId.Parse("acme"), OrganizationId.Parse("brick"), OrganizationId.Parse("cargo")];

    private readonly Dictionary<long, ClientCall> _waiting = [];
    private readonly List<ClientCall> _journal = [];
    private readonly List<Known> _known = [];
    private readonly List<Asked> _asked = [];
    private readonly HashSet<string> _unsure = [];

    public IReadOnlyList<ClientCall> Journal => _journal;

    public static IReadOnlyList<OrganizationId> Everybody => Organizations;

    /// <summary>A process ended: who waits for it will never know.</summary>
    public void HangUp()
    {
        if (_waiting.Count > 0)
        {
            world.Hit(Mark.CrashWithUnansweredClient);
        }

        foreach (var (_, call) in _waiting.OrderBy(pair => pair.Key))
        {
            Note(call);
        }

        _waiting.Clear();
    }

    /// <summary>When one of the messages that clients know of is due, at random; null: they know none.</summary>
    public DateTimeOffset? SomeDueTime() => _known.Count == 0 ? null : _known[world.Chance.Next(Math.Max(0, _known.Count - 10), _known.Count)].Due;

    public Task CreateAsync(Life life)
    {
        var chance = world.Chance;
        var now = world.Clock.GetUtcNow();
        var count = chance.Next(8) == 0 ? chance.Next(2, 5) : 1;
        var due = chance.Next(20) switch
        {
            < 5 => (DateTimeOffset?)null,
            < 14 => now + TimeSpan.FromMilliseconds(chance.Next(1, 60_000)),
            < 19 => now + TimeSpan.FromSeconds(chance.Next(60, 1_200)),
            _ => now + TimeSpan.FromHours(chance.Next(1, 5)),
        };
        var asked = new Asked(
            Organizations[chance.Next(Organizations.Length)],
            "request-" + world.Tick().ToString(CultureInfo.InvariantCulture),
            chance.Next(2) == 0 ? "key-" + world.Tick().ToString(CultureInfo.InvariantCulture) : null,
            count,
            due,
            chance.Next(7) == 0 ? (due ?? now) + TimeSpan.FromSeconds(chance.Next(1, 90)) : null,
            chance.Next(5) switch { < 2 => MessageStatuses.None, < 4 => MessageStatuses.All, _ => MessageStatuses.Ended });
        _asked.Add(asked);
        return AskAsync(life, asked, chance.Next(40) == 0 && _known.Count > 0 ? Any().Id : null);
    }

    /// <summary>Asks again under the same key: the same, or by mistake something else.</summary>
    public Task CreateAgainAsync(Life life)
    {
        var keyed = _asked.Where(asked => asked.Key is not null).TakeLast(12).ToList();
        if (keyed.Count == 0)
        {
            return Task.CompletedTask;
        }

        var asked = keyed[world.Chance.Next(keyed.Count)];
        if (world.Chance.Next(6) == 0)
        {
            world.Hit(Mark.CreateWithOtherBody);
            return AskAsync(life, asked with { Request = asked.Request + "-other" }, null);
        }

        world.Hit(_unsure.Contains(asked.Request) ? Mark.CreateRepeatedAfterUnknown : Mark.CreateRepeated);
        return AskAsync(life, asked, null);
    }

    public Task CancelAsync(Life life)
    {
        if (_known.Count == 0)
        {
            return Task.CompletedTask;
        }

        var known = Aimed();
        return CallAsync(
            new ClientCall.Cancel
            {
                Invoked = world.Tick(),
                Outcome = CallOutcome.Unknown,
                Organization = Stranger(known).Value,
                Id = known.Id.ToString(),
            },
            async call =>
            {
                var inFlight = life.InFlight.Contains(known.Id);
                var answer = await life.Seam.CancelAsync(
                    OrganizationId.Parse(call.Organization), known.Id, Caller, CancelRule.Pending, CancellationToken.None) switch
                {
                    CancelVerdict.Canceled => CancelAnswer.Canceled,
                    CancelVerdict.AlreadyCanceled => CancelAnswer.AlreadyCanceled,
                    CancelVerdict.TooLate => CancelAnswer.TooLate,
                    CancelVerdict.OutsideRule => CancelAnswer.OutsideRule,
                    _ => CancelAnswer.NotFound,
                };
                world.Hit(answer switch
                {
                    CancelAnswer.Canceled => Mark.CancelWon,
                    CancelAnswer.AlreadyCanceled => Mark.CancelTwice,
                    CancelAnswer.TooLate => inFlight ? Mark.CancelDuringCall : Mark.CancelTooLate,
                    _ => null,
                });
                return call with { Outcome = CallOutcome.Ok, Answer = answer };
            });
    }

    public async Task CancelBatchAsync(Life life)
    {
        if (_known.Count > 0)
        {
            world.Hit(Mark.CancelOfBatch);
            var known = Aimed();
            try
            {
                await life.Seam.CancelBatchAsync(known.Organization, known.Batch, Caller, CancelRule.Pending, CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                // Nothing is known, and so nothing is written down.
            }
        }
    }

    public async Task ArchiveAsync(Life life)
    {
        if (_known.Count > 0)
        {
            world.Hit(Mark.Archived);
            var known = Any();
            try
            {
                await life.Seam.ArchiveAsync(known.Organization, known.Batch, Caller, CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                // The same.
            }
        }
    }

    public Task ReadAsync(Life life)
    {
        if (_known.Count == 0)
        {
            return Task.CompletedTask;
        }

        var known = Any();
        return CallAsync(
            new ClientCall.Read
            {
                Invoked = world.Tick(),
                Outcome = CallOutcome.Unknown,
                Organization = Stranger(known).Value,
                Id = known.Id.ToString(),
            },
            async call => await life.Seam.FindAsync(OrganizationId.Parse(call.Organization), known.Id, CancellationToken.None) is { } message
                ? call with { Outcome = CallOutcome.Ok, Found = true, Status = message.Status, Version = message.Version }
                : call with { Outcome = CallOutcome.Ok });
    }

    public Task ListAsync(Life life)
    {
        var organization = Organizations[world.Chance.Next(Organizations.Length)];
        var statuses = world.Chance.Next(2) == 0 ? MessageStatuses.All : MessageStatuses.Pending;
        return CallAsync(
            new ClientCall.List { Invoked = world.Tick(), Outcome = CallOutcome.Unknown, Organization = organization.Value, Ids = [] },
            async call =>
            {
                var page = await life.Seam.ListAsync(
                    new MessageQuery { Organization = organization, Limit = 20, Statuses = statuses }, CancellationToken.None);
                return call with { Outcome = CallOutcome.Ok, Ids = [.. page.Messages.Select(message => message.Id.ToString())] };
            });
    }

    /// <summary>The gateway's way: look the key up, then ask.</summary>
    private Task AskAsync(Life life, Asked asked, MessageId? taken) => CallAsync(
        new ClientCall.Create
        {
            Invoked = world.Tick(), Outcome = CallOutcome.Unknown, Organization = asked.Organization.Value, Request = asked.Request,
            Count = asked.Count, Key = asked.Key,
        },
        async call =>
        {
            var key = asked.Key is null ? null : new IdempotencyKey(asked.Organization, "messages", asked.Key);
            ScheduleVerdict? verdict = key is null || world.Chance.Next(2) == 0 ? null : await life.Seam.FindReplayAsync(key, CancellationToken.None);
            verdict ??= await life.Seam.ScheduleAsync(
                new ScheduleRequest(Drafts(asked, taken), Caller, key is null ? null : new IdempotencyUse(key, asked.Request)),
                CancellationToken.None);
            switch (verdict)
            {
                case ScheduleVerdict.Accepted accepted:
                    _known.AddRange(accepted.Messages.Select(Known.Of));
                    return call with { Outcome = CallOutcome.Ok, Ids = Ids(accepted.Messages) };
                case ScheduleVerdict.Replayed replayed when replayed.Fingerprint == asked.Request:
                    _known.AddRange(replayed.Messages.Where(message => _known.TrueForAll(known => known.Id != message.Id)).Select(Known.Of));
                    return call with { Outcome = CallOutcome.Ok, Ids = Ids(replayed.Messages) };
                case ScheduleVerdict.Replayed:
                    return call with { Outcome = CallOutcome.Refused, KeyConflict = true };
                default:
                    world.Hit(verdict is ScheduleVerdict.IdTaken ? Mark.CreateWithTakenId : Mark.PendingLimit);
                    return call with { Outcome = CallOutcome.Refused };
            }
        });

    private List<Draft> Drafts(Asked asked, MessageId? taken)
    {
        var first = taken ?? world.NewId();
        var batch = taken is null ? BatchId.Of(first) : BatchId.Of(world.NewId());
        return
        [
            .. Enumerable.Range(0, asked.Count).Select(ordinal => new Draft
            {
                Id = ordinal == 0 ? first : world.NewId(),
                Organization = asked.Organization,
                Batch = batch,
                Ordinal = ordinal,
                Dialect = Dialect.None,
                From = "+15550000000",
                To = "+15550000001",
                Text = "Your appointment is tomorrow.",
                SendAt = asked.Due,
                ValidUntil = asked.ValidUntil,
                Webhook = new WebhookTarget(asked.WebhookOn),
                Extra = asked.Request,
            }),
        ];
    }

    /// <summary>Begins a call; its end is written down when it comes, or that it never did.</summary>
    private async Task CallAsync<T>(T call, Func<T, Task<T>> make)
        where T : ClientCall
    {
        _waiting[call.Invoked] = call;
        T made;
        try
        {
            made = await make(call);
        }
        catch (StoreUnavailableException)
        {
            made = call;
        }

        _waiting.Remove(call.Invoked);
        Note(made.Outcome == CallOutcome.Unknown ? made : made with { Answered = world.Tick() });
    }

    private void Note(ClientCall call)
    {
        if (call is ClientCall.Create { Outcome: CallOutcome.Unknown } create)
        {
            _unsure.Add(create.Request);
        }

        _journal.Add(call);
    }

    private static List<string> Ids(IReadOnlyList<Message> messages) => [.. messages.Select(message => message.Id.ToString())];

    private Known Any() => _known[world.Chance.Next(_known.Count)];

    /// <summary>Half of the time what is due about now: there is the race.</summary>
    private Known Aimed()
    {
        var now = world.Clock.GetUtcNow();
        return world.Chance.Next(2) == 0 ? Any() : _known.MinBy(known => Math.Abs((known.Due - now).Ticks))!;
    }

    /// <summary>The owner, and now and then somebody else.</summary>
    private OrganizationId Stranger(Known known)
    {
        if (world.Chance.Next(12) > 0)
        {
            return known.Organization;
        }

        world.Hit(Mark.OtherOrganization);
        return Organizations[world.Chance.Next(Organizations.Length)];
    }

    /// <summary>A request as its client remembers it.</summary>
    private sealed record Asked(
        OrganizationId Organization, string Request, string? Key, int Count, DateTimeOffset? Due,
        DateTimeOffset? ValidUntil, MessageStatuses WebhookOn);

    /// <summary>A message that a client was told of.</summary>
    private sealed record Known(MessageId Id, OrganizationId Organization, BatchId Batch, DateTimeOffset Due)
    {
        public static Known Of(Message message) => new(message.Id, message.Draft.Organization, message.Draft.Batch, message.DueAt);
    }
}
