using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

/// <summary>A receipt that overtakes the answer to the call that it is about.</summary>
public sealed class EarlyReceiptsTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingLogger<EarlyReceipts> _log = new();
    private readonly List<DateTimeOffset> _asked = [];
    private ReceiptVerdict _verdict = ReceiptVerdict.NotFound;
    private Exception? _failure;
    private readonly EarlyReceipts _receipts;

    public EarlyReceiptsTests() => _receipts = new EarlyReceipts(
        new ReportedEngine(_ =>
        {
            _asked.Add(_clock.GetUtcNow());
            return _failure is { } failure ? throw failure : _verdict;
        }),
        _clock,
        _log);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ReceiptVerdict.Recorded)]
    [InlineData(ReceiptVerdict.AlreadyKnown)]
    [InlineData(ReceiptVerdict.Ignored)]
    public async Task One_whose_message_is_known_is_not_held(ReceiptVerdict verdict)
    {
        _verdict = verdict;

        Assert.Equal(ReceiptTaking.Reported, await TakeAsync());
        Assert.Equal(0, _receipts.Count);
    }

    [Fact]
    public async Task One_whose_message_is_not_known_is_answered_at_once_and_finds_it_a_moment_later()
    {
        Assert.Equal(ReceiptTaking.Held, await TakeAsync());
        _verdict = ReceiptVerdict.Recorded;

        _clock.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(2, _asked.Count);
        Assert.Equal(0, _receipts.Count);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, _asked.Count);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task One_whose_message_never_comes_is_tried_with_growing_pauses_for_a_minute_and_then_logged()
    {
        await TakeAsync();
        for (var i = 0; i < 90; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var began = _asked[0];
        Assert.Equal([0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 31.75, 60], _asked.Select(at => (at - began).TotalSeconds));
        Assert.Contains("no message was found", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("ref-1", _log.Lines.First(), StringComparison.Ordinal);
        Assert.Equal(0, _receipts.Count);
    }

    [Fact]
    public async Task A_store_that_is_away_meanwhile_takes_nothing_of_the_minute()
    {
        await TakeAsync();
        _failure = new StoreUnavailableException("Away.", TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, _receipts.Count);

        (_failure, _verdict) = (null, ReceiptVerdict.Recorded);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(0, _receipts.Count);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task One_that_the_engine_chokes_on_is_logged_and_let_go()
    {
        await TakeAsync();
        _failure = new InvalidOperationException(Samples.To);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, _receipts.Count);
        Assert.DoesNotContain(Samples.To[1..], Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_are_held_than_there_is_room_for()
    {
        for (var i = 0; i < EarlyReceipts.CountMax; i++)
        {
            Assert.Equal(ReceiptTaking.Held, await TakeAsync());
        }

        Assert.Equal(ReceiptTaking.Full, await TakeAsync());
        Assert.Equal(EarlyReceipts.CountMax, _receipts.Count);
    }

    [Fact]
    public async Task A_stop_says_how_many_are_lost()
    {
        await _receipts.StartAsync(Token);
        await TakeAsync();
        await TakeAsync();

        await _receipts.StopAsync(Token);

        Assert.Contains("2 receipts", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    public void Dispose() => _receipts.Dispose();

    private Task<ReceiptTaking> TakeAsync() => _receipts.TakeAsync("http", new Receipt(null, "ref-1", Delivered: true), Token);
}
