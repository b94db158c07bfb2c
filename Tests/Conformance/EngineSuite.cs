namespace Belay.Tests.Conformance;

/// <summary>
/// The base of every class of the suite. An engine adds one small sealed subclass for each abstract class here, and so inherits every promise;
/// <see cref="ClassesWithoutEngine"/> lets it prove that it left none out.
/// </summary>
public abstract class EngineSuite
{
    /// <summary>The xunit trait under which a test names the promises that it checks: <c>P1</c> to <c>P11</c>.</summary>
    public const string Promise = "Promise";

    /// <summary>The abstract classes of the suite that no class of this assembly inherits.</summary>
    public static IReadOnlyList<string> ClassesWithoutEngine(System.Reflection.Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var covered = assembly.GetTypes().Where(type => !type.IsAbstract).Select(type => type.BaseType).ToHashSet();
        return
        [
            .. typeof(EngineSuite).Assembly.GetTypes()
                .Where(type => type.BaseType == typeof(EngineSuite) && !covered.Contains(type))
                .Select(type => type.Name),
        ];
    }

    /// <summary>Makes a fresh engine that honours the settings.</summary>
    protected abstract Task<IEngineFixture> CreateAsync(EngineSettings settings);

    private protected async Task<Scene> OpenAsync(EngineSettings? settings = null) => new(await CreateAsync(settings ?? new EngineSettings()));

    /// <summary>Seconds, as a span: tests speak of little else.</summary>
    private protected static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
