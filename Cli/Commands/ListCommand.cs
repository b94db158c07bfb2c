using System.CommandLine;
using Belay.Cli.Output;
using Belay.Client;
using Spectre.Console;

namespace Belay.Cli.Commands;

/// <summary><c>list</c>: messages, newest first.</summary>
internal static class ListCommand
{
    private const int LimitDefault = 20;
    private const int LimitMax = 100_000;

    public static Command Create(Shared shared)
    {
        var filters = new Filters();
        var statusWords = Choice.Some("--status", "Only this status; may be repeated.", [.. Enum.GetValues<MessageStatus>().Select(Words.Of)]);
        var limit = new Option<int>("--limit") { Description = $"How many at most, up to {LimitMax}.", DefaultValueFactory = _ => LimitDefault };
        var held = new Option<bool>("--held") { Description = "Only what waits for an operator's decision after a restore." };
        var archived = new Option<bool>("--archived")
        {
            Description = "Archived messages too: they are out of sight, and are sent at their time like any other.",
        };
        var command = new Command("list", "List messages, newest first.") { statusWords, held, archived, limit };
        filters.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var most = parsed.GetValue(limit);
            if (most is < 1 or > LimitMax)
            {
                throw CliException.Usage($"--limit must be from 1 to {LimitMax}.");
            }

            var terminal = shared.Terminal;
            var wanted = parsed.GetValue(statusWords) ?? [];
            var filter = filters.Read(parsed, terminal) with
            {
                Statuses = [.. Enum.GetValues<MessageStatus>().Where(one => wanted.Contains(Words.Of(one)))],
                Held = parsed.GetValue(held) ? true : null,
                Archived = parsed.GetValue(archived) ? null : false,
            };
            var client = shared.Open(parsed);
            var messages = new List<Message>();
            string? cursor = null;
            do
            {
                var page = await client.ListPageAsync(filter, cursor, Math.Min(most - messages.Count, BelayClient.PageMax), cancellationToken);
                messages.AddRange(page.Messages);
                cursor = page.NextCursor;
            }
            while (cursor is not null && messages.Count < most);

            shared.Write(parsed, messages, JsonText.Shapes.IReadOnlyListMessage, shown => Show(
                terminal, shown, filters.ZoneOf(parsed, terminal), cursor is not null));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, IReadOnlyList<Message> messages, NodaTime.DateTimeZone? zone, bool thereAreMore)
    {
        if (messages.Count == 0)
        {
            terminal.Say("No message fits.");
            return;
        }

        var table = Words.Table("Id", "Status", Words.Column("Due", zone), "To", "Tags");
        foreach (var message in messages)
        {
            table.AddRow(
                message.Id, Words.Colored(message), Words.At(message.DueAt, zone), Markup.Escape(message.To),
                Markup.Escape(string.Join(' ', message.Tags)));
        }

        terminal.Out.Write(table);
        terminal.Say($"{Words.Count(messages.Count, "message")}{(thereAreMore ? ", and there are more: raise --limit" : "")}.");
    }
}
