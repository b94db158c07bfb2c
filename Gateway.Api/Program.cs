using Belay.Carriers;
using Belay.Engine.Embedded;
using Belay.Engine.Embedded.Restoring;
using Belay.Gateway.Api;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Restoring;
using Belay.Messages;
using Microsoft.Extensions.Options;

try
{
    if (args is ["keys", ..])
    {
        return await KeysCommand.RunAsync(args, _ => Task.FromResult(EmbeddedEngineServices.OpenKeys(EmbeddedSettings.DataDirectoryOfCommand())));
    }

    if (args is ["review", ..])
    {
        return await ReviewCommand.RunAsync(args, _ => Task.FromResult<IHeldMessages>(EmbeddedHeldMessages.Open(EmbeddedSettings.DataDirectoryOfCommand(), TimeProvider.System)));
    }

    if (StartArguments.Read(args, "Gateway.Api") is { } said)
    {
        await Console.Out.WriteLineAsync(said);
        return 0;
    }

    var builder = GatewayHost.NewBuilder(args);
    var data = DataPlace.Find(builder.Configuration);
    var settings = EmbeddedSettings.Read(builder.Configuration, data);
    builder.Services.AddBelayTelemetry(builder.Configuration);

    // Before all that works with it: what refuses to start must not have others running already.
    builder.Services.AddEmbeddedEngine(settings);
    builder.AddBelayGateway();
    builder.Services.AddBelayCarriers(builder.Configuration);

    await using var app = builder.Build();
    app.MapBelayGateway();
    await app.StartBelayAsync();
    StartLog.Say(app.Logger, data);
    await Greeting.SayAsync(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception wrong) when (wrong is SettingException or StoreSetupException or OptionsValidationException or StoreUnavailableException or IOException)
{
    await Console.Error.WriteLineAsync("belay: " + wrong.Message);
    return 2;
}
