using Belay.Carriers;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Carriers;

/// <summary>What is set and has no meaning is said, with the name that is likely meant, and without its value.</summary>
public sealed class SettingNamesTests
{
    [Theory]
    [InlineData("Belay:Carier", "Belay:Carier is not a setting; the nearest one is Belay:Carrier.")]
    [InlineData("Belay:Carriers", "Belay:Carriers is not a setting; the nearest one is Belay:Carrier.")]
    [InlineData("Belay:Carrier:Name", "Belay:Carrier:Name is not a setting; the nearest one is Belay:Carrier.")]
    [InlineData(
        "Belay:Carriers:Http:Idempotant", "Belay:Carriers:Http:Idempotant is not a setting; the nearest one is Belay:Carriers:Http:Idempotent.")]
    [InlineData("Belay:Carriers:Htpp:Url", "Belay:Carriers:Htpp:Url is not a setting; the nearest one is Belay:Carriers:Http:Url.")]
    [InlineData("Belay:AttemptsMax", "Belay:AttemptsMax is not a setting; the nearest one is Belay:Sending:AttemptsMax.")]
    [InlineData("Belay:Limits:AttemptsMax", "Belay:Limits:AttemptsMax is not a setting; the nearest one is Belay:Sending:AttemptsMax.")]
    [InlineData("Belay:Webhook:Concurrency", "Belay:Webhook:Concurrency is not a setting; the nearest one is Belay:Webhooks:Concurrency.")]
    [InlineData("Belay:ApiKeys:7:Organisation", "Belay:ApiKeys:7:Organisation is not a setting; the nearest one is Belay:ApiKeys:7:Organization.")]
    [InlineData("Belay:ApiKeys:0:Scopes", "Belay:ApiKeys:0:Scopes is not a setting; the nearest one is Belay:ApiKeys:0:Scopes:0.")]
    [InlineData("Belay:ApiKeys:Key", "Belay:ApiKeys:Key is not a setting; the nearest one is Belay:ApiKeys:0:Key.")]
    [InlineData(
        "Belay:Webhooks:Endpoints:0:Uri", "Belay:Webhooks:Endpoints:0:Uri is not a setting; the nearest one is Belay:Webhooks:Endpoints:0:Url.")]
    [InlineData(
        "Belay:Courier:Templates:welcome:Bodi",
        "Belay:Courier:Templates:welcome:Bodi is not a setting; the nearest one is Belay:Courier:Templates:welcome:Body.")]
    [InlineData("Belay_Carrier", "Belay_Carrier is not read; write Belay__Carrier.")]
    [InlineData("BELAY_CARRIER", "BELAY_CARRIER is not read; write Belay__Carrier.")]
    [InlineData("Belay.Sending.PauseMax", "Belay.Sending.PauseMax is not read; write Belay__Sending__PauseMax.")]
    [InlineData("Bellay:Carrier", "Bellay__Carrier is not read; write Belay__Carrier.")]
    public void An_unknown_name_is_said_with_the_nearest_known_one(string name, string sentence) =>
        Assert.Equal([sentence], SettingNames.FindUnknown(With((name, "secret"))));

    [Fact]
    public void An_unknown_name_without_a_value_is_said_too() => Assert.Single(SettingNames.FindUnknown(With(("Belay:Carier", ""))));

    [Theory]
    [InlineData("belay:carrier")]
    [InlineData("BELAY:CARRIERS:HTTP:URL")]
    [InlineData("Belay:Carriers:Kannel:Password")]
    [InlineData("Belay:Courier:Templates:any name at all:Body")]
    [InlineData("Belay:ApiKeys:3:Scopes:12")]
    [InlineData("BELAY_URL")]
    [InlineData("BELAY_KEY")]
    [InlineData("BELAY_API_KEY")]
    [InlineData("BELAY_ORGANIZATION")]
    [InlineData("BELAY_POSTGRES_PASSWORD")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    public void What_is_known_or_another_programs_is_let_be(string name) => Assert.Empty(SettingNames.FindUnknown(With((name, "anything"))));

    [Fact]
    public void An_empty_section_or_list_says_nothing()
    {
        using var json = new MemoryStream(
            """{"Belay":{"ApiKeys":[],"Courier":{"Templates":{}},"Carriers":{"Http":{}},"Carrier":null}}"""u8.ToArray());

        Assert.Empty(SettingNames.FindUnknown(new ConfigurationBuilder().AddJsonStream(json).Build()));
    }

    [Fact]
    public void A_setting_that_is_there_and_empty_is_found()
    {
        using var json = new MemoryStream(
            """{"Belay":{"ApiKeys":[],"Courier":{"Templates":{}},"Carriers":{"Http":{"Idempotent":null}}}}"""u8.ToArray());
        var configuration = new ConfigurationBuilder().AddJsonStream(json)
            .AddInMemoryCollection([KeyValuePair.Create("Belay:DataDirectory", (string?)" "), KeyValuePair.Create("Belay:Carrier", (string?)"http")])
            .Build();

        Assert.Equal(["Belay:Carriers:Http:Idempotent", "Belay:DataDirectory"], SettingNames.FindEmpty(configuration));
    }

    [Theory]
    [InlineData(
        SettingHost.OneProcess, "Belay:Cluster:Address",
        "is a setting of a cluster: without Belay:Cluster:ConnectionString, Silo is one process with its own database.")]
    [InlineData(SettingHost.OneProcess, "Belay:Cluster:Silos", "is a setting of the program Gateway.Api, a gateway alone.")]
    [InlineData(SettingHost.Cluster, "Belay:Cluster:Silos", "is a setting of the program Gateway.Api, a gateway alone.")]
    [InlineData(
        SettingHost.Cluster, "Belay:DataDirectory",
        "is a setting of Silo alone: with Belay:Cluster:ConnectionString, it keeps its messages in PostgreSQL.")]
    [InlineData(SettingHost.Gateway, "Belay:DataDirectory", "is a setting of the program Silo: a gateway alone keeps nothing.")]
    public void A_setting_of_another_program_is_told_from_an_unknown_one(SettingHost host, string name, string sentence) =>
        Assert.Equal([$"{name} {sentence}"], SettingNames.FindUnknown(With((name, "x")), host));

    [Fact]
    public void One_environment_serves_all_processes_of_a_cluster()
    {
        var settings = With(("Belay:Cluster:Id", "x"), ("Belay:Cluster:Address", "x"), ("Belay:Cluster:CallLease", "x"), ("Belay:Carrier", "http"));

        Assert.Empty(SettingNames.FindUnknown(settings, SettingHost.Cluster));
        Assert.Empty(SettingNames.FindUnknown(settings, SettingHost.Gateway));
    }

    private static IConfiguration With(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))).Build();
}
