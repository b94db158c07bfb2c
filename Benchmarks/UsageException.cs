namespace Belay.Benchmarks;

/// <summary>The command line is not understood: the run ends with this one sentence.</summary>
internal sealed class UsageException(string message) : Exception(message);
