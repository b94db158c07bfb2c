using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddBelayGateway();
    var app = builder.Build();
    app.MapBelayGateway();
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
