using Belay.Gateway.Api;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Restoring;
using Belay.Messages;
using Belay.Silo;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Access;
using Belay.Storage.Postgres.Restoring;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

try
{
    if (args is ["keys", ..])
    {
        return await KeysCommand.RunAsync(args, async cancellationToken => new PostgresKeys(await SiloHost.OpenForCommandAsync(cancellationToken)));
    }

    if (args is ["review", ..])
    {
        return await ReviewCommand.RunAsync(args, async cancellationToken => new PostgresHeldMessages(await SiloHost.OpenForCommandAsync(cancellationToken), TimeProvider.System));
    }

    if (StartArguments.Read(args, "Silo", ("role", "silo|gateway")) is { } said)
    {
        await Console.Out.WriteLineAsync(said);
        return 0;
    }

    await using var app = await SiloHost.BuildAsync(args);
    await app.StartBelayAsync(sends: app.Configuration["role"] != "gateway");
    await app.WaitForShutdownAsync();
    return 0;
}
catch (AddressInUseException)
{
    // That of the web server comes as an IOException, with the address.
    await Console.Error.WriteLineAsync("belay: Another process listens on Belay:Cluster:SiloPort or Belay:Cluster:GatewayPort.");
    return 2;
}
catch (Exception wrong) when (wrong is SettingException or PostgresSetupException or OptionsValidationException or StoreUnavailableException or IOException)
{
    await Console.Error.WriteLineAsync("belay: " + wrong.Message);
    return 2;
}
