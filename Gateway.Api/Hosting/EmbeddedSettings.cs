using Belay.Carriers;
using Belay.Engine.Embedded;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Reads the embedded engine's settings; a wrong one throws <see cref="SettingException"/> that names it.</summary>
internal static class EmbeddedSettings
{
    private const long Mebibyte = 1_024 * 1_024;

    public static EmbeddedEngineOptions Read(IConfiguration configuration, DataPlace data)
    {
        configuration.ThrowIfUnknown(SettingHost.OneProcess);
        var defaults = new EmbeddedEngineOptions();
        return defaults with
        {
            DataDirectory = data.Directory,
            DispatchConcurrency = (int)configuration.Number("Belay:Dispatch:Concurrency", defaults.DispatchConcurrency, 1, 10_000),
            DiskReserveBytes = configuration.Number("Belay:DiskReserveMebibytes", defaults.DiskReserveBytes / Mebibyte, 0, 1_024) * Mebibyte,
            PendingPerOrganizationMax = configuration.Number("Belay:Limits:PendingPerOrganizationMax", defaults.PendingPerOrganizationMax, 1, long.MaxValue),
            Sending = SendingSettings.Read(configuration),
            KeepFinishedFor = RetentionSettings.Read(configuration),
        };
    }

    /// <summary>The data's place as the gateway itself would find it, for commands that run beside it or before it.</summary>
    public static DataPlace DataOfCommand()
    {
        var configuration = GatewayHost.NewBuilder([]).Configuration;
        configuration.ThrowIfUnknown(SettingHost.OneProcess);
        return DataPlace.Find(configuration);
    }
}
