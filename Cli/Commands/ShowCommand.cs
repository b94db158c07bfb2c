using System.CommandLine;
using Belay.Cli.Output;
using Belay.Client;
using Spectre.Console;

namespace Belay.Cli.Commands;

/// <summary><c>show</c>: one message and all that happened to it.</summary>
internal static class ShowCommand
{
    public static Command Create(Shared shared)
    {
        var id = new Argument<string>("id") { Description = "The message's id." };
        var withText = new Option<bool>("--text") { Description = "Show the text too; it is left out otherwise." };
        var command = new Command("show", "Show a message with its timeline.") { id, withText };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetRequiredValue(id);
            var message = await shared.Open(parsed).FindAsync(wanted, cancellationToken)
                ?? throw new CliException(ExitCode.NotFound, $"There is no message {wanted}.");
            shared.Write(parsed, message, JsonText.Shapes.Message, shown => Show(shared.Terminal, shown, parsed.GetValue(withText)));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, Message message, bool withText)
    {
        var zone = terminal.Zone;
        terminal.Out.Write(Words.Facts(
            ("Id", message.Id),
            ("Status", Words.Of(message.Status)
                + (message.Archived ? ", archived" : "")
                + (message.Held ? ", held since a backup was restored: it is not sent until an operator decides" : "")),
            ("From", message.From),
            ("To", message.To),
            ("Channel", $"{message.Channel}, {Words.Count(message.Parts, "part")}"),
            ("Text",
                withText
                    ? message.Text
                    : $"{Words.Count(message.Text.Length, "character")} (--text shows {(message.Text.Length == 1 ? "it" : "them")})"),
            ("Tags", string.Join(' ', message.Tags)),
            ("Batch", message.Batch),
            ("Due", Words.Full(message.DueAt, zone)),
            ("Valid until", message.ValidUntil is { } until ? Words.Full(until, zone) : null),
            ("Late by", message.SentAt is { } sent ? $"{(sent - message.DueAt).TotalMilliseconds:0} ms" : null),
            ("Carrier", message.Carrier),
            ("Reference", message.CarrierReference),
            ("Error", message.Error is { } error ? $"{error.Code} {error.Title}" : null)));

        var steps = message.Timeline ?? [];
        // A column for webhooks only where there are some.
        string[] told = steps.Any(step => step.Delivery is not null) ? ["Webhook"] : [];
        var table = Words.Table(["#", Words.Column("When", zone), "Status", "Why", "Who", .. told]);
        foreach (var step in steps)
        {
            var why = step.Error is { } wrong ? $"{step.Cause}: {wrong.Title}" : step.Cause;
            table.AddRow(
                [step.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), Words.Exactly(
                    step.At, zone), Words.Colored(step.Status), Markup.Escape(why), Markup.Escape(step.Actor),
                    .. told.Select(_ => step.Delivery is { } delivery ? Words.Of(delivery, zone) : "")]);
        }

        terminal.Out.Write(table);
    }
}
