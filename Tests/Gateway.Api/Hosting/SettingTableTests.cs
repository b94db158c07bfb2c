using System.Text.RegularExpressions;
using Belay.Carriers;
using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>The names in <see cref="SettingNames"/>, those that are read, and those in the documents are the same.</summary>
public sealed partial class SettingTableTests
{
    /// <summary>What a program with an engine in it reads beside the gateway.</summary>
    private static readonly string[] OfEngines =
        ["Belay:DataDirectory", "Belay:DiskReserveMebibytes", "Belay:Dispatch:Concurrency", "Belay:Limits:PendingPerOrganizationMax"];

    [Fact]
    public async Task Each_known_name_is_read_and_each_name_that_is_read_is_known()
    {
        using var source = new Recorder();
        var builder = WebApplication.CreateSlimBuilder();
        ((IConfigurationBuilder)builder.Configuration).Add(source);
        builder.AddBelayGateway();
        builder.Services.AddBelayCarriers(builder.Configuration);
        _ = (SendingSettings.Read(builder.Configuration), RetentionSettings.Read(builder.Configuration));
        await using var app = builder.Build();
        _ = (app.Services.GetRequiredService<IOptions<CarrierOptions>>().Value, app.Services.GetRequiredService<IOptions<SandboxOptions>>().Value,
            app.Services.GetRequiredService<IOptions<HttpCarrierOptions>>().Value,
            app.Services.GetRequiredService<IOptions<KannelCarrierOptions>>().Value);

        var read = source.Read.Where(name => name.StartsWith("Belay:", StringComparison.Ordinal)).Select(General).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            SettingNames.All.Select(one => one.Name).Where(name => !name.StartsWith("Belay:Cluster:", StringComparison.Ordinal)).Except(OfEngines)
                .Order(StringComparer.Ordinal),
            read.Where(name => !IsSection(name)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_known_name_stands_in_a_table_of_the_documents_and_the_other_way_round()
    {
        var documented = Documented("README.md").Concat(Documented("docs/cluster.md")).Distinct(StringComparer.Ordinal);

        Assert.Equal(SettingNames.All.Select(one => one.Name).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Belay:Carier", "http", "Belay:Carier is not a setting; the nearest one is Belay:Carrier.")]
    [InlineData(
        "Belay:Sending:ReceiptTimout", "72h", "Belay:Sending:ReceiptTimout is not a setting; the nearest one is Belay:Sending:ReceiptTimeout.")]
    [InlineData(
        "Belay:ApiKeys:0:Sekret", "belay_live_x", "Belay:ApiKeys:0:Sekret is not a setting; the nearest one is Belay:Webhooks:Endpoints:0:Secret.")]
    public async Task An_unknown_name_stops_the_start(string name, string value, string sentence)
    {
        var wrong = await Assert.ThrowsAsync<SettingException>(() => GatewayFixture.StartAsync(new Dictionary<string, string?> { [name] = value }));

        Assert.StartsWith(sentence[..sentence.IndexOf(';', StringComparison.Ordinal)], wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, wrong.Message.Replace(name, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("72h", 259_200)]
    [InlineData("PT72H", 259_200)]
    [InlineData("3.00:00:00", 259_200)]
    [InlineData("90s", 90)]
    public void A_span_of_time_is_read_in_each_form(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SendingSettings.Read(With("ReceiptTimeout", text)).ReceiptTimeout);

    [Theory]
    [InlineData(
        "ReceiptTimeout", "72:00:00",
        "Belay:Sending:ReceiptTimeout must be a span of time such as 90s, 15m, 72h, 2d, PT72H or 00:01:30 (hours go up to 23 in the form hh:mm:ss; "
        + "write 72h or 3.00:00:00).")]
    [InlineData(
        "RetryFor", "4",
        "Belay:Sending:RetryFor must be a span of time such as 90s, 15m, 72h, 2d, PT72H or 00:01:30 (a number needs its unit, such as 72h or 90s).")]
    [InlineData("PauseBase", "-1s", "Belay:Sending:PauseBase must be a span of time such as 90s, 15m, 72h, 2d, PT72H or 00:01:30.")]
    [InlineData("PauseMax", "0s", "Belay:Sending:PauseMax must be from 1ms to 366d.")]
    [InlineData("RetryFor", "367d", "Belay:Sending:RetryFor must be from 1ms to 366d.")]
    [InlineData("AttemptsMax", "1,000", "Belay:Sending:AttemptsMax must be a whole number from 0 to 1000, written with digits alone.")]
    public void A_wrong_one_is_said_in_one_sentence(string name, string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<SettingException>(() => SendingSettings.Read(With(name, text))).Message);

    private static IConfiguration With(string name, string text) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Belay:Sending:" + name, (string?)text)]).Build();

    /// <summary>The names in the first column of the tables, each written out.</summary>
    private static IEnumerable<string> Documented(string document) =>
        from line in File.ReadLines(Path.Combine(Root(), document))
        where line.StartsWith("| `", StringComparison.Ordinal)
        from Match name in Name().Matches(line.Split('|')[1])
        from one in Expand(name.Groups["name"].Value)
        select General(Chosen().Replace(one.Replace("__", ":", StringComparison.Ordinal), "0"));

    private static IEnumerable<string> Expand(string name) =>
        name.IndexOf('{', StringComparison.Ordinal) is var open and >= 0 && name.IndexOf('}', StringComparison.Ordinal) is var close
            ? name[(open + 1)..close].Split(',').Select(one => name[..open] + one + name[(close + 1)..])
            : [name];

    private static string General(string name) => Place().Replace(name, ":*");

    /// <summary>A list or section was asked whether it holds anything.</summary>
    private static bool IsSection(string name) => SettingNames.All.Any(one => one.Name.StartsWith(name + ":", StringComparison.Ordinal));

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ARCHITECTURE.md")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }

    [GeneratedRegex("`(?<name>Belay__[^`]+)`", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();

    [GeneratedRegex("<[a-z]+>", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Chosen();

    [GeneratedRegex(":[0-9]+(?=:|$)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();

    /// <summary>Notes each name that is asked for. It has an entry for each list, since what no entry has is not looked for.</summary>
    private sealed class Recorder : ConfigurationProvider, IConfigurationSource, IDisposable
    {
        private readonly string _secret = Path.GetTempFileName();

        public Recorder()
        {
            File.WriteAllText(_secret, "secret");
            Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                ["Belay:Carrier"] = "sandbox",
                ["Belay:ApiKeys:0:Name"] = "one",
                ["Belay:ApiKeys:0:Key"] = "one-key-0123456789",
                ["Belay:ApiKeys:0:Organization"] = "acme",
                ["Belay:ApiKeys:0:Scopes:0"] = "messages:send",
                ["Belay:Carriers:Http:Headers:0"] = "secret",
                ["Belay:Carriers:Http:HeaderFiles:1"] = _secret,
                ["Belay:Carriers:Http:DefaultSenders:0"] = "Acme",
                ["Belay:Carriers:Kannel:DefaultSenders:0"] = "Acme",
                ["Belay:Courier:Templates:0:Title"] = "Title",
                ["Belay:Courier:Templates:0:Body"] = "Body",
                ["Belay:VoltMx:Audience:0:Organization"] = "acme",
                ["Belay:VoltMx:Audience:0:Id"] = "ada",
                ["Belay:VoltMx:Audience:0:Mobile"] = "+15005550199",
                ["Belay:Webhooks:AllowedHosts:0"] = "10.0.0.0/8",
                ["Belay:Webhooks:Endpoints:0:Organization"] = "acme",
                ["Belay:Webhooks:Endpoints:0:Dialect"] = "Telnyx",
                ["Belay:Webhooks:Endpoints:0:Url"] = "https://hooks.example/",
                ["Belay:Webhooks:Endpoints:0:FailoverUrl"] = "https://backup.example/",
            };
        }

        public HashSet<string> Read { get; } = new(StringComparer.Ordinal);

        public void Dispose() => File.Delete(_secret);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override bool TryGet(string key, out string? value)
        {
            Read.Add(key);
            return base.TryGet(key, out value);
        }
    }
}
