namespace Belay.Tests.Silo;

/// <summary>What is wrong with the settings is said in one sentence, and ends the start with exit code 2.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Belay__Cluster__ConnectionString", "", "Belay:Cluster:ConnectionString is missing")]
    [InlineData("Belay__Cluster__ConnectionString", "Host=127.0.0.1;Port=1;Database=belay;Username=belay", "The database cannot be reached")]
    [InlineData("Belay__Cluster__Address", "silo-1", "Belay:Cluster:Address must be an IP address.")]
    [InlineData("Belay__Cluster__SiloPort", "65536", "Belay:Cluster:SiloPort")]
    [InlineData("role", "mast", "--role must be silo or gateway.")]
    public async Task A_wrong_setting_ends_the_start_with_one_sentence_that_names_it(string name, string value, string sentence)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };
        settings.TryAdd("Belay__Cluster__ConnectionString", "Host=127.0.0.1;Port=1;Database=belay;Username=belay");
        using var silo = new SiloProcess(settings, TimeSpan.FromSeconds(5));

        var (code, error) = await silo.FailAsync();

        Assert.Equal(2, code);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("belay: ", line, StringComparison.Ordinal);
        Assert.Contains(sentence, line, StringComparison.Ordinal);
    }
}
