using System.Text.RegularExpressions;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Judges the section <c>Logging</c>: the platform shows its stack for a level that it does not know, and passes over the rest.</summary>
internal static partial class LogSettings
{
    private const string Levels = "LogLevel";

    private static readonly string[] Formatters = ["simple", "systemd", "json"];

    /// <summary>Throws <see cref="SettingException"/> for what has no meaning; no value is quoted.</summary>
    public static void ThrowIfWrong(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        var sections = logging.GetChildren().SelectMany(section => IsLevels(section) ? [section] : section.GetChildren().Where(IsLevels)).ToList();
        var wrong = sections.Where(section => !string.IsNullOrEmpty(section.Value))
            .Select(section => $"{section.Path} is a section: write {section.Path}:Default for every category.")
            .Concat(sections.SelectMany(section => section.GetChildren()).Where(level => !string.IsNullOrEmpty(level.Value) && !IsLevel(level.Value))
                .Select(level => $"{level.Path} must be one of: {string.Join(", ", Enum.GetNames<LogLevel>())}."));
        if (logging["Console:FormatterName"] is { Length: > 0 } formatter && !Formatters.Contains(formatter, StringComparer.OrdinalIgnoreCase))
        {
            wrong = wrong.Append($"Logging:Console:FormatterName must be one of: {string.Join(", ", Formatters)}.");
        }

        if (wrong.ToList() is { Count: > 0 } sentences)
        {
            throw new SettingException(sentences);
        }
    }

    /// <summary>Says which value the platform could not read, without the value; null: the message is of something else.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="message">What the platform says. It names the value's place within a section that it does not name.</param>
    public static string? SayUnread(IConfiguration configuration, string message)
    {
        if (UnreadValue().Match(message) is not { Success: true } found)
        {
            return null;
        }

        var name = found.Groups["name"].Value;
        var path = configuration.GetSection("Logging").AsEnumerable().Select(one => one.Key)
            .FirstOrDefault(key => key.EndsWith(":" + name, StringComparison.OrdinalIgnoreCase)) ?? name;
        return found.Groups["type"].Value switch
        {
            "Boolean" => $"{path} must be true or false.",
            "Int32" => $"{path} must be a whole number.",
            var type => $"{path} cannot be read as {type}.",
        };
    }

    [GeneratedRegex("at '(?<name>[^']+)' to type '([A-Za-z]+\\.)*(?<type>[^'.]+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex UnreadValue();

    private static bool IsLevels(IConfigurationSection section) => section.Key.Equals(Levels, StringComparison.OrdinalIgnoreCase);

    /// <summary>A level by its name or number; the platform would also take several names at once.</summary>
    private static bool IsLevel(string text) =>
        Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level) && !text.Contains(',', StringComparison.Ordinal);
}
