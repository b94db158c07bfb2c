using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Belay.Client;

/// <summary>Which messages a list shows. Every filter that is set must hold.</summary>
public sealed record MessageFilter
{
    /// <summary>Only these statuses; empty: any.</summary>
    public IReadOnlyList<MessageStatus> Statuses { get; init; } = [];

    /// <summary>Only this sender.</summary>
    public string? From { get; init; }

    /// <summary>Only this recipient.</summary>
    public string? To { get; init; }

    /// <summary>Only with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Only this batch.</summary>
    public string? Batch { get; init; }

    /// <summary>Only due at or after this instant.</summary>
    public DateTimeOffset? DueFrom { get; init; }

    /// <summary>Only due before this instant.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Only messages that wait for an operator's decision after a restore (true), or only others (false); null: both.</summary>
    public bool? Held { get; init; }

    /// <summary>
    /// Only archived messages (true), or only others (false, where nothing is said); null: both. An archived message is out of sight, and is sent at
    /// its time like any other.
    /// </summary>
    public bool? Archived { get; init; } = false;

    internal Query ToQuery() => new Query()
        .Add("status", Statuses.Count == 0 ? null : string.Join(
            ',', Statuses.Select(status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()))))
        .Add("from", From).Add("to", To).Add("tag", Tag).Add("batch", Batch).Add("due_from", DueFrom).Add("due_before", DueBefore)
        .Add("held", Held switch { null => null, true => "true", false => "false" })
        .Add("archived", Archived switch { null => "any", true => "true", false => null });
}

/// <summary>The query of an address; what is null is left out.</summary>
internal sealed class Query
{
    private readonly StringBuilder _text = new();

    public Query Add(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public Query Add(string name, DateTimeOffset? at) =>
        Add(name, at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
