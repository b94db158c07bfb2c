using System.CommandLine;
using Belay.Cli.Output;
using Belay.Cli.Times;
using Belay.Client;

namespace Belay.Cli.Commands;

/// <summary><c>send</c> and <c>schedule</c>: one sends now, the other never does.</summary>
internal static class SendCommands
{
    public static Command Send(Shared shared)
    {
        var fields = new Fields();
        var command = new Command("send", "Send a message now.");
        fields.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var message = await shared.Open(parsed)
                .ScheduleAsync(await fields.ReadAsync(parsed, shared.Terminal), fields.Key(parsed), cancellationToken);
            shared.Write(
                parsed, message, JsonText.Shapes.Message, shown => shared.Terminal.Say($"{shown.Id} is {Words.Of(shown.Status)} and leaves now."));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Schedule(Shared shared)
    {
        var fields = new Fields();
        var at = new Option<string>("--at") { Description = $"When: {Moment.Forms}.", Required = true };
        var zoneName = new Option<string?>("--zone") { Description = "The time zone of --at, such as Europe/Vienna; the system's, if left out." };
        var command = new Command("schedule", "Send a message at a time.") { at, zoneName };
        fields.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terminal = shared.Terminal;
            var zone = parsed.GetValue(zoneName) is { } name ? Moment.ZoneOf(name) : terminal.Zone;
            var due = new Moment(terminal.Now, zone).ReadFuture(parsed.GetRequiredValue(at)).ToDateTimeOffset();
            var draft = await fields.ReadAsync(parsed, terminal) with { SendAt = due };
            var message = await shared.Open(parsed).ScheduleAsync(draft, fields.Key(parsed), cancellationToken);
            shared.Write(parsed, message, JsonText.Shapes.Message, shown =>
            {
                terminal.Say(
                    $"{shown.Id} is {Words.Of(shown.Status)} for {Words.Full(shown.DueAt, zone)}, in {Words.Span(shown.DueAt - terminal.Now)}.");
                terminal.Say($"To call it off: belay cancel {shown.Id}");
            });
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What a message consists of.</summary>
    private sealed class Fields
    {
        private readonly Argument<string> _to = new("to") { Description = "The recipient, such as +15005550199." };
        private readonly Argument<string> _text = new("text") { Description = "What to say; - reads it from the standard input." };
        private readonly Option<string?> _from = new("--from") { Description = "The sender: a number, a short code or a name." };
        private readonly Option<string?> _channel = new("--channel") { Description = "How it is sent." };
        private readonly Option<string?> _subject = new("--subject") { Description = "Subject, for media messages." };
        private readonly Option<string[]> _media = new("--media") { Description = "Address of a picture or the like; may be repeated." };
        private readonly Option<string[]> _tags = new("--tag") { Description = "Your own word for it, to list and cancel by; may be repeated." };
        private readonly Option<string?> _key = new("--idempotency-key")
        {
            Description = "However often the command is run with the same key, there is one message.",
        };

        public void AddTo(Command command)
        {
            _channel.IsOneOf("sms", "mms", "voice", "user");
            command.Add(_to);
            command.Add(_text);
            foreach (var option in (Option[])[_from, _channel, _subject, _media, _tags, _key])
            {
                command.Add(option);
            }
        }

        public string? Key(ParseResult parsed) => parsed.GetValue(_key) switch
        {
            null => null,
            { Length: >= 1 and <= 255 } key when key.All(static c => c is > ' ' and <= '~') => key,
            _ => throw CliException.Usage("--idempotency-key must have 1 to 255 characters, without blanks."),
        };

        public async Task<NewMessage> ReadAsync(ParseResult parsed, Terminal terminal)
        {
            var text = parsed.GetRequiredValue(_text);
            return new(parsed.GetRequiredValue(_to), text == "-" ? (await terminal.In.ReadToEndAsync()).TrimEnd('\r', '\n') : text)
            {
                From = parsed.GetValue(_from),
                Channel = parsed.GetValue(_channel),
                Subject = parsed.GetValue(_subject),
                Media = Some(parsed.GetValue(_media)),
                Tags = Some(parsed.GetValue(_tags)),
            };
        }

        private static string[]? Some(string[]? values) => values is { Length: > 0 } ? values : null;
    }
}
