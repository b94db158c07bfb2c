using Belay.Gateway.Api.Hosting;

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

    /// <summary>
    /// Whether typographic characters become GSM-7 ones where a message does not say what it wants: the profile's switch at the vendor.
    /// </summary>
    public bool SmartEncoding { get; init; }

    /// <summary>Reads the section; a wrong value throws <see cref="SettingException"/> that names it.</summary>
    public static TelnyxSettings Read(IConfiguration configuration)
    {
        var defaults = new TelnyxSettings();
        var settings = new TelnyxSettings
        {
            MinimumLead = configuration.Seconds("Belay:Telnyx:MinimumLeadSeconds", defaults.MinimumLead, 0, YearOfSeconds),
            MaximumLead = configuration.Seconds("Belay:Telnyx:MaximumLeadSeconds", defaults.MaximumLead, 0, YearOfSeconds),
            CancelCutoff = configuration.Seconds("Belay:Telnyx:CancelCutoffSeconds", defaults.CancelCutoff, 0, YearOfSeconds),
            SmartEncoding = configuration.Flag("Belay:Telnyx:SmartEncoding", defaults.SmartEncoding),
        };
        return settings.MinimumLead <= settings.MaximumLead
            ? settings
            : throw new SettingException("Belay:Telnyx:MinimumLeadSeconds must not be above Belay:Telnyx:MaximumLeadSeconds.");
    }
}
