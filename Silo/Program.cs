using Belay.Carriers;
using Belay.Gateway.Api;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Restoring;
using Belay.Silo;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Access;
using Belay.Storage.Postgres.Restoring;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Access;
using Belay.Storage.Sqlite.Restoring;
using Microsoft.AspNetCore.Connections;

DataPlace? data = null;
return await ProgramRun.RunAsync(
    async () =>
    {
        if (args is ["keys", ..])
        {
            return await KeysCommand.RunAsync(args, async (mayMake, cancellationToken) =>
            {
                if (!IsAlone())
                {
                    return new PostgresKeys(await SiloHost.OpenForCommandAsync(mayMake, cancellationToken));
                }

                if (mayMake && !data!.Exists)
                {
                    await Console.Error.WriteLineAsync($"There was no database in {data.Directory}; one is made.");
                }

                return SqliteKeys.Open(mayMake ? data!.Directory : data!.Existing());
            });
        }

        if (args is ["review", ..])
        {
            return await ReviewCommand.RunAsync(args, async cancellationToken => IsAlone()
                ? SqliteHeldMessages.Open(data!.Existing(), TimeProvider.System)
                : new PostgresHeldMessages(await SiloHost.OpenForCommandAsync(mayMake: false, cancellationToken), TimeProvider.System));
        }

        const string Documents = "README.md lists the settings; docs/cluster.md says how a cluster is run and lists its own.";
        (string, string)[] commands =
        [
            ("keys", "make, list and revoke API keys"),
            ("review", "decide on messages that are held after a restore"),
        ];
        if (args.Any(arg => arg.Split('=')[0].Equals("--role", StringComparison.OrdinalIgnoreCase)))
        {
            throw new SettingException("--role is no option any more: Silo is a silo, and the gateway alone is the program Gateway.Api.");
        }

        if (StartArguments.Read(args, "Silo", Documents, commands) is { } said)
        {
            await Console.Out.WriteLineAsync(said);
            return 0;
        }

        var builder = GatewayHost.NewBuilder(args);
        if (OneProcessHost.IsAskedFor(builder.Configuration))
        {
            data = DataPlace.Find(builder.Configuration);
            await using var alone = OneProcessHost.Build(builder, data);
            await alone.StartBelayAsync();
            StoreLog.Say(alone.Logger, data, alone.Services.GetRequiredService<SqliteStore>());
            await Greeting.SayAsync(alone, Console.Out);
            await alone.WaitForShutdownAsync();
            return 0;
        }

        await using var app = await SiloHost.BuildAsync(builder);
        await app.StartBelayAsync();
        await app.WaitForShutdownAsync();
        return 0;
    },
    wrong => wrong switch
    {
        PostgresSetupException => wrong.Message,
        SqliteSetupException => data?.Name(wrong.Message) ?? wrong.Message,

        // That of the web server comes with the address.
        AddressInUseException => "Another process listens on Belay:Cluster:SiloPort or Belay:Cluster:GatewayPort.",
        _ => null,
    });

// Whether a command works on the file of a process alone, whose place it then notes.
bool IsAlone()
{
    var configuration = GatewayHost.NewBuilder([]).Configuration;
    if (!OneProcessHost.IsAskedFor(configuration))
    {
        return false;
    }

    configuration.ThrowIfUnknown(SettingHost.OneProcess);
    data = DataPlace.Find(configuration);
    return true;
}
