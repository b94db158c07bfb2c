using Belay.Gateway.Api.Hosting;
using Belay.Messages;

namespace Belay.Gateway.Api.Requests;

/// <summary>The one way of drafts to the engine: what is accepted was judged by <see cref="DraftRules"/>, whichever dialect made it.</summary>
internal sealed class Intake(IMessageEngine engine, GatewayLimits limits)
{
    private readonly DraftRules _rules = new(limits.PartsMax, limits.MediaMax, limits.UrlCharactersMax);

    /// <summary>Brings drafts into the form in which they are kept, and says what is wrong with them.</summary>
    public JudgedDrafts Judge(IEnumerable<Draft> drafts, TextWish wish = default) => Judge(drafts.Select(draft => (draft, wish)));

    /// <summary>The same, where each draft has a wish of its own.</summary>
    public JudgedDrafts Judge(IEnumerable<(Draft Draft, TextWish Wish)> drafts)
    {
        var kept = new List<Draft>();
        var faults = new List<(int, DraftFault)>();
        foreach (var (draft, wish) in drafts)
        {
            var (next, wrong) = _rules.Judge(draft, wish);
            faults.AddRange(wrong.Select(fault => (kept.Count, fault)));
            kept.Add(next);
        }

        return new(kept, faults);
    }

    /// <summary>Hands drafts over that nothing is wrong with.</summary>
    public Task<ScheduleVerdict> AcceptAsync(JudgedDrafts drafts, Actor actor, IdempotencyUse? use, CancellationToken cancellationToken) =>
        drafts.Faults.Count == 0
            ? engine.ScheduleAsync(new(drafts.Drafts, actor, use), cancellationToken)
            : throw new InvalidOperationException("A draft with a fault is refused, and not accepted.");
}

/// <summary>Drafts that were judged.</summary>
/// <param name="Drafts">In the form in which they are kept.</param>
/// <param name="Faults">What is wrong, and with which of them.</param>
internal sealed record JudgedDrafts(IReadOnlyList<Draft> Drafts, IReadOnlyList<(int Draft, DraftFault Fault)> Faults);
