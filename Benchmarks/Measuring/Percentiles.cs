namespace Belay.Benchmarks.Measuring;

/// <summary>
/// A set of measured values, in order: exact percentiles by nearest rank, nothing interpolated. Throws <see cref="ArgumentException"/> for an empty
/// set.
/// </summary>
internal sealed class Percentiles
{
    private readonly double[] _sorted;

    public Percentiles(IEnumerable<double> values)
    {
        _sorted = [.. values];
        if (_sorted.Length == 0)
        {
            throw new ArgumentException("There is no percentile of nothing.", nameof(values));
        }

        Array.Sort(_sorted);
    }

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    /// <summary>The middle one; of an even number, the lower of the two.</summary>
    public double Median => At(0.5);

    /// <summary>The smallest value that at least this share, 0 to 1, of all values do not exceed.</summary>
    public double At(double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return _sorted[Math.Max(0, (int)Math.Ceiling(share * _sorted.Length) - 1)];
    }
}
