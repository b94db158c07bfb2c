using System.Security.Cryptography;
using Belay.Grains.Interfaces;
using Belay.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddBelayClient(
    builder.Configuration.GetConnectionString("Belay") ?? throw new InvalidOperationException("ConnectionStrings__Belay is missing."));
using var host = builder.Build();
await host.StartAsync();

var engine = host.Services.GetRequiredService<IMessageEngine>();
var organization = OrganizationId.Parse("acme");
var reminder = new Actor("appointments");
var id = MessageId.Create(TimeProvider.System.GetUtcNow(), RandomNumberGenerator.GetBytes(MessageId.RandomBytes));

var verdict = await engine.ScheduleAsync(
    new ScheduleRequest(
        [
            new Draft
            {
                Id = id,
                Organization = organization,
                Batch = BatchId.Of(id),
                Dialect = Dialect.None,
                From = "+15005550100",
                To = "+15005550199",
                Text = "See you tomorrow at 9",
                SendAt = TimeProvider.System.GetUtcNow().AddHours(20),
            },
        ],
        reminder),
    CancellationToken.None);
Console.WriteLine(verdict is ScheduleVerdict.Accepted ? $"{id} is durable." : $"Not accepted: {verdict.GetType().Name}.");

// Somebody calls the appointment off.
Console.WriteLine(await engine.CancelAsync(organization, id, reminder, CancelRule.Pending, CancellationToken.None) switch
{
    CancelVerdict.Canceled => "Canceled: it will never be sent.",
    CancelVerdict.AlreadyCanceled => "It was canceled before.",
    CancelVerdict.TooLate late => $"Too late: it is {late.Message.Status}.",
    _ => "There is no such message.",
});
await host.StopAsync();
