using Belay.Carriers;
using Belay.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Belay.Tests.Carriers;

public sealed class CarrierServicesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sandbox_is_the_default_and_its_receipts_reach_the_engine()
    {
        var engine = new ReportedEngine(_ => ReceiptVerdict.Recorded);
        using var host = NewHost(engine, ("Belay:Carriers:Sandbox:ReceiptDelaySeconds", "0.01"));
        await host.StartAsync(Token);
        var carrier = host.Services.GetRequiredService<ICarrier>();

        Assert.IsType<SendersFilledIn>(carrier);
        Assert.Equal("sandbox", carrier.Traits.Name);
        Assert.IsType<CarrierAnswer.Accepted>(await carrier.SubmitAsync(Samples.Submission(), Token));

        Assert.Equal(Samples.Draft().Id, (await engine.NextAsync()).Receipt.Id);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Magic_numbers_do_not_slow_other_recipients()
    {
        using var host = NewHost(null);
        await host.StartAsync(Token);
        var carrier = host.Services.GetRequiredService<ICarrier>();
        for (var n = 1; n <= 200; n++)
        {
            await carrier.SubmitAsync(Samples.Submission(n % 2 == 0 ? SandboxNumbers.AlwaysLater : SandboxNumbers.NeverAnswers, n: n), Token);
        }

        Assert.IsType<CarrierAnswer.Accepted>(await carrier.SubmitAsync(Samples.Submission(n: 201), Token));
    }

    [Fact]
    public async Task The_http_carrier_is_made_from_its_settings()
    {
        await using var server = StubServer.Answering("200 OK", """{"reference":"r"}""");
        using var host = NewHost(
            null,
            ("Belay:Carrier", "HTTP"),
            ("Belay:Carriers:Http:Url", server.Url),
            ("Belay:Carriers:Http:Idempotent", "false"),
            ("Belay:Carriers:Http:ReceiptToken", "token"),
            ("Belay:Carriers:Http:TimeoutSeconds", "20"));
        await host.StartAsync(Token);
        var carrier = host.Services.GetRequiredService<ICarrier>();

        Assert.Equal(new CarrierTraits("http", HonoursIdempotencyKey: false, SendsReceipts: true, CallsMax: 64), carrier.Traits);
        Assert.Equal(new CarrierAnswer.Accepted("r"), await carrier.SubmitAsync(Samples.Submission(), Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_Kannel_carrier_is_made_from_its_settings(bool withReceipts)
    {
        await using var server = StubServer.Answering("202 Accepted", "0: Accepted for delivery");
        using var host = NewHost(
            null,
            ("Belay:Carrier", "kannel"),
            ("Belay:Carriers:Kannel:Url", server.Url.Split('?')[0]),
            ("Belay:Carriers:Kannel:Username", "user"),
            ("Belay:Carriers:Kannel:Password", "password"),
            ("Belay:Carriers:Kannel:SmscId", "vienna"),
            ("Belay:Carriers:Kannel:ReceiptUrl", withReceipts ? "http://127.0.0.1:9/carriers/kannel/receipts" : null),
            ("Belay:Carriers:Kannel:ReceiptToken", withReceipts ? "receipt-token-0123456789" : null));
        await host.StartAsync(Token);
        var carrier = host.Services.GetRequiredService<ICarrier>();

        Assert.Equal(new CarrierTraits("kannel", HonoursIdempotencyKey: false, SendsReceipts: withReceipts, CallsMax: 64), carrier.Traits);
        Assert.Equal(new CarrierAnswer.Accepted(), await carrier.SubmitAsync(Samples.Submission(), Token));
        Assert.Equal("vienna", (await server.NextAsync()).Headers["X-Kannel-SMSC"]);
    }

    [Theory]
    [InlineData(null, "true", false)]
    [InlineData("token", "true", true)]
    [InlineData("token", "false", false)]
    public void Receipts_are_awaited_only_where_they_can_come(string? token, string sends, bool awaited)
    {
        using var host = NewHost(
            null,
            ("Belay:Carrier", "http"),
            ("Belay:Carriers:Http:Url", "http://127.0.0.1:9/"),
            ("Belay:Carriers:Http:ReceiptToken", token),
            ("Belay:Carriers:Http:SendsReceipts", sends));

        Assert.Equal(awaited, host.Services.GetRequiredService<ICarrier>().Traits.SendsReceipts);
    }

    [Fact]
    public async Task A_secret_may_be_in_a_file_and_its_last_line_ends_it()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "Bearer from-a-file\n", Token);
        await using var server = StubServer.Answering("200 OK");
        using var host = NewHost(
            null,
            ("Belay:Carrier", "http"),
            ("Belay:Carriers:Http:Url", server.Url),
            ("Belay:Carriers:Http:HeaderFiles:Authorization", file),
            ("Belay:Carriers:Http:ReceiptTokenFile", file));

        await host.Services.GetRequiredService<ICarrier>().SubmitAsync(Samples.Submission(), Token);

        Assert.Equal("Bearer from-a-file", (await server.NextAsync()).Headers["Authorization"]);
        Assert.Equal("Bearer from-a-file", host.Services.GetRequiredService<IOptions<HttpCarrierOptions>>().Value.ReceiptToken);
        File.Delete(file);
    }

    [Fact]
    public async Task A_secret_that_stands_in_two_places_stops_the_start()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "one", Token);
        using var host = NewHost(
            null,
            ("Belay:Carrier", "sandbox"),
            ("Belay:Carriers:Http:Headers:Authorization", "another"),
            ("Belay:Carriers:Http:HeaderFiles:authorization", file),
            ("Belay:Carriers:Kannel:Password", "another"),
            ("Belay:Carriers:Kannel:PasswordFile", file));

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Token));

        Assert.Contains("Belay:Carriers:Http:HeaderFiles:authorization is set beside", exception.ToString(), StringComparison.Ordinal);
        Assert.Contains("Belay:Carriers:Kannel:PasswordFile is set beside", exception.ToString(), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("kannel", null, null, null, true)]
    [InlineData("kannel", null, "Clinic", null, false)]
    [InlineData("kannel", "false", null, null, false)]
    [InlineData("kannel", null, null, "Clinic", true)]
    [InlineData("http", null, null, null, false)]
    [InlineData("http", "true", null, null, true)]
    [InlineData("sandbox", null, null, null, false)]
    public async Task A_carrier_that_needs_a_sender_says_so_at_the_start_where_no_default_is_set(
        string name, string? needs, string? sender, string? ofAcme, bool isMissing)
    {
        var log = new RecordingLogger<SendersFilledIn>();
        using var host = NewHost(
            null,
            services => services.AddSingleton<ILogger<SendersFilledIn>>(log),
            ("Belay:Carrier", name),
            ("Belay:Carriers:Http:Url", "http://127.0.0.1:9/"),
            ("Belay:Carriers:Kannel:Url", "http://127.0.0.1:9/cgi-bin/sendsms"),
            ("Belay:Carriers:Kannel:Username", "user"),
            ("Belay:Carriers:Kannel:Password", "password"),
            ($"{(name == "sandbox" ? "Other" : "Belay:Carriers")}:{name}:NeedsSender", needs),
            ($"{(name == "sandbox" ? "Other" : "Belay:Carriers")}:{name}:DefaultSender", sender),
            ($"{(name == "sandbox" ? "Other" : "Belay:Carriers")}:{name}:DefaultSenders:acme", ofAcme));

        await host.StartAsync(Token);

        Assert.Equal(isMissing, host.Services.GetRequiredService<SendersFilledIn>().IsSenderMissing);
        var what = ofAcme is null
            ? "no default is set: messages without one wait"
            : "only some organizations have a default: messages of the others without one wait";
        var line = $"Warning: Carrier {name} needs a sender, and {what} until "
            + $"Belay:Carriers:{Capitalized(name)}:DefaultSender is set. ";
        Assert.Equal(isMissing ? [line] : [], log.Lines);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task The_default_sender_of_an_organization_leaves_with_its_messages()
    {
        await using var server = StubServer.Answering("202 Accepted", "0: Accepted for delivery");
        using var host = NewHost(
            null,
            ("Belay:Carrier", "kannel"),
            ("Belay:Carriers:Kannel:Url", server.Url.Split('?')[0]),
            ("Belay:Carriers:Kannel:Username", "user"),
            ("Belay:Carriers:Kannel:Password", "password"),
            ("Belay:Carriers:Kannel:DefaultSender", "Everybody"),
            ("Belay:Carriers:Kannel:DefaultSenders:acme", "Acme"));
        var carrier = host.Services.GetRequiredService<ICarrier>();
        var draft = Samples.Draft() with { From = "" };

        await carrier.SubmitAsync(new Submission(draft, 1, DateTimeOffset.UnixEpoch), Token);
        await carrier.SubmitAsync(new Submission(draft with { Organization = OrganizationId.Parse("globex") }, 1, DateTimeOffset.UnixEpoch), Token);
        await carrier.SubmitAsync(new Submission(Samples.Draft(), 1, DateTimeOffset.UnixEpoch), Token);

        Assert.Equal("Acme", (await server.NextAsync()).Headers["X-Kannel-From"]);
        Assert.Equal("Everybody", (await server.NextAsync()).Headers["X-Kannel-From"]);
        Assert.Equal(Samples.From, (await server.NextAsync()).Headers["X-Kannel-From"]);
    }

    [Fact]
    public void Defaults_are_as_documented()
    {
        using var host = NewHost(null);
        var http = host.Services.GetRequiredService<IOptions<HttpCarrierOptions>>().Value;
        var sandbox = host.Services.GetRequiredService<IOptions<SandboxOptions>>().Value;

        Assert.Equal("sandbox", host.Services.GetRequiredService<IOptions<CarrierOptions>>().Value.Carrier);
        Assert.Equal(
            ("", true, true, 10, 64, null),
            (http.Url, http.Idempotent, http.SendsReceipts, http.TimeoutSeconds, http.MaxConnectionsPerServer, http.ReceiptToken));
        var kannel = host.Services.GetRequiredService<IOptions<KannelCarrierOptions>>().Value;
        Assert.Equal(
            ("", "", "", null, null, null, 10, 64),
            (kannel.Url, kannel.Username, kannel.Password, kannel.SmscId, kannel.ReceiptUrl, kannel.ReceiptToken, kannel.TimeoutSeconds,
                kannel.MaxConnectionsPerServer));
        Assert.Equal((0, null, 0, false), (
            http.Headers.Count, http.Senders.DefaultSender, http.Senders.DefaultSenders.Count, http.Senders.NeedsSender));
        Assert.Equal((null, 0, true), (kannel.Senders.DefaultSender, kannel.Senders.DefaultSenders.Count, kannel.Senders.NeedsSender));
        Assert.Equal(
            (1.0, 100_000, 100_000, null, false),
            (sandbox.ReceiptDelaySeconds, sandbox.KeysMax, sandbox.PendingReceiptsMax, sandbox.JournalPath, sandbox.JournalFsync));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public async Task A_carrier_that_is_named_by_nothing_is_not_taken_for_the_sandbox(string? name)
    {
        using var host = NewHost(null, ("Belay:Carrier", name));

        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Equal(
            ["Belay:Carrier is empty. It must be one of: sandbox, http, kannel; without the setting messages go to the sandbox, which reaches "
                + "nobody."],
            wrong.Failures);
    }

    [Theory]
    [InlineData("Http:Url", "http://127.0.0.1:9/", "Belay:Carriers:Http has settings. Set it to http, or to sandbox")]
    [InlineData("Http:Headers:Authorization", "Bearer key", "Belay:Carriers:Http has settings. Set it to http, or to sandbox")]
    [InlineData("Http:DefaultSenders:acme", "Acme", "Belay:Carriers:Http has settings. Set it to http, or to sandbox")]
    [InlineData("Kannel:Username", "user", "Belay:Carriers:Kannel has settings. Set it to kannel, or to sandbox")]
    public async Task Settings_of_a_carrier_that_nobody_chose_stop_the_start(string setting, string value, string sentence)
    {
        using var host = NewHost(null, ("Belay:Carriers:" + setting, value));

        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Equal([$"Belay:Carrier is not set, though {sentence} if messages are to reach nobody."], wrong.Failures);
    }

    [Fact]
    public void Settings_of_another_carrier_than_the_chosen_one_are_said()
    {
        (string, string?)[] settings = [("Belay:Carriers:Http:Url", "http://127.0.0.1:9/"), ("Belay:Carriers:Kannel:ReceiptToken", "")];
        using var sandbox = NewHost(null, [("Belay:Carrier", "sandbox"), .. settings]);
        using var http = NewHost(null, [("Belay:Carrier", "http"), .. settings]);
        using var plain = NewHost(null, ("Belay:Carriers:Sandbox:KeysMax", "10"), ("Belay:Carriers:Kannel:ReceiptToken", ""));

        Assert.Equal(
            ["Belay:Carriers:Http has settings, but Belay:Carrier is sandbox: no message leaves by that carrier."],
            CarrierServices.DescribeUnused(sandbox.Services));
        Assert.Empty(CarrierServices.DescribeUnused(http.Services));
        Assert.Empty(CarrierServices.DescribeUnused(plain.Services));
    }

    [Theory]
    [InlineData("Belay:Carrier", "pigeon", null)]
    [InlineData("Belay:Carriers:Http:Url", null, "http")]
    [InlineData("Belay:Carriers:Http:Url", "not an address", "http")]
    [InlineData("Belay:Carriers:Http:Url", "/send", "http")]
    [InlineData("Belay:Carriers:Http:Url", "ftp://secret.example/", "http")]
    [InlineData("Belay:Carriers:Http:Url", "https://user:secret@carrier.example/", "http")]
    [InlineData("Belay:Carriers:Http:TimeoutSeconds", "0", "http")]
    [InlineData("Belay:Carriers:Http:TimeoutSeconds", "301", "http")]
    [InlineData("Belay:Carriers:Http:TimeoutSeconds", "1.5", "http")]
    [InlineData("Belay:Carriers:Http:TimeoutSeconds", "secret", "sandbox")]
    [InlineData("Belay:Carriers:Http:Idempotent", "no", "http")]
    [InlineData("Belay:Carriers:Http:SendsReceipts", "1", "http")]
    [InlineData("Belay:Carriers:Http:MaxConnectionsPerServer", "0", "http")]
    [InlineData("Belay:Carriers:Http:Idempotant", "false", "http")]
    [InlineData("Belay:Carriers:Http:Headers:Idempotency-Key", "secret", "http")]
    [InlineData("Belay:Carriers:Http:Headers:content-type", "secret", "http")]
    [InlineData("Belay:Carriers:Http:Headers:Transfer-Encoding", "secret", "http")]
    [InlineData("Belay:Carriers:Http:Headers:Expires", "secret", "http")]
    [InlineData("Belay:Carriers:Http:Headers:two words", "secret", "http")]
    [InlineData("Belay:Carriers:Http:Headers:Authorization", "Bearer secret\r\nX-Other: 1", "http")]
    [InlineData("Belay:Carriers:Http:HeaderFiles:Authorization", "/no/such/file/secret", "http")]
    [InlineData("Belay:Carriers:Http:ReceiptTokenFile", "/no/such/file/secret", "http")]
    [InlineData("Belay:Carriers:Http:DefaultSender", "sec\nret", "http")]
    [InlineData("Belay:Carriers:Http:DefaultSenders:acme", "sec\nret", "http")]
    [InlineData("Belay:Carriers:Http:DefaultSenders:No Name", "secret", "http")]
    [InlineData("Belay:Carriers:Http:NeedsSender", "perhaps", "http")]
    [InlineData("Belay:Carriers:Kannel:DefaultSenders:-", "secret", "kannel")]
    [InlineData("Belay:Carriers:Kannel:Url", null, "kannel")]
    [InlineData("Belay:Carriers:Kannel:Url", "http://secret:secret@127.0.0.1/", "kannel")]
    [InlineData("Belay:Carriers:Kannel:Url", "http://127.0.0.1/?username=secret", "kannel")]
    [InlineData("Belay:Carriers:Kannel:Username", null, "kannel")]
    [InlineData("Belay:Carriers:Kannel:Username", "sec\nret", "kannel")]
    [InlineData("Belay:Carriers:Kannel:Password", "", "kannel")]
    [InlineData("Belay:Carriers:Kannel:SmscId", "sec\rret", "kannel")]
    [InlineData("Belay:Carriers:Kannel:ReceiptUrl", null, "kannel")]
    [InlineData("Belay:Carriers:Kannel:ReceiptUrl", "/carriers/kannel/receipts", "kannel")]
    [InlineData("Belay:Carriers:Kannel:ReceiptUrl", "http://127.0.0.1/%2Fsecret", "kannel")]
    [InlineData("Belay:Carriers:Kannel:ReceiptToken", null, "kannel")]
    [InlineData("Belay:Carriers:Kannel:ReceiptToken", "secret", "kannel")]
    [InlineData("Belay:Carriers:Kannel:TimeoutSeconds", "0", "kannel")]
    [InlineData("Belay:Carriers:Kannel:MaxConnectionsPerServer", "10001", "kannel")]
    [InlineData("Belay:Carriers:Kannel:DlrUrl", "http://127.0.0.1/", "kannel")]
    [InlineData("Belay:Carriers:Sandbox:ReceiptDelaySeconds", "-1", null)]
    [InlineData("Belay:Carriers:Sandbox:ReceiptDelaySeconds", "NaN", null)]
    [InlineData("Belay:Carriers:Sandbox:ReceiptDelaySeconds", "86401", null)]
    [InlineData("Belay:Carriers:Sandbox:ReceiptDelaySeconds", "soon", null)]
    [InlineData("Belay:Carriers:Sandbox:KeysMax", "0", null)]
    [InlineData("Belay:Carriers:Sandbox:PendingReceiptsMax", "0", null)]
    [InlineData("Belay:Carriers:Sandbox:JournalFsync", "yes", null)]
    [InlineData("Belay:Carriers:Sandbox:JournalPath", "/no/such/directory/secret.jsonl", null)]
    public async Task A_wrong_setting_stops_the_start_with_one_sentence_that_names_it(string setting, string? value, string? carrier)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Belay:Carrier"] = carrier ?? "sandbox",
            ["Belay:Carriers:Http:Url"] = carrier == "http" ? "http://127.0.0.1:9/" : null,
            ["Belay:Carriers:Kannel:Url"] = carrier == "kannel" ? "http://127.0.0.1:9/cgi-bin/sendsms" : null,
            ["Belay:Carriers:Kannel:Username"] = "user",
            ["Belay:Carriers:Kannel:Password"] = "password",
            ["Belay:Carriers:Kannel:ReceiptUrl"] = "http://127.0.0.1:9/carriers/kannel/receipts",
            ["Belay:Carriers:Kannel:ReceiptToken"] = "receipt-token-0123456789",
            [setting] = value,
        };
        using var host = NewHost(null, [.. settings.Select(pair => (pair.Key, pair.Value))]);

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        var failure = Assert.Single(exception.Failures);
        Assert.StartsWith(setting + " ", failure, StringComparison.Ordinal);
        Assert.EndsWith(".", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure, StringComparison.OrdinalIgnoreCase);
    }

    private static string Capitalized(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static IHost NewHost(IMessageEngine? engine, params (string Key, string? Value)[] settings) => NewHost(engine, _ => { }, settings);

    private static IHost NewHost(IMessageEngine? engine, Action<IServiceCollection> services, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(engine ?? new ReportedEngine(_ => ReceiptVerdict.Recorded));
        builder.Services.AddBelayCarriers(builder.Configuration);
        services(builder.Services);
        return builder.Build();
    }
}
