using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Restoring;
using Belay.Silo;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Access;
using Belay.Storage.Postgres.Restoring;
using Microsoft.AspNetCore.Connections;

return await ProgramRun.RunAsync(
    async () =>
    {
        if (args is ["keys", ..])
        {
            return await KeysCommand.RunAsync(
                args, async (mayMake, cancellationToken) => new PostgresKeys(await SiloHost.OpenForCommandAsync(mayMake, cancellationToken)));
        }

        if (args is ["review", ..])
        {
            return await ReviewCommand.RunAsync(
                args,
                async cancellationToken =>
                    new PostgresHeldMessages(await SiloHost.OpenForCommandAsync(mayMake: false, cancellationToken), TimeProvider.System));
        }

        const string Documents = "docs/cluster.md says how a cluster is run and lists its settings; README.md lists the others.";
        if (StartArguments.Read(args, "Silo", Documents, ("role", "silo|gateway")) is { } said)
        {
            await Console.Out.WriteLineAsync(said);
            return 0;
        }

        await using var app = await SiloHost.BuildAsync(args);
        await app.StartBelayAsync(sends: app.Configuration["role"] != "gateway");
        await app.WaitForShutdownAsync();
        return 0;
    },
    wrong => wrong switch
    {
        PostgresSetupException => wrong.Message,

        // That of the web server comes with the address.
        AddressInUseException => "Another process listens on Belay:Cluster:SiloPort or Belay:Cluster:GatewayPort.",
        _ => null,
    });
