using Belay.Carriers;
using Belay.Gateway.Api;
using Belay.Gateway.Api.Cluster;
using Belay.Silo;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Silo;

/// <summary>A process of a cluster knows its own settings, and refuses those of one that is alone.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Each_setting_of_the_cluster_is_read()
    {
        var source = new Recorder();
        SiloSettings.Read(new ConfigurationBuilder().Add(source).Build());

        Assert.All(SettingNames.All.Where(one => one.Host == SettingHost.OfCluster), one => Assert.Contains(one.Name, source.Read));
    }

    [Fact]
    public void Each_setting_of_a_process_alone_is_read_and_what_both_kinds_of_process_have_beside_their_gateway()
    {
        var source = new Recorder();
        var configuration = new ConfigurationBuilder().Add(source).Build();
        OneProcessHost.ReadStore(configuration, DataPlace.Find(configuration));
        SiloSettings.ReadEngine(configuration);

        Assert.All(SettingNames.All.Where(one => one.Host == SettingHost.OneProcess), one => Assert.Contains(one.Name, source.Read));
        Assert.Contains("Belay:Dispatch:Concurrency", source.Read);
        Assert.Contains("Belay:Limits:PendingPerOrganizationMax", source.Read);
    }

    [Theory]
    [InlineData("Belay:Clutser:Id", "Belay:Clutser:Id is not a setting; the nearest one is Belay:Cluster:Id.")]
    [InlineData(
        "Belay:DataDirectory",
        "Belay:DataDirectory is a setting of Silo alone: with Belay:Cluster:ConnectionString, it keeps its messages in PostgreSQL.")]
    public void What_has_no_meaning_here_stops_the_start(string name, string sentence)
    {
        var configuration = new ConfigurationBuilder().Add(new Recorder()).AddInMemoryCollection([KeyValuePair.Create(name, (string?)"x")]).Build();

        Assert.Equal(sentence, Assert.Throws<SettingException>(() => SiloSettings.Read(configuration)).Message);
    }

    [Theory]
    [InlineData(
        "Host=db", "10.0.0.1",
        "Belay:Cluster:ConnectionString and Belay:Cluster:Silos are both set: silos are found in their database or by their addresses, not by both.")]
    [InlineData(
        null, "silo-1/30000",
        "Belay:Cluster:Silos must be addresses of silos, each a host and its Belay:Cluster:GatewayPort, such as silo-1:30000,silo-2:30000.")]
    public async Task A_gateway_alone_finds_silos_in_one_way(string? connectionString, string silos, string sentence)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            KeyValuePair.Create("Belay:Cluster:ConnectionString", connectionString), KeyValuePair.Create("Belay:Cluster:Silos", (string?)silos),
        ]).Build();

        var wrong = await Assert.ThrowsAsync<SettingException>(() => ClusterSettings.ReadAsync(configuration, TestContext.Current.CancellationToken));
        Assert.Equal(sentence, wrong.Message);
    }

    [Fact]
    public async Task A_silo_is_named_by_its_address_and_the_port_may_be_left_out()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            KeyValuePair.Create("Belay:Cluster:Silos", (string?)" 10.0.0.1:31000, 10.0.0.2,[::1]:5 "),
        ]).Build();

        var settings = await ClusterSettings.ReadAsync(configuration, TestContext.Current.CancellationToken);

        Assert.Equal(["10.0.0.1:31000", "10.0.0.2:30000", "[::1]:5"], settings.Silos.Select(silo => silo.ToString()));
        Assert.Equal("belay", settings.Id);
    }

    /// <summary>Notes each name that is asked for.</summary>
    private sealed class Recorder : ConfigurationProvider, IConfigurationSource
    {
        public Recorder() => Data["Belay:Cluster:ConnectionString"] = "Host=127.0.0.1;Database=belay";

        public HashSet<string> Read { get; } = new(StringComparer.Ordinal);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override bool TryGet(string key, out string? value)
        {
            Read.Add(key);
            return base.TryGet(key, out value);
        }
    }
}
