using Belay.Messages;

namespace Belay.Storage.Sqlite.Rows;

/// <summary>
/// What the open transaction adds to the tally: gathered step by step and written once, so that a group of a thousand cancels writes one row.
/// </summary>
internal sealed class TallyRows
{
    /// <summary>What is taken back may have been counted before there was a tally: no number goes below zero.</summary>
    internal const string Add =
        "INSERT INTO tally (organization, minute, status, lateness, messages) VALUES ($organization, $minute, $status, $lateness, max($messages, 0)) "
        + "ON CONFLICT (organization, minute, status, lateness) DO UPDATE SET messages = max(messages + $messages, 0)";

    internal const string Forget = "DELETE FROM tally WHERE organization = $organization AND minute < $minute";

    internal const string Read =
        "SELECT (minute - $from) / $slot, status, lateness, sum(messages) FROM tally "
        + "WHERE organization = $organization AND minute >= $from AND minute < $to GROUP BY 1, 2, 3";

    private readonly Dictionary<(OrganizationId Organization, TallyMark Mark), long> _added = [];

    /// <summary>The minute at which old rows of an organization were last removed.</summary>
    private readonly Dictionary<OrganizationId, long> _forgotten = [];

    public void Clear() => _added.Clear();

    public void Count(Message message, long versionBefore)
    {
        foreach (var (mark, messages) in TallyMark.Of(message, versionBefore))
        {
            var key = (message.Draft.Organization, mark);
            _added[key] = _added.GetValueOrDefault(key) + messages;
        }
    }

    /// <summary>Writes what was counted, and once a minute removes what is older than it must be kept.</summary>
    public void Write(Func<string, Statement> get)
    {
        foreach (var ((organization, mark), messages) in _added)
        {
            get(Add).Set("$organization", organization.Value)
                .Set("$minute", mark.Minute).Set("$status", (int)mark.Status).Set("$lateness", mark.Lateness)
                .Set("$messages", messages).Run();
            if (_forgotten.GetValueOrDefault(organization) < mark.Minute)
            {
                get(Forget).Set("$organization", organization.Value).Set("$minute", mark.Minute - (long)Tally.KeptFor.TotalMinutes).Run();
                _forgotten[organization] = mark.Minute;
            }
        }
    }
}
