using System.CommandLine;
using System.Globalization;
using Belay.Cli.Output;
using Belay.Client;
using NodaTime;
using Spectre.Console;

namespace Belay.Cli.Commands;

/// <summary><c>forecast</c>: how many messages are due when.</summary>
internal static class ForecastCommand
{
    private const int BarWidth = 50;

    private static readonly Dictionary<string, (TimeSpan Slot, int Slots)> Views = new(StringComparer.Ordinal)
    {
        ["minute"] = (TimeSpan.FromMinutes(1), 60),
        ["hour"] = (TimeSpan.FromHours(1), 24),
        ["day"] = (TimeSpan.FromHours(24), 14),
    };

    public static Command Create(Shared shared)
    {
        var per = new Option<string>("--per")
        {
            Description = "What one bar stands for: minute (for an hour), hour (for a day) or day (24 hours each, for two weeks).",
            DefaultValueFactory = _ => "hour",
        };
        per.IsOneOf([.. Views.Keys]);
        var slots = new Option<int?>("--slots") { Description = "How many bars, 1 to 1,000." };
        var command = new Command("forecast", "Count what is pending by its due time, from now on.") { per, slots };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var view = Views[parsed.GetRequiredValue(per)];
            var count = parsed.GetValue(slots) ?? view.Slots;
            if (count is < 1 or > 1_000)
            {
                throw CliException.Usage("--slots must be from 1 to 1,000.");
            }

            var forecast = await shared.Open(parsed).ForecastAsync(shared.Terminal.Now, view.Slot, count, cancellationToken);
            shared.Write(parsed, forecast, JsonText.Shapes.Forecast, shown => Show(shared.Terminal, shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, Forecast forecast)
    {
        var most = Math.Max(1, forecast.Counts.Max());
        var grid =
            new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap().RightAligned()).AddColumn(new GridColumn().NoWrap());
        for (var i = 0; i < forecast.Counts.Count; i++)
        {
            var start = Instant.FromDateTimeOffset(forecast.From.AddSeconds((double)forecast.SlotSeconds * i))
                .InZone(terminal.Zone ?? DateTimeZone.Utc);
            var count = forecast.Counts[i];
            // One message shows as one block at least.
            var blocks = count == 0 ? 0 : Math.Max(1, (int)(count * BarWidth / most));
            grid.AddRow(
                start.ToString("ddd uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture), count.ToString("N0", CultureInfo.InvariantCulture),
                $"[blue]{new string('█', blocks)}[/]");
        }

        terminal.Out.Write(grid);
        var (due, span) = (forecast.Counts.Sum(), TimeSpan.FromSeconds((double)forecast.SlotSeconds * forecast.Counts.Count));
        terminal.Say($"{Words.Count(due, "message")} {(due == 1 ? "is" : "are")} due in {Words.Span(span)}.");
    }
}
