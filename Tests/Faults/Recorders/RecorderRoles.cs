namespace Belay.Tests.Faults.Recorders;

/// <summary>What a recorder's process does.</summary>
internal static class RecorderRoles
{
    /// <summary>
    /// The first word of a recorder's command line: without it, the carrier's recorder and the run of that name could not be told apart.
    /// </summary>
    public const string Verb = "record";

    public static async Task RunAsync(string role, Options options)
    {
        using var journal = new Journal(options.Text("journal"), synced: role == "carrier");
        if (role == "client")
        {
            var plan = new ClientPlan(
                options.Whole("rate", 250), options.Whole("due-from", 800), options.Whole("due-to", 4_000), options.Whole("far-percent", 0) / 100.0,
                options.Whole("text", 40), options.Whole("seed", 1));
            using var client = new ClientRecorder(journal, new Uri(options.Text("gateway")), plan);
            await client.ObeyAsync(Console.In, Console.Out);
            return;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Text("url"));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        using var carrier = new CarrierRecorder(
            journal, new Uri(options.Text("gateway", "http://127.0.0.1:1")), options.Whole("honours-keys", 1) == 1, options.Whole("seed", 1));
        if (role == "carrier")
        {
            carrier.Map(app);
        }
        else
        {
            new WebhookRecorder(journal).Map(app);
        }

        await app.StartAsync();
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            await Console.Out.WriteLineAsync("ready");
        }
    }
}
