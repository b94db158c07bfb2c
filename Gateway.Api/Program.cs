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

    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.Services.AddBelayTelemetry(builder.Configuration);
    builder.AddBelayGateway();
    builder.Services.AddEmbeddedEngine(EmbeddedSettings.Read(builder.Configuration));
    builder.Services.AddBelayCarriers(builder.Configuration);

    await using var app = builder.Build();
    app.MapBelayGateway();
    await app.StartBelayAsync();
    await Greeting.SayAsync(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception wrong) when (wrong is SettingException or StoreSetupException or OptionsValidationException or StoreUnavailableException or IOException)
{
    await Console.Error.WriteLineAsync("belay: " + wrong.Message);
    return 2;
}
