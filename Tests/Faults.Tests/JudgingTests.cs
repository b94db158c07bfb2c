using System.Diagnostics;
using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Recorders;
using Belay.Tests.Faults.Runs;
using Belay.Tests.Support;

namespace Belay.Tests.Faults;

/// <summary>That a run can fail, and that one which shows nothing says so.</summary>
public sealed class JudgingTests
{
    private static readonly Guid Id = Guid.Parse("019a0000-0000-7000-8000-0000000000ff");

    private static readonly string Row =
        $"""1 pwrite64(9</d/belay.db-wal>, "{string.Concat(Id.ToByteArray(bigEndian: true).Select(one => $@"\x{one:x2}"))}", 16, 0) = 16""";

    private static readonly string Answer =
        $$"""2 sendmsg(8<socket:[1]>, {msg_iov=[{iov_base="HTTP/1.1 202 Accepted\r\n\r\n{\"id\":\"{{Id}}\"}", iov_len=9}]}, 0) = 9""";

    [Fact]
    public void A_row_that_was_synced_before_its_answer_left_is_in_order() =>
        Assert.Empty(Judge(Row, "1 fdatasync(9</d/belay.db-wal>) = 0", Answer).Broken);

    [Theory]
    [InlineData("1 fdatasync(9</d/belay.db-wal>) = 0", "row", "answer")]
    [InlineData("row", "answer", "1 fdatasync(9</d/belay.db-wal>) = 0")]
    [InlineData("row", "1 fdatasync(9</d/belay.db-wal> <unfinished ...>", "answer", "1 <... fdatasync resumed>) = 0")]
    [InlineData("1 fdatasync(9</d/belay.db-wal> <unfinished ...>", "row", "1 <... fdatasync resumed>) = 0", "answer")]
    [InlineData("row", "1 fdatasync(9</d/belay.db>) = 0", "answer")]
    [InlineData("row", "1 fdatasync(9</d/belay.db-wal>) = -1 EIO", "answer")]
    [InlineData("row", "answer")]
    [InlineData("row", "1 fdatasync(9</d/belay.db-wal>) = 0")]
    public void Any_other_order_is_found(params string[] lines) =>
        Assert.Single(Judge([.. lines.Select(line => line switch { "row" => Row, "answer" => Answer, var other => other })]).Broken);

    [Fact]
    public void A_kill_while_hardly_anything_was_accepted_makes_a_run_void()
    {
        var figures = Figures.Of("kills", Evidence([]), acceptedPerSecondMin: 1);

        Assert.Equal((1, 1, 0), (figures.Faults, figures.FaultsWithoutTraffic, figures.FaultsInCall));
        Assert.Equal(2, Contention.Missing(figures, outcomeShareMin: 0).Concat(Contention.MissingCalls(figures, shareMin: 0.25)).Count());
    }

    [Fact]
    public void Cancels_that_were_all_too_late_make_a_run_void()
    {
        var figures = Figures.Of("kills", Evidence([Cancel(409, 20), Cancel(409, -50), Cancel(200, 51), Cancel(null, 0)]), acceptedPerSecondMin: 0);

        Assert.Equal((2, 0), (figures.Races, figures.RacesWon));
        Assert.Single(Contention.Missing(figures, outcomeShareMin: 0.2));
    }

    [Fact]
    public void An_accepted_message_that_the_store_does_not_have_is_lost()
    {
        var create = Cancel(202, 0) with { Verb = ClientVerb.Create, Request = "1-1", Id = Id.ToString() };

        Assert.Equal(1, Figures.Of("kills", Evidence([create]), acceptedPerSecondMin: 0).Lost);
    }

    private static OrderRun Judge(params string[] lines) => OrderRun.Judge([Id], [.. SystemCall.Read(lines)]);

    private static ClientLine Cancel(int? status, int millisecondsAfterDue)
    {
        var due = DateTimeOffset.UnixEpoch.AddYears(60);
        return new(
            ClientVerb.Cancel, "acme", 1, status is null ? null : 2, due.AddMilliseconds(millisecondsAfterDue), status, false, null, null,
            Id.ToString(), null, due, 1);
    }

    private static Evidence Evidence(IReadOnlyList<ClientLine> clients) => new(
        new RunHistory { Clients = [.. clients.Select(Findings.Evidence.ToCall)], Carrier = [], Webhooks = [], Stored = [] },
        clients, [], [], [new Fault("kill -9", Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow())], "ok", 0);
}
