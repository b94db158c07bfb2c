using Belay.Carriers;
using Belay.Gateway.Api;
using Belay.Silo;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Silo;

/// <summary>A process of the cluster knows its own settings, and refuses those of the program for one process.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Each_setting_of_the_cluster_is_read()
    {
        var source = new Recorder();
        SiloSettings.Read(new ConfigurationBuilder().Add(source).Build());

        Assert.All(SettingNames.All.Where(one => one.Host == SettingHost.Cluster), one => Assert.Contains(one.Name, source.Read));
    }

    [Theory]
    [InlineData("Belay:Clutser:Id", "Belay:Clutser:Id is not a setting; the nearest one is Belay:Cluster:Id.")]
    [InlineData("Belay:DataDirectory", "Belay:DataDirectory is a setting of the program Gateway.Api: Silo keeps its messages in PostgreSQL.")]
    public void What_has_no_meaning_here_stops_the_start(string name, string sentence)
    {
        var configuration = new ConfigurationBuilder().Add(new Recorder()).AddInMemoryCollection([KeyValuePair.Create(name, (string?)"x")]).Build();

        Assert.Equal(sentence, Assert.Throws<SettingException>(() => SiloSettings.Read(configuration)).Message);
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
