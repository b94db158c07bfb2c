using System.Text.Json;
using Belay.Cli.Times;
using Belay.Client;
using NodaTime;
using Spectre.Console;

namespace Belay.Cli.Output;

/// <summary>How things read in tables.</summary>
internal static class Words
{
    public static string Of(MessageStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    public static string Of(CancelVerdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    public static string Of(EventDelivery delivery, DateTimeZone? zone) => delivery switch
    {
        { State: DeliveryState.Delivered } => "[green]delivered[/]",
        { State: DeliveryState.GivenUp } => $"[red]given up[/] after {Tries(delivery)}",
        { NextAt: { } at } => $"[blue]waiting[/], {Tries(delivery)}, next {Exactly(at, zone)}",
        _ => "[blue]waiting[/]",
    };

    /// <summary>A status in its colour; the word alone says it all.</summary>
    public static string Colored(MessageStatus status) => status switch
    {
        MessageStatus.Delivered or MessageStatus.Sent => $"[green]{Of(status)}[/]",
        MessageStatus.Canceled or MessageStatus.Expired => $"[grey]{Of(status)}[/]",
        MessageStatus.SendingFailed or MessageStatus.DeliveryFailed => $"[red]{Of(status)}[/]",
        MessageStatus.DeliveryUnconfirmed => $"[yellow]{Of(status)}[/]",
        _ => $"[blue]{Of(status)}[/]",
    };

    /// <summary>Where a message is, in colour, and whether it is held there or archived.</summary>
    public static string Colored(Message message) =>
        Colored(message.Status) + (message.Held ? ", [yellow]held[/]" : "") + (message.Archived ? ", [grey]archived[/]" : "");

    public static string At(DateTimeOffset at, DateTimeZone? zone) => Instant.FromDateTimeOffset(at).InZone(zone ?? DateTimeZone.Utc)
        .ToString("uuuu-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>To the millisecond, as a timeline wants it.</summary>
    public static string Exactly(DateTimeOffset at, DateTimeZone? zone) => Instant.FromDateTimeOffset(at).InZone(zone ?? DateTimeZone.Utc)
        .ToString("uuuu-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number and what is counted, such as <c>1 message</c> and <c>1,000 messages</c>.</summary>
    public static string Count(long count, string one) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");

    private static string Tries(EventDelivery delivery) =>
        delivery.Tries switch { null or 0 => "no try", 1 => "1 try", var tries => $"{tries} tries" };

    /// <summary>The head of a column of times.</summary>
    public static string Column(string name, DateTimeZone? zone) => $"{name} ({(zone ?? DateTimeZone.Utc).Id})";

    public static string Full(DateTimeOffset at, DateTimeZone? zone) => Moment.Show(Instant.FromDateTimeOffset(at), zone);

    /// <summary>A span in its largest fitting units, such as <c>2 d 3 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => $"{span.Days} d {span.Hours} h",
        { TotalHours: >= 1 } => $"{span.Hours} h {span.Minutes} min",
        { TotalMinutes: >= 1 } => $"{span.Minutes} min {span.Seconds} s",
        _ => $"{Math.Max(0, span.Seconds)} s",
    };

    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        return table;
    }

    /// <summary>A table without lines: names and values.</summary>
    public static Grid Facts(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                grid.AddRow($"[bold]{name}[/]", Markup.Escape(value));
            }
        }

        return grid;
    }
}
