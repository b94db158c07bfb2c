using Belay.Benchmarks.Measuring;

namespace Belay.Tests.Benchmarks.Measuring;

public sealed class PercentilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.005, 1)]
    [InlineData(0.011, 2)]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.991, 100)]
    [InlineData(1, 100)]
    public void A_percentile_is_the_nearest_rank_of_the_values(double share, double expected) =>
        Assert.Equal(expected, new Percentiles(Enumerable.Range(1, 100).Reverse().Select(value => (double)value)).At(share));

    [Fact]
    public void Few_values_have_percentiles_too()
    {
        var values = new Percentiles([30, 10, 20]);
        Assert.Equal((10, 20, 30, 30), (values.Min, values.Median, values.At(0.99), values.Max));
    }

    [Fact]
    public void The_median_of_an_even_number_is_the_lower_of_the_two() => Assert.Equal(10, new Percentiles([20, 10]).Median);

    [Fact]
    public void There_is_none_of_nothing_and_none_beyond_all()
    {
        Assert.Throws<ArgumentException>(() => new Percentiles([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Percentiles([1]).At(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Percentiles([1]).At(-0.01));
    }
}
