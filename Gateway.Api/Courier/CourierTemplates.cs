using Belay.Messages;

namespace Belay.Gateway.Api.Courier;

/// <summary>A template's text, with <c>{{name}}</c> for values of <c>data</c>.</summary>
/// <param name="Title">The title, for channels that show one.</param>
/// <param name="Body">The text.</param>
internal sealed record CourierTemplate(string? Title, string Body);

/// <summary>Texts of templates by their names: the settings <c>Belay:Courier:Templates:&lt;name&gt;:{Title,Body}</c>.</summary>
internal sealed class CourierTemplates
{
    private readonly Dictionary<string, CourierTemplate> _templates = [];

    /// <summary>Reads the section; an entry without a body throws <see cref="SettingException"/> that names it.</summary>
    public static CourierTemplates Read(IConfiguration configuration)
    {
        var templates = new CourierTemplates();
        foreach (var entry in configuration.GetSection("Belay:Courier:Templates").GetChildren())
        {
            templates._templates[entry.Key] = BlankText.IsBlank(entry["Body"])
                ? throw new SettingException($"{entry.Path}:Body must hold the text of the template.")
                : new CourierTemplate(entry["Title"], entry["Body"]!);
        }

        return templates;
    }

    /// <summary>The template of that name; null: its text is not known here.</summary>
    public CourierTemplate? Find(string name) => _templates.GetValueOrDefault(name);
}
