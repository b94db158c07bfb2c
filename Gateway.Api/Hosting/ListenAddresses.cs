using System.Globalization;

namespace Belay.Gateway.Api.Hosting;

/// <summary>The addresses to listen on, as <c>ASPNETCORE_URLS</c> or <c>--urls</c> name them.</summary>
internal static class ListenAddresses
{
    private const int PortMax = 65_535;

    /// <summary>
    /// Throws <see cref="SettingException"/> for what is no address. The web server takes what it cannot read of one for a name, and a name for every
    /// interface: a misspelled port would open the gateway to the network.
    /// </summary>
    public static void ThrowIfWrong(IConfiguration configuration)
    {
        foreach (var text in Split(configuration["urls"]))
        {
            if (!IsAddress(text))
            {
                throw new SettingException($"ASPNETCORE_URLS (or --urls) has \"{text}\", which is no address such as {GatewayHost.DefaultUrl}.");
            }
        }

        foreach (var name in (string[])["http_ports", "https_ports"])
        {
            if (Split(configuration[name]).FirstOrDefault(port => !IsPort(port)) is { } wrong)
            {
                throw new SettingException($"ASPNETCORE_{name.ToUpperInvariant()} (or --{name}) has \"{wrong}\", which is no port such as 8080.");
            }
        }
    }

    private static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsPort(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= PortMax;

    private static bool IsAddress(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            var isName = !address.Host.Contains(':', StringComparison.Ordinal) || (address.Host.StartsWith('[') && address.Host.EndsWith(']'));
            return address.Scheme.ToLower(CultureInfo.InvariantCulture) is "http" or "https" && address.Port is >= 0 and <= PortMax
                && (address.IsUnixPipe || address.IsNamedPipe || isName);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
