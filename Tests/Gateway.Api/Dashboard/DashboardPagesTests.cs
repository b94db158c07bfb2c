using System.Text.RegularExpressions;
using Belay.Gateway.Api.Dashboard;

namespace Belay.Tests.Gateway.Api.Dashboard;

/// <summary>The dashboard's files as a browser gets them.</summary>
public sealed partial class DashboardPagesTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private readonly HttpClient _client = shared.Gateway.ClientWith(null);

    [Fact]
    public async Task Each_file_comes_with_its_type_and_nothing_may_come_from_elsewhere()
    {
        foreach (var path in DashboardPages.Paths)
        {
            using var response = await _client.GetAsync(path, TestContext.Current.CancellationToken);

            Assert.True(response.IsSuccessStatusCode, path);
            Assert.Matches("^(text/(html|css|javascript|plain); charset=utf-8|image/svg\\+xml)$", response.Content.Headers.ContentType!.ToString());
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        }
    }

    [Fact]
    public async Task A_file_that_is_the_same_is_not_sent_again()
    {
        using var first = await _client.GetAsync("/", TestContext.Current.CancellationToken);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using var second = await _client.SendAsync(again, TestContext.Current.CancellationToken);

        Assert.Equal(304, (int)second.StatusCode);
        Assert.True(first.Headers.CacheControl!.NoCache);
    }

    [Fact]
    public async Task What_a_file_names_is_there_and_each_file_is_named()
    {
        var named = new HashSet<string> { "/", "/dashboard/vendor/licenses.txt" };
        foreach (var path in DashboardPages.Paths.Where(path => !path.StartsWith("/dashboard/vendor/", StringComparison.Ordinal)))
        {
            var text = await _client.GetStringAsync(path, TestContext.Current.CancellationToken);
            named.UnionWith(Address().Matches(text).Select(match => match.Groups["own"].Value));
            named.UnionWith(Import().Matches(text).Select(match => "/dashboard/" + match.Groups["file"].Value));
        }

        Assert.Equal(DashboardPages.Paths.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("(src|href)=\"(?<own>/dashboard/[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Address();

    [GeneratedRegex("from '\\./(?<file>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Import();
}
