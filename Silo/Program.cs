using Belay.Gateway.Api;
using Belay.Silo;
using Belay.Storage.Postgres;
using Microsoft.Extensions.Options;

try
{
    await using var app = await SiloHost.BuildAsync(args);
    await app.RunAsync();
    return 0;
}
catch (Exception wrong) when (wrong is SettingException or PostgresSetupException or OptionsValidationException or IOException)
{
    await Console.Error.WriteLineAsync("belay: " + wrong.Message);
    return 2;
}
