using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Belay.Carriers;

/// <summary>Reads which carrier the settings choose. No mistake may send messages to the sandbox, which reaches nobody.</summary>
internal static class CarrierChoice
{
    /// <summary>The carriers that have settings by which they reach somebody.</summary>
    private static readonly (string Name, string Section)[] Real =
        [(HttpCarrier.Name, HttpCarrierOptions.Section), (KannelCarrier.Name, KannelCarrierOptions.Section)];

    /// <summary>The name as it is set; null: it is not.</summary>
    public static string? NameIn(IConfiguration configuration) =>
        configuration[CarrierOptions.Setting] is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;

    /// <summary>Reads the choice, or throws <see cref="OptionsValidationException"/> with one sentence.</summary>
    public static void Read(CarrierOptions options, IConfiguration configuration)
    {
        var known = string.Join(", ", CarrierOptions.Known);
        var given = Real.Where(carrier => IsGiven(configuration.GetSection(carrier.Section))).ToList();
        if (NameIn(configuration) is { } name)
        {
            options.Carrier = CarrierOptions.Known.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Wrong($"must be one of: {known}.");
            options.Unused = [.. given.Where(carrier => carrier.Name != options.Carrier).Select(carrier => carrier.Section)];
        }
        else if (SettingText.IsBlank(configuration, CarrierOptions.Setting))
        {
            throw Wrong($"is empty. It must be one of: {known}; without the setting messages go to the sandbox, which reaches nobody.");
        }
        else if (given.Count > 0)
        {
            var sections = string.Join(" and ", given.Select(carrier => carrier.Section));
            var names = string.Join(" or ", given.Select(carrier => carrier.Name));
            throw Wrong(
                $"is not set, though {sections} {(given.Count == 1 ? "has" : "have")} settings. "
                + $"Set it to {names}, or to {SandboxCarrier.Name} if messages are to reach nobody.");
        }
    }

    private static bool IsGiven(IConfigurationSection section) => !string.IsNullOrWhiteSpace(section.Value) || section.GetChildren().Any(IsGiven);

    private static OptionsValidationException Wrong(string sentence) =>
        new(nameof(CarrierOptions), typeof(CarrierOptions), [$"{CarrierOptions.Setting} {sentence}"]);
}
