using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Belay.Tests.Messages;

/// <summary>Checks a property on a thousand and more random cases; a failure shows the shrunk case and says how to run exactly it again.</summary>
internal static class Repeatable
{
    /// <summary>The environment variable that repeats a failure: the three numbers that FsCheck prints.</summary>
    public const string Variable = "BELAY_PROPERTY_REPLAY";

    public const int Cases = 2_000;

    /// <summary>Throws where a case does not hold.</summary>
    /// <param name="cases">Where cases come from.</param>
    /// <param name="holds">Throws for a case that breaks the property.</param>
    /// <param name="count">How many cases.</param>
    /// <param name="seed">Where a test judges all cases together, the seed that makes them the same in each run.</param>
    public static void Check<T>(Arbitrary<T> cases, Action<T> holds, int count = Cases, ulong? seed = null)
    {
        var replay = AskedReplay() ?? (seed is { } fixedSeed ? new Replay(new Rnd(fixedSeed), FSharpOption<int>.None) : null);
        var config = Config.QuickThrowOnFailure.WithMaxTest(count)
            .WithQuietOnSuccess(true).WithReplay(replay is null ? FSharpOption<Replay>.None : new FSharpOption<Replay>(replay));
        try
        {
            FsCheck.Check.One(config, Prop.ForAll(cases, holds));
        }
        catch (Exception failure)
        {
            Assert.Fail(
                $"{failure.Message}\nTo run the failing case alone: {Variable}=<the three numbers of \"Replay directly\", with their commas> dotnet "
                + "test --filter <this test>");
        }
    }

    private static Replay? AskedReplay() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } asked && asked.Trim('(', ')').Split(',') is [var seed, var gamma, var size]
            ? new Replay(new Rnd(ulong.Parse(seed), ulong.Parse(gamma)), new FSharpOption<int>(int.Parse(size)))
            : null;
}
