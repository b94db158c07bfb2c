using Belay.Gateway.Api.Cluster;
using Belay.Gateway.Api.Hosting;

return await ProgramRun.RunAsync(
    async () =>
    {
        if (StartArguments.Read(args, "Gateway.Api", "docs/cluster.md says how a gateway alone is run.", []) is { } said)
        {
            await Console.Out.WriteLineAsync(said);
            return 0;
        }

        await using var app = await ClientHost.BuildAsync(GatewayHost.NewBuilder(args));
        await app.StartBelayAsync(sends: false);
        await app.WaitForShutdownAsync();
        return 0;
    },
    ClientHost.Say);
