using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Belay.Gateway.Api.Hosting;

/// <summary>
/// Takes out of a trace what is not known to be safe to tell: paths, queries, hosts and agents as they came, for a caller may write anything there.
/// </summary>
/// <remarks>It names what stays and not what goes, so that a tag that a later version of a library adds stays at home too.</remarks>
internal sealed class SpanTags : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Told =
        new[] { "http.request.method", "http.route", "http.response.status_code", "error.type" }.ToFrozenSet(StringComparer.Ordinal);

    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToList())
        {
            if (!Told.Contains(name))
            {
                data.SetTag(name, null);
            }
        }

        // Without a description: that would be an exception's text.
        data.SetStatus(data.Status);
    }
}
