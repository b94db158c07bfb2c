using Belay.Carriers;
using Belay.Engine.Embedded;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Access;
using Belay.Storage.Sqlite.Restoring;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Restoring;
using Belay.Messages;

DataPlace? data = null;
return await ProgramRun.RunAsync(
    async () =>
    {
        if (args is ["keys", ..])
        {
            return await KeysCommand.RunAsync(args, async (mayMake, _) =>
            {
                data = EmbeddedSettings.DataOfCommand();
                if (mayMake && !data.Exists)
                {
                    await Console.Error.WriteLineAsync($"There was no database in {data.Directory}; one is made.");
                }

                return SqliteKeys.Open(mayMake ? data.Directory : data.Existing());
            });
        }

        if (args is ["review", ..])
        {
            return await ReviewCommand.RunAsync(args, _ =>
            {
                data = EmbeddedSettings.DataOfCommand();
                return Task.FromResult<IHeldMessages>(SqliteHeldMessages.Open(data.Existing(), TimeProvider.System));
            });
        }

        if (StartArguments.Read(args, "Gateway.Api", "README.md lists the settings.") is { } said)
        {
            await Console.Out.WriteLineAsync(said);
            return 0;
        }

        var builder = GatewayHost.NewBuilder(args);
        data = DataPlace.Find(builder.Configuration);
        var settings = EmbeddedSettings.Read(builder.Configuration, data);
        builder.Services.AddBelayTelemetry(builder.Configuration);

        // Before all that works with it: what refuses to start must not have others running already.
        builder.Services.AddEmbeddedEngine(settings);
        builder.AddBelayGateway();
        builder.Services.AddBelayCarriers(builder.Configuration);

        await using var app = builder.BuildBelay();
        app.MapBelayGateway();
        await app.StartBelayAsync();
        StartLog.Say(app.Logger, data);
        await Greeting.SayAsync(app, Console.Out);
        await app.WaitForShutdownAsync();
        return 0;
    },
    wrong => wrong is SqliteSetupException ? data?.Name(wrong.Message) ?? wrong.Message : null);
