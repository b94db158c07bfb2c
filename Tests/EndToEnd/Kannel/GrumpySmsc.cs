using System.Globalization;
using System.Net;

namespace Belay.Tests.EndToEnd.Kannel;

/// <summary>
/// An SMSC behind Kannel's own HTTP protocol that never delivers: it refuses <see cref="Refused"/>, and takes <see cref="NotDelivered"/> to report a
/// failure.
/// </summary>
internal sealed class GrumpySmsc : IDisposable
{
    /// <summary>What its numbers begin with.</summary>
    public const string Prefix = "+1500556";

    public const string Refused = Prefix + "0001";
    public const string NotDelivered = Prefix + "0002";

    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new();
    private readonly Task _loop;

    public GrumpySmsc()
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{KannelBoxes.FreePort()}/");
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _loop = ServeAsync();
    }

    public string Url { get; }

    public void Dispose()
    {
        _listener.Close();
        _loop.Wait(TimeSpan.FromSeconds(30));
        _client.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var query = context.Request.QueryString;
                var refuses = query["to"] == Refused;
                context.Response.StatusCode = refuses ? 400 : 202;
                await using (var body = new StreamWriter(context.Response.OutputStream))
                {
                    await body.WriteAsync(refuses ? "Refused" : "0: Accepted for delivery");
                }

                context.Response.Close();
                if (!refuses)
                {
                    await ReportAsync(query["dlr-url"]!, query["to"]!);
                }
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>Says "not delivered" until Kannel, which may not yet have noted the message, knows which one is meant.</summary>
    private async Task ReportAsync(string address, string to)
    {
        var report = address.Replace("%d", "2", StringComparison.Ordinal)
            + "&to=" + Uri.EscapeDataString(to) + "&text=" + Uri.EscapeDataString("id:1 stat:UNDELIV err:042 text:Hello");
        for (var tries = 0; tries < 50 && !(await _client.GetStringAsync(report)).StartsWith("Sent.", StringComparison.Ordinal); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
