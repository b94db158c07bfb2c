using System.Globalization;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>The vendor's own limits, as settings: the section <c>Belay:Telnyx</c>.</summary>
internal sealed record TelnyxSettings
{
    private const int YearOfSeconds = 366 * 24 * 60 * 60;

    /// <summary>A send time must be at least this far away. The vendor: five minutes.</summary>
    public TimeSpan MinimumLead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A send time must be at most this far away. The vendor: five days.</summary>
    public TimeSpan MaximumLead { get; init; } = TimeSpan.FromDays(5);

    /// <summary>A cancel needs more than this much time left. The vendor: one minute.</summary>
    public TimeSpan CancelCutoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether typographic characters become GSM-7 ones where a message does not say what it wants: the profile's switch at the vendor.</summary>
    public bool SmartEncoding { get; init; }

    /// <summary>Reads the section; a wrong value throws <see cref="SettingException"/> that names it.</summary>
    public static TelnyxSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Belay:Telnyx");
        var defaults = new TelnyxSettings();
        var settings = new TelnyxSettings
        {
            MinimumLead = Seconds(section, "MinimumLeadSeconds", defaults.MinimumLead),
            MaximumLead = Seconds(section, "MaximumLeadSeconds", defaults.MaximumLead),
            CancelCutoff = Seconds(section, "CancelCutoffSeconds", defaults.CancelCutoff),
            SmartEncoding = Flag(section, "SmartEncoding", defaults.SmartEncoding),
        };
        return settings.MinimumLead <= settings.MaximumLead
            ? settings
            : throw new SettingException("Belay:Telnyx:MinimumLeadSeconds must not be above Belay:Telnyx:MaximumLeadSeconds.");
    }

    private static TimeSpan Seconds(IConfigurationSection section, string name, TimeSpan fallback)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= YearOfSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new SettingException($"{section.Path}:{name} must be whole seconds, 0 to {YearOfSeconds}.");
    }

    private static bool Flag(IConfigurationSection section, string name, bool fallback)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return fallback;
        }

        return bool.TryParse(text, out var flag) ? flag : throw new SettingException($"{section.Path}:{name} must be true or false.");
    }
}
