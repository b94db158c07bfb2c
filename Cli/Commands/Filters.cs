using System.CommandLine;
using Belay.Cli.Times;
using Belay.Client;

namespace Belay.Cli.Commands;

/// <summary>Options that narrow which messages are meant.</summary>
internal sealed class Filters
{
    public Option<string?> To { get; } = new("--to") { Description = "Only this recipient." };

    public Option<string?> From { get; } = new("--from") { Description = "Only this sender." };

    public Option<string?> Tag { get; } = new("--tag") { Description = "Only with this tag." };

    public Option<string?> Batch { get; } = new("--batch") { Description = "Only this batch." };

    public Option<string?> DueFrom { get; } = new("--due-from") { Description = "Only due at or after this time." };

    public Option<string?> DueBefore { get; } = new("--due-before") { Description = "Only due before this time." };

    public Option<string?> Zone { get; } = new("--zone") { Description = "The time zone of times; the system's, if left out." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[To, From, Tag, Batch, DueFrom, DueBefore, Zone])
        {
            command.Add(option);
        }
    }

    public NodaTime.DateTimeZone? ZoneOf(ParseResult parsed, Terminal terminal) =>
        parsed.GetValue(Zone) is { } name ? Moment.ZoneOf(name) : terminal.Zone;

    public MessageFilter Read(ParseResult parsed, Terminal terminal)
    {
        var moment = new Moment(terminal.Now, ZoneOf(parsed, terminal));
        return new()
        {
            To = parsed.GetValue(To),
            From = parsed.GetValue(From),
            Tag = parsed.GetValue(Tag),
            Batch = parsed.GetValue(Batch),
            DueFrom = parsed.GetValue(DueFrom) is { } from ? moment.Read(from).ToDateTimeOffset() : null,
            DueBefore = parsed.GetValue(DueBefore) is { } before ? moment.Read(before).ToDateTimeOffset() : null,
        };
    }
}
