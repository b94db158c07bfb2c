using System.CommandLine;
using Belay.Cli.Output;
using Belay.Client;
using Spectre.Console;

namespace Belay.Cli.Commands;

/// <summary><c>doctor</c>: looks at all that must be right for a message to leave, and says what to do where it is not.</summary>
internal static class DoctorCommand
{
    private const string Ok = "ok";
    private const string Note = "note";
    private const string Wrong = "wrong";

    /// <summary>Clocks that differ by less need no word.</summary>
    private static readonly TimeSpan SkewNoted = TimeSpan.FromSeconds(1);

    /// <summary>By more than this, what one means by 09:00 is not when it leaves.</summary>
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(5);

    public static Command Create(Shared shared)
    {
        var tryIt = new Option<bool>("--try") { Description = "Also schedule a message for tomorrow and cancel it at once." };
        var command = new Command("doctor", "Check address, key, clock, store, carrier and webhooks.") { tryIt };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = new List<Finding>();
            await LookAsync(shared.Open(parsed), shared.Terminal, parsed.GetValue(tryIt), findings, cancellationToken);
            var diagnosis = new Diagnosis(findings.TrueForAll(finding => finding.Result != Wrong), findings);
            shared.Write(parsed, diagnosis, JsonText.Shapes.Diagnosis, shown => Show(shared.Terminal, shown));
            return diagnosis.Healthy ? ExitCode.Done : ExitCode.Unhealthy;
        });
        return command;
    }

    private static async Task LookAsync(
        BelayClient client, Terminal terminal, bool tryIt, List<Finding> findings, CancellationToken cancellationToken)
    {
        CallerInfo caller;
        var asked = terminal.Now;
        var began = terminal.Time.GetTimestamp();
        try
        {
            caller = await client.GetCallerAsync(cancellationToken);
        }
        catch (BelayException refused) when (refused.Code is "key_wrong" or "key_missing")
        {
            findings.Add(new("gateway", Ok, "It answers."));
            findings.Add(new("key", Wrong, refused.Message, "Make one: dotnet run --project Silo -- keys create --org NAME"));
            return;
        }
        catch (BelayException away)
        {
            findings.Add(new("gateway", Wrong, away.Message, "Check the address (--url, BELAY_URL), and that the gateway runs."));
            return;
        }

        var took = terminal.Time.GetElapsedTime(began);
        findings.Add(new("gateway", Ok, $"It answers in {took.TotalMilliseconds:0} ms."));
        findings.Add(OfKey(caller));
        findings.Add(OfClock(asked + (took / 2) - caller.Time, took));
        if (!caller.Scopes.Contains("messages:read"))
        {
            findings.Add(new("store, carrier, webhooks", Note, "This key may not look at them.", "Use a key with messages:read."));
            return;
        }

        var service = await client.GetServiceAsync(cancellationToken);
        findings.Add(service.Ready ? new("store", Ok, service.Detail) : new(
            "store", Wrong, service.Detail, "Look at the gateway's log and at its disk or database."));
        if (service.Held > 0)
        {
            findings.Add(new(
                "held", Wrong,
                $"{service.Held} {(service.Held == 1 ? "message waits" : "messages wait")} for an operator's decision since a backup was restored.",
                "See belay list --held; whoever runs the gateway decides with 'review release' or 'review drop'."));
        }

        findings.AddRange(OfCarrier(service.Carrier));
        findings.Add(OfWebhooks(service.Webhooks));
        if (service.Webhooks.Count > 0)
        {
            findings.AddRange(caller.Scopes.Contains("messages:send")
                ? (await client.CheckWebhooksAsync(cancellationToken)).Select(OfWebhook)
                : [new("webhooks reached", Note, "Not tried: this key may not send.")]);
        }

        if (tryIt)
        {
            findings.Add(await TryAsync(client, terminal, caller, cancellationToken));
        }
    }

    private static Finding OfKey(CallerInfo caller) => new(
        "key",
        caller.Scopes.Contains("messages:send") ? Ok : Note,
        $"Key {caller.KeyId} of {caller.Organization} may {string.Join(", ", caller.Scopes)}.",
        caller.Scopes.Contains("messages:send") ? null : "To send and cancel it needs messages:send.");

    /// <summary>The two clocks are compared at the middle of the exchange, so half its length is the error.</summary>
    private static Finding OfClock(TimeSpan ahead, TimeSpan took)
    {
        var skew = ahead.Duration();
        var detail = $"This machine's clock and the gateway's differ by {skew.TotalSeconds:0.0} s (± {took.TotalSeconds / 2:0.0} s).";
        return skew > SkewMax ? new("clock", Wrong, detail, "Set both by NTP: messages leave by the gateway's clock.")
            : skew > SkewNoted + (took / 2) ? new("clock", Note, detail, "Set both by NTP.")
            : new("clock", Ok, detail);
    }

    private static IEnumerable<Finding> OfCarrier(CarrierInfo? carrier)
    {
        yield return carrier switch
        {
            null => new("carrier", Note, "The process that answered does not send; others do.", "Ask one of the silos."),
            { State: "not_working" } => new(
                "carrier",
                Wrong,
                $"{carrier.Name} takes no message: the account or the address that is set for it is at fault ({carrier.Code}). Messages wait.",
                $"Mend Belay__Carriers__{Capitalized(carrier.Name)}__…, or the account at the carrier; the log has the error."),
            { Works: false } => new(
                "carrier",
                Wrong,
                $"{carrier.Name} keeps failing and is left alone for a while. Messages wait.",
                "Look whether the carrier is up, and reached from the gateway."),
            { Name: "sandbox" } => new("carrier", Note, "Messages go to the sandbox, which reaches nobody.", "Set Belay__Carrier for real sending."),
            { HonoursIdempotencyKey: false } => new(
                "carrier", Note, $"{carrier.Name} honours no idempotency key: a call without an answer ends as delivery_unconfirmed."),
            _ => new("carrier", Ok, $"{carrier.Name} honours idempotency keys{(carrier.SendsReceipts ? " and sends receipts" : "")}."),
        };

        if (carrier is { SenderMissing: true })
        {
            yield return new(
                "sender",
                Note,
                $"{carrier.Name} needs a sender, and no default is set: messages without one wait, and then fail.",
                $"Set Belay__Carriers__{Capitalized(carrier.Name)}__DefaultSender.");
        }
    }

    private static string Capitalized(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static Finding OfWebhooks(IReadOnlyList<WebhookInfo> webhooks)
    {
        if (webhooks.Count == 0)
        {
            return new(
                "webhooks",
                Note,
                "No endpoint is set for this organization.",
                "Set Belay__Webhooks__Endpoints__0__…, or give messages a webhook of their own.");
        }

        if (webhooks.FirstOrDefault(one => one.DownSince is not null) is { } down)
        {
            return new(
                "webhooks",
                Wrong,
                $"{down.Dialect} to {down.Host} has taken nothing since {down.DownSince:u}.",
                "Events are tried for a day: let the receiver answer 2xx.");
        }

        var said = string.Join(", ", webhooks.Select(one => $"{one.Dialect} to {one.Host}{(one.Signed ? "" : " (unsigned)")}"));
        return new("webhooks", webhooks.All(one => one.Signed) ? Ok : Note, said
            + ".", webhooks.All(one => one.Signed) ? null : "Set a Secret, so that receivers can tell real events.");
    }

    private static Finding OfWebhook(WebhookCheck webhook)
    {
        var place = $"{webhook.Dialect}{(webhook.Failover ? " (failover)" : "")} at {webhook.Host}: ";
        return webhook.Result switch
        {
            "reached" => At(Ok, "a connection opens; nothing was posted."),
            "forbidden" => At(
                Wrong,
                "events do not go to this address or port.",
                "Use a public address and port 80, 443 or above 1023, or allow its host with Belay__Webhooks__AllowedHosts__0."),
            "name_unknown" => At(Wrong, "the gateway finds no address of this name.", "Check the endpoint's Url, and DNS where the gateway runs."),
            "tls_failed" => At(Wrong, "the TLS handshake fails.", "Check the receiver's certificate: its name, its dates, its chain."),
            "timed_out" => At(Wrong, "no answer within 5 s.", "Check the firewalls between gateway and receiver."),
            _ => At(Wrong, "the connection is refused or cut.", "Check that the receiver runs, and the port in the endpoint's Url."),
        };

        Finding At(string result, string detail, string? remedy = null) => new("webhooks reached", result, place + detail, remedy);
    }

    private static async Task<Finding> TryAsync(BelayClient client, Terminal terminal, CallerInfo caller, CancellationToken cancellationToken)
    {
        if (!caller.Scopes.Contains("messages:send"))
        {
            return new("schedule and cancel", Note, "Not tried: this key may not send.");
        }

        var message = await client.ScheduleAsync(
            new NewMessage("+15005550199", "A trial of belay doctor.") { SendAt = terminal.Now.AddDays(1), Tags = ["belay-doctor"] },
            cancellationToken: cancellationToken);
        var outcome = await client.CancelAsync(message.Id, CancellationToken.None);
        return outcome.Verdict == CancelVerdict.Canceled
            ? new("schedule and cancel", Ok, $"{message.Id} was scheduled for tomorrow and canceled.")
            : new("schedule and cancel", Wrong, $"{message.Id} was scheduled, but its cancel answered {Words.Of(outcome.Verdict)}.");
    }

    private static void Show(Terminal terminal, Diagnosis diagnosis)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var finding in diagnosis.Findings)
        {
            var result = finding.Result switch { Ok => "[green]ok[/]", Note => "[yellow]note[/]", _ => "[red]wrong[/]" };
            grid.AddRow(result, finding.Check, Markup.Escape(finding.Remedy is null ? finding.Detail : $"{finding.Detail} → {finding.Remedy}"));
        }

        terminal.Out.Write(grid);
        terminal.Say(
            diagnosis.Healthy ? "Messages can be accepted and sent." : "Something keeps messages from leaving, or their events from arriving.");
    }
}
