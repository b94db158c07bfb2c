using System.Globalization;

namespace Belay.Tests.Silo;

/// <summary>A message as the database shows it.</summary>
internal sealed record Row(Guid Id, string Status, string Text, DateTimeOffset DueAt, DateTimeOffset StoredAt, DateTimeOffset? ClaimedAt);

/// <summary>Holds what callers were told against what the database and the carrier show, once everything has ended.</summary>
internal sealed class Evidence
{
    private readonly Traffic _traffic;
    private readonly Dictionary<Guid, Row> _rows;
    private readonly ILookup<Guid, Call> _calls;

    private Evidence(Traffic traffic, List<Row> rows, IReadOnlyList<Call> calls)
    {
        _traffic = traffic;
        _rows = rows.ToDictionary(row => row.Id);
        _calls = calls.ToLookup(call => call.Id);
        Lateness =
        [
            .. from row in rows
               where _calls.Contains(row.Id)
               let wanted = row.DueAt > row.StoredAt ? row.DueAt : row.StoredAt
               let at = _calls[row.Id].Min(call => call.At)
               select (wanted, at - wanted, traffic.Accepted.ContainsKey(row.Id)),
        ];
    }

    /// <summary>
    /// For each message that was sent, when it should have been, how much later its first call came, and whether a caller was told that it was
    /// accepted.
    /// </summary>
    public IReadOnlyList<(DateTimeOffset Due, TimeSpan Late, bool Told)> Lateness { get; }

    /// <summary>The most that any message was late.</summary>
    public TimeSpan LatenessMax => Lateness.Max(message => message.Late);

    /// <summary>The most that any message was late because of the fault: beyond what this machine, busy as it is, was late before it.</summary>
    public TimeSpan LatenessByFaultMax => Beyond(LatenessMax);

    /// <summary>The same, of the messages of which a caller was told.</summary>
    public TimeSpan ToldLatenessByFaultMax => Beyond(Lateness.Where(message => message.Told).Max(message => message.Late));

    /// <summary>Waits until no message is on its way any more, and reads all of them.</summary>
    public static async Task<Evidence> GatherAsync(Cluster cluster, Traffic traffic, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        while (await OpenAsync() is var open && open.Count > 0)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, patience.Token);
            }
            catch (OperationCanceledException ended)
            {
                throw new InvalidOperationException($"{open.Count} messages have not ended: {string.Join(", ", open.Take(10))}", ended);
            }
        }

        var rows = await cluster.QueryAsync(
            """
            SELECT id, status, text, due_at, (document->'timeline'->0->>'at')::timestamptz,
                   (SELECT min((step->>'at')::timestamptz) FROM jsonb_array_elements(document->'timeline') step WHERE step->>'cause' = 'claimed')
            FROM message
            """,
            read => new Row(
                read.GetGuid(0),
                read.GetString(1),
                read.GetString(2),
                read.GetFieldValue<DateTimeOffset>(3),
                read.GetFieldValue<DateTimeOffset>(4),
                read.IsDBNull(5) ? null : read.GetFieldValue<DateTimeOffset>(5)));
        return new Evidence(traffic, rows, cluster.Carrier.Calls);

        Task<List<string>> OpenAsync() => cluster.QueryAsync(
            "SELECT id || ' ' || status || ' ' || wake_at FROM message WHERE status IN ('scheduled', 'queued', 'sending')",
            read => read.GetString(0));
    }

    /// <summary>P1 to P6, whatever failed meanwhile.</summary>
    public void AssertNothingIsLostOrSentTwiceOrAfterItsCancel()
    {
        Assert.Empty(_traffic.Surprises);

        // P1: none is lost, and each has one end.
        Assert.DoesNotContain(_traffic.Accepted.Keys, id => !_rows.ContainsKey(id));
        Assert.DoesNotContain(_rows.Values, row => row.Status is not ("sent" or "canceled"));
        Assert.DoesNotContain(_rows.Values, row => row.Status == "sent" && !_calls.Contains(row.Id));

        // P2: a cancel that was answered holds for ever.
        Assert.DoesNotContain(_traffic.Canceled.Keys, id => _rows[id].Status != "canceled");
        Assert.DoesNotContain(_rows.Values, row => row.Status == "canceled" && _calls.Contains(row.Id));

        // P3: "too late" was true when it was said.
        Assert.DoesNotContain(_traffic.TooLate, told => _rows[told.Key].Status != "sent" || !(_rows[told.Key].ClaimedAt <= told.Value.Heard));

        // P4: one effect for each message. Calls are repeated with the message's own key only.
        Assert.DoesNotContain(_calls, calls => calls.Count(call => call.HasEffect) != 1 || !_rows.ContainsKey(calls.Key));
        Assert.DoesNotContain(_calls, calls => calls.GroupBy(call => call.Attempt).Any(same => same.Count() > 1));

        // A request that was repeated with its idempotency key made one message.
        Assert.DoesNotContain(_rows.Values.Where(row => IsKeyed(row.Text)).CountBy(row => row.Text, StringComparer.Ordinal), made => made.Value > 1);

        // P6: never early.
        Assert.DoesNotContain(_calls, calls => calls.Min(call => call.At) < _rows[calls.Key].DueAt);
    }

    /// <summary>The run was one: there was something to lose.</summary>
    public void AssertThereWasContention(int acceptedMin)
    {
        Assert.True(_traffic.Accepted.Count >= acceptedMin, $"Only {_traffic.Accepted.Count} messages were accepted.");
        Assert.True(
            _traffic.Canceled.Count >= 20 && _traffic.TooLate.Count >= 20,
            $"{_traffic.Canceled.Count} were canceled and {_traffic.TooLate.Count} too late: nothing was at stake.");
    }

    /// <summary>The figures, on one line.</summary>
    public string Summarize()
    {
        var late = Lateness.Select(message => message.Late.TotalMilliseconds).Order().ToList();
        var repeated = _calls.Sum(calls => calls.Count() - 1);
        var unknown = _traffic.Answers.Count(told => told.Status is null);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {_traffic.Accepted.Count} accepted ({_rows.Count} stored, {unknown} without an answer), {_traffic.Canceled.Count} canceled,
            {_traffic.TooLate.Count} too late, {_calls.Count} sent, {repeated} calls repeated;
            late in ms: median {late[late.Count / 2]:F0}, p99 {late[late.Count * 99 / 100]:F0}, max {late[^1]:F0};
            over 2 s: {late.Count(one => one > 2_000)}
            """);
    }

    private TimeSpan Beyond(TimeSpan late)
    {
        var calm = Lateness.Where(message => message.Due + message.Late < _traffic.FaultAt).Select(message => message.Late).DefaultIfEmpty().Max();
        return late > calm ? late - calm : TimeSpan.Zero;
    }

    private static bool IsKeyed(string text) => int.Parse(text.AsSpan(text.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture) % 2 == 0;
}
