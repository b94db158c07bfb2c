using Belay.Carriers;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

public sealed class ReceiptPumpTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ReceiptChannel _receipts = new();
    private readonly RecordingLogger<ReceiptPump> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Brings_receipts_to_the_engine_under_the_carriers_name()
    {
        var engine = new ReportedEngine(_ => ReceiptVerdict.Recorded);
        using var pump = await StartAsync(engine, _clock);

        await _receipts.WriteAsync(Entry(1), Token);

        Assert.Equal(("sandbox", Entry(1).Receipt), await engine.NextAsync());
        await pump.StopAsync(Token);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Waits_for_a_store_that_is_unavailable_as_long_as_it_takes()
    {
        var unavailable = 7;
        var engine = new ReportedEngine(_ => unavailable-- > 0
            ? throw new StoreUnavailableException("No space is left.", TimeSpan.FromSeconds(3))
            : ReceiptVerdict.Recorded);
        var armed = new ArmedTimeProvider(_clock);
        using var pump = await StartAsync(engine, armed);
        await _receipts.WriteAsync(Entry(1), Token);

        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(Entry(1).Receipt, (await engine.NextAsync()).Receipt);
            Assert.Equal(TimeSpan.FromSeconds(3), await armed.NextArmedAsync());
            _clock.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(Entry(1).Receipt, (await engine.NextAsync()).Receipt);
        await pump.StopAsync(Token);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(3600, 60)]
    public async Task Waits_neither_hastily_nor_for_ever(double asked, double waited)
    {
        var first = true;
        var engine = new ReportedEngine(_ =>
        {
            var fails = first;
            first = false;
            return fails ? throw new StoreUnavailableException("Busy.", TimeSpan.FromSeconds(asked)) : ReceiptVerdict.Recorded;
        });
        var armed = new ArmedTimeProvider(_clock);
        using var pump = await StartAsync(engine, armed);
        await _receipts.WriteAsync(Entry(1), Token);

        Assert.Equal(TimeSpan.FromSeconds(waited), await armed.NextArmedAsync());
        await pump.StopAsync(Token);
    }

    [Fact]
    public async Task A_receipt_that_the_engine_chokes_on_is_given_up_and_holds_up_no_other()
    {
        var poison = Entry(1).Receipt;
        var engine = new ReportedEngine(receipt => receipt == poison ? throw new InvalidOperationException(Samples.To) : ReceiptVerdict.Recorded);
        var armed = new ArmedTimeProvider(_clock);
        using var pump = await StartAsync(engine, armed);
        await _receipts.WriteAsync(Entry(1), Token);
        for (var i = 1; i < ReceiptPump.FailuresMax; i++)
        {
            Assert.Equal(poison, (await engine.NextAsync()).Receipt);
            await armed.NextArmedAsync();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(poison, (await engine.NextAsync()).Receipt);
        await _receipts.WriteAsync(Entry(2), Token);
        Assert.Equal(Entry(2).Receipt, (await engine.NextAsync()).Receipt);
        await pump.StopAsync(Token);

        var line = Assert.Single(_log.Lines);
        Assert.Contains("InvalidOperationException", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Samples.To[1..], line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_at_once_while_it_waits_for_the_store()
    {
        var engine = new ReportedEngine(_ => throw new StoreUnavailableException("Busy.", TimeSpan.FromSeconds(30)));
        var armed = new ArmedTimeProvider(_clock);
        using var pump = await StartAsync(engine, armed);
        await _receipts.WriteAsync(Entry(1), Token);
        await armed.NextArmedAsync();

        await pump.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.True(pump.ExecuteTask?.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_full_channel_lets_its_writer_wait_and_drops_nothing()
    {
        var narrow = new ReceiptChannel(capacity: 1);
        await narrow.WriteAsync(Entry(1), Token);
        var waiting = narrow.WriteAsync(Entry(2), Token).AsTask();
        Assert.False(waiting.IsCompleted);

        Assert.True(narrow.TryRead(out var first));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.True(narrow.TryRead(out var second));

        Assert.Equal([Entry(1), Entry(2)], [first, second]);
    }

    private static CarrierReceipt Entry(int n) => new("sandbox", new Receipt(Samples.Draft(n: n).Id, null, Delivered: true));

    private async Task<ReceiptPump> StartAsync(IMessageEngine engine, TimeProvider timeProvider)
    {
        var pump = new ReceiptPump(_receipts, engine, timeProvider, _log);
        await pump.StartAsync(Token);
        return pump;
    }
}
