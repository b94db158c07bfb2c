using System.Net;
using System.Net.Sockets;
using Belay.Carriers;
using Belay.Cli;
using Belay.Tests.Gateway.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Cli.Commands;

/// <summary>keys, doctor, bench and completion, and what goes wrong everywhere.</summary>
public sealed class ServiceCommandTests : CommandTests
{
    [Fact]
    public async Task A_key_is_made_listed_without_itself_and_revoked()
    {
        var made = await Shell.RunAsync("keys", "create", "--name", "till", "--scope", "messages:read");
        var secret = made.Out.Trim();
        Assert.Matches("^belay_live_[0-9a-z]{10}_[0-9A-Za-z]{32}$", secret);
        Assert.Contains("It is shown only now.", made.Error, StringComparison.Ordinal);
        var id = secret.Split('_')[2];

        var list = await Shell.RunAsync("keys", "list");
        var json = await Shell.RunAsync("keys", "list", "--json");
        Assert.Contains(id, list.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list.Out + json.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["id", "name", "scopes", "state", "from_settings", "created_at"],
            json.Json.AsArray().Single(key => key!["id"]!.GetValue<string>() == id)!.AsObject().Select(field => field.Key));

        Assert.Equal(ExitCode.Done, (await Shell.RunAsync("keys", "revoke", id)).ExitCode);
        Assert.Equal(ExitCode.NotFound, (await Shell.RunAsync("keys", "revoke", "nobodys")).ExitCode);
        Assert.Equal(ExitCode.Refused, (await Shell.RunAsync("keys", "revoke", "acme-read")).ExitCode);
    }

    [Fact]
    public async Task A_doctor_finds_everything_well_and_tries_it()
    {
        var said = await Shell.RunAsync("doctor", "--try", "--json");

        Assert.Equal(ExitCode.Done, said.ExitCode);
        Assert.Equal(
            ["gateway ok", "key ok", "clock ok", "store ok", "carrier ok", "webhooks note", "schedule and cancel ok"],
            said.Json["findings"]!.AsArray().Select(one => $"{one!["check"]} {one["result"]}"));
        Assert.True(said.Json["healthy"]!.GetValue<bool>());
        Assert.Contains("Messages can be accepted and sent.", (await Shell.RunAsync("doctor")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_has_the_gateway_look_at_each_webhook_and_tells_what_it_found()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?>
        {
            ["Belay:Webhooks:AllowPrivateNetworks"] = "true",
            ["Belay:Webhooks:Endpoints:0:Organization"] = "acme",
            ["Belay:Webhooks:Endpoints:0:Dialect"] = "Telnyx",
            ["Belay:Webhooks:Endpoints:0:Url"] = $"http://{listener.LocalEndpoint}/hook",
            ["Belay:Webhooks:Endpoints:0:FailoverUrl"] = "http://127.0.0.1:1/hook",
        });
        using var shell = new Shell(gateway);
        using var reader = new Shell(gateway, GatewayFixture.ReadOnlyKey);

        var said = await shell.RunAsync("doctor");

        Assert.Equal(ExitCode.Unhealthy, said.ExitCode);
        Assert.Matches("ok +webhooks reached +telnyx at 127.0.0.1: a connection opens; nothing was posted", said.Out);
        Assert.Matches("wrong +webhooks reached +telnyx \\(failover\\) at 127.0.0.1: the connection is refused", said.Out);
        Assert.Matches("note +webhooks reached +Not tried", (await reader.RunAsync("doctor")).Out);
    }

    [Theory]
    [InlineData(false, "wrong +carrier +http takes no message: the account or the address that is set for it is at fault \\(token_ended\\)")]
    [InlineData(true, "wrong +carrier +http keeps failing and is left alone")]
    public async Task A_doctor_tells_of_a_carrier_that_does_not_do_its_work(bool later, string expected)
    {
        CarrierAnswer answer = later ? new CarrierAnswer.Later() : new CarrierAnswer.NotWorking(new("token_ended", "The token has ended."));
        var traits = new CarrierTraits("http", HonoursIdempotencyKey: true, SendsReceipts: true);
        var guard = new GuardedCarrier(
            new Answering(traits, answer), new GuardOptions { CallsMin = 2 }, TimeProvider.System, NullLogger<GuardedCarrier>.Instance);
        var senders = new SenderDefaults(true, null, new Dictionary<OrganizationId, string>());
        await using var gateway = await GatewayFixture.StartAsync(
            engineSettings: new EngineSettings { Carrier = traits },
            services: services => services.AddSingleton(guard).AddSingleton(new SendersFilledIn(guard, senders)));
        var id = MessageId.Create(DateTimeOffset.UnixEpoch, new byte[MessageId.RandomBytes]);
        var draft = new Draft
        {
            Id = id,
            Organization = GatewayFixture.Organization,
            Batch = BatchId.Of(id),
            Dialect = Dialect.None,
            From = "",
            To = "+15005550199",
            Text = "Hello",
        };
        for (var i = 0; i < 2; i++)
        {
            await guard.SubmitAsync(new Submission(draft, 1, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);
        }

        using var shell = new Shell(gateway);

        var said = await shell.RunAsync("doctor");

        Assert.Equal(ExitCode.Unhealthy, said.ExitCode);
        Assert.Matches(expected, said.Out);
        Assert.Matches("note +sender +http needs a sender, and no default is set", said.Out);
    }

    [Fact]
    public async Task A_doctor_says_what_is_wrong_and_what_to_do()
    {
        await Gateway.StopEngineAsync();
        var noStore = await Shell.RunAsync("doctor");
        Shell.Environment["BELAY_KEY"] = "no-such-key-0123456789";
        var noKey = await Shell.RunAsync("doctor");
        Shell.Environment["BELAY_URL"] = "http://127.0.0.1:1";
        var nobody = await Shell.RunAsync("doctor");

        Assert.Equal((ExitCode.Unhealthy, ExitCode.Unhealthy, ExitCode.Unhealthy), (noStore.ExitCode, noKey.ExitCode, nobody.ExitCode));
        Assert.Matches("wrong +store", noStore.Out);
        Assert.Matches("wrong +key +The API key does not work. → Make one", noKey.Out);
        Assert.Matches("wrong +gateway +http://127.0.0.1:1 cannot be reached. → Check the address", nobody.Out);
    }

    [Theory]
    [InlineData(0, "ok")]
    [InlineData(3, "note")]
    [InlineData(-3, "note")]
    [InlineData(6, "wrong")]
    public async Task A_clock_that_is_off_is_told(int seconds, string result)
    {
        Shell.Connect = () => new HttpClient(new OffClock(Gateway, TimeSpan.FromSeconds(seconds)));

        var said = await Shell.RunAsync("doctor", "--json");

        var clock = said.Json["findings"]!.AsArray().Single(one => one!["check"]!.GetValue<string>() == "clock")!;
        Assert.Equal(result, clock["result"]!.GetValue<string>());
        Assert.Equal(result == "wrong" ? ExitCode.Unhealthy : ExitCode.Done, said.ExitCode);
    }

    [Fact]
    public async Task A_bench_measures_and_leaves_nothing_pending()
    {
        var said = await Shell.RunAsync("bench", "--messages", "50", "--concurrency", "8", "--json");

        Assert.Equal(ExitCode.Done, said.ExitCode);
        Assert.Equal(
            (50, 0, 50, 0), (Number("schedule", "calls"), Number("schedule", "failures"), Number("cancel", "calls"), Number("cancel", "failures")));
        Assert.Equal(
            ["calls", "failures", "seconds", "per_second", "p50_ms", "p99_ms", "max_ms"],
            said.Json["schedule"]!.AsObject().Select(field => field.Key));
        Assert.Equal(
            51, (await Shell.RunAsync("list", "--tag", "belay-bench", "--status", "canceled", "--limit", "100", "--json")).Json.AsArray().Count);
        Assert.Empty((await Shell.RunAsync("list", "--status", "scheduled", "--json")).Json.AsArray());
        Assert.Empty(Gateway.Carrier.Calls);
        Assert.Equal(ExitCode.Usage, (await Shell.RunAsync("bench", "--messages", "20001")).ExitCode);

        int Number(string kind, string field) => said.Json[kind]![field]!.GetValue<int>();
    }

    [Theory]
    [InlineData("bash", "complete -F _belay belay")]
    [InlineData("zsh", "compdef _belay belay")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task A_shell_gets_its_completion(string shell, string line)
    {
        Assert.Contains(line, (await Shell.RunAsync("completion", shell)).Out, StringComparison.Ordinal);
        Assert.Contains("schedule\n", (await Shell.RunAsync("[suggest:8]", "belay sc")).Out, StringComparison.Ordinal);
        Assert.Contains("sending_failed\n", (await Shell.RunAsync("[suggest:20]", "belay list --status ")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("list", "--nothing")]
    [InlineData("schedule", "+15005550199", "x")]
    [InlineData("send")]
    [InlineData("list", "--limit", "x")]
    [InlineData("list", "--url", "gateway")]
    [InlineData("list", "--config", "/no/such/file")]
    [InlineData("send", "+15005550199", "x", "--idempotency-key", "")]
    public async Task A_wrong_line_is_told_in_one_sentence(params string[] args)
    {
        var said = await Shell.RunAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Out));
        Assert.Matches("^belay: [^\n]+\n$", said.Error);
        Assert.Equal(0, await Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task What_the_gateway_refuses_is_told_in_one_sentence_with_the_right_code()
    {
        var refused = await Shell.RunAsync("send", "nobody", "Hello");
        Shell.Environment["BELAY_KEY"] = GatewayFixture.ReadOnlyKey;
        var forbidden = await Shell.RunAsync("send", "+15005550199", "Hello");
        Shell.Environment.Remove("BELAY_KEY");
        var noKey = await Shell.RunAsync("list");
        Shell.Environment["BELAY_KEY"] = GatewayFixture.Key;
        Shell.Environment["BELAY_URL"] = "http://127.0.0.1:1";
        var away = await Shell.RunAsync("list");

        Assert.Equal(
            (ExitCode.Refused,
                "belay: Some fields are not what they must be. to must be a phone number with + and its country code, such as +12025550123.\n"),
            (refused.ExitCode, refused.Error));
        Assert.Equal((ExitCode.NotAllowed, "belay: The API key lacks the scope that this call needs.\n"), (forbidden.ExitCode, forbidden.Error));
        Assert.Equal(ExitCode.NotAllowed, noKey.ExitCode);
        Assert.Equal((ExitCode.Unavailable, "belay: http://127.0.0.1:1 cannot be reached.\n"), (away.ExitCode, away.Error));
    }

    [Fact]
    public async Task Address_and_key_come_from_options_then_the_environment_then_the_file()
    {
        var (url, key) = (Shell.Environment["BELAY_URL"], Shell.Environment["BELAY_KEY"]);
        Shell.Environment.Clear();
        await File.WriteAllTextAsync(Shell.PathOf("config.json"), $$"""{"url":"{{url}}","key":"{{key}}"}""", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, (await Shell.RunAsync("list")).ExitCode);

        Shell.Environment["BELAY_KEY"] = "no-such-key-0123456789";
        Assert.Equal(ExitCode.NotAllowed, (await Shell.RunAsync("list")).ExitCode);
        Assert.Equal(ExitCode.Done, (await Shell.RunAsync("list", "--key", key)).ExitCode);

        await File.WriteAllTextAsync(Shell.PathOf("config.json"), """{"ulr":""}""", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Usage, (await Shell.RunAsync("list")).ExitCode);
    }

    /// <summary>Sets the clock between the moment of asking and the answer: so the gateway's is off.</summary>
    private sealed class OffClock(GatewayFixture gateway, TimeSpan by) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var now = gateway.Clock.GetUtcNow();
            gateway.Clock.StepTo(now + by);
            var response = await base.SendAsync(request, cancellationToken);
            gateway.Clock.StepTo(now);
            return response;
        }
    }

    private sealed class Answering(CarrierTraits traits, CarrierAnswer answer) : ICarrier
    {
        public CarrierTraits Traits => traits;

        public Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken) => Task.FromResult(answer);
    }
}
