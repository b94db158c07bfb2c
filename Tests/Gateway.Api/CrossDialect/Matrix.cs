namespace Belay.Tests.Gateway.Api.CrossDialect;

/// <summary>The gateways of a class of tests: the recipients differ from test to test, so one of each is enough.</summary>
public sealed class Cross : IAsyncLifetime
{
    private GatewayFixture? _gateway;
    private GatewayFixture? _busy;

    internal GatewayFixture Gateway => _gateway ?? throw new InvalidOperationException("It has not started.");

    /// <summary>A gateway whose carrier takes one call at a time, and has one: all else waits for its turn.</summary>
    internal GatewayFixture Busy => _busy ?? throw new InvalidOperationException("It has not started.");

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayFixture.StartAsync();
        _busy = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var first = Stage.Draft();
        var call = _busy.Carrier.Hold(first.To);
        await Stage.ScheduleAsync(_busy, first);
        await call.WaitForCallAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_busy?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

/// <summary>
/// A message belongs to its organization, not to a dialect: whatever was made in one of the four is seen and canceled in each of the four,
/// and each answers by its own rules (P2, P3, P8).
/// </summary>
public sealed class Matrix(Cross cross) : IClassFixture<Cross>
{
    private readonly GatewayFixture _gateway = cross.Gateway;

    /// <summary>Every order of every dialect, with every dialect that may look at it.</summary>
    public static TheoryData<Dialect, string, Dialect> Cells { get; } = CellsOf(_ => true);

    public static TheoryData<Dialect, string, Dialect> CellsForLater { get; } = CellsOf(order => order.Later);

    public static TheoryData<Dialect, string, Dialect> CellsForNow { get; } = CellsOf(order => !order.Later);

    [Fact]
    public void No_cell_is_missing()
    {
        Dialect[] dialects = [.. Enum.GetValues<Dialect>().Where(dialect => dialect != Dialect.None)];

        Assert.Equal(4, dialects.Length);
        foreach (var cells in new[] { Cells, CellsForLater, CellsForNow })
        {
            Assert.Empty(dialects.SelectMany(origin => dialects.Select(reader => (origin, reader)))
                .Except(cells.Select(cell => (cell.Data.Item1, cell.Data.Item3))));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_message_of_one_dialect_is_seen_whole_in_the_other(Dialect origin, string orderName, Dialect dialect)
    {
        var (reader, order) = (Speaker.All[dialect], OrderOf(origin, orderName));
        var (messages, gates) = await OrderAsync(origin, order);

        foreach (var message in messages)
        {
            reader.AssertShows(await reader.LookAsync(_gateway.Client, message), message);
            Assert.NotEqual(false, await reader.ListsAsync(_gateway.Client, message));
        }

        Release(gates);
    }

    [Theory]
    [MemberData(nameof(CellsForLater))]
    public async Task A_message_of_one_dialect_is_canceled_in_the_other_and_never_sent(Dialect origin, string orderName, Dialect dialect)
    {
        var canceler = Speaker.All[dialect];
        var (messages, _) = await OrderAsync(origin, OrderOf(origin, orderName));

        canceler.AssertCanceled(await canceler.CancelAsync(_gateway.Client, messages), messages);

        canceler.AssertCanceledAgain(await canceler.CancelAsync(_gateway.Client, messages), messages);
        var canceled = await ReadAsync(messages);
        foreach (var reader in Speaker.All.Values)
        {
            foreach (var message in canceled)
            {
                reader.AssertShows(await reader.LookAsync(_gateway.Client, message), message);
                Assert.NotEqual(false, await reader.ListsAsync(_gateway.Client, message));
            }
        }

        // A message that was made later and is due after them has gone: so they would have gone before it.
        var last = await Speaker.All[Dialect.Telnyx].OrderAsync(
            _gateway, OrderOf(Dialect.Telnyx, "sms later"), OrderOf(Dialect.Telnyx, "sms later").NewRecipients());
        _gateway.Clock.Advance(Order.Lead);
        await _gateway.Carrier.WaitForCallAsync(last[0].Id);
        Assert.All(messages, message => Assert.Empty(_gateway.Carrier.CallsOf(message.Id)));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_cancel_in_the_other_dialect_comes_too_late_once_the_carrier_has_it(Dialect origin, string orderName, Dialect dialect)
    {
        var (canceler, order) = (Speaker.All[dialect], OrderOf(origin, orderName));
        var (messages, gates) = await OrderAsync(origin, order, holds: true);
        if (order.Later)
        {
            _gateway.Clock.Advance(Order.Lead);
            await Task.WhenAll(gates.Select(gate => gate.WaitForCallAsync()));
            messages = await ReadAsync(messages);
        }

        var replies = await canceler.CancelAsync(_gateway.Client, messages);

        canceler.AssertTooLate(replies, messages);
        Assert.All(await ReadAsync(messages), message => Assert.Equal(MessageStatus.Sending, message.Status));
        Release(gates);
    }

    [Theory]
    [MemberData(nameof(CellsForNow))]
    public async Task What_waits_for_its_turn_is_canceled_where_the_dialect_says_so(Dialect origin, string orderName, Dialect dialect)
    {
        var (canceler, order) = (Speaker.All[dialect], OrderOf(origin, orderName));
        var messages = await Speaker.All[origin].OrderAsync(cross.Busy, order, order.NewRecipients());
        Assert.All(messages, message => Assert.Equal(MessageStatus.Queued, message.Status));

        var replies = await canceler.CancelAsync(cross.Busy.Client, messages);

        if (canceler.CancelsQueued)
        {
            canceler.AssertCanceled(replies, messages);
        }
        else
        {
            canceler.AssertTooLate(replies, messages);
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task To_another_organization_it_does_not_exist(Dialect origin, string orderName, Dialect dialect)
    {
        var (stranger, order) = (Speaker.All[dialect], OrderOf(origin, orderName));
        var (messages, gates) = await OrderAsync(origin, order);
        var nobodys = Stage.In(MessageStatus.Scheduled);
        using var client = _gateway.ClientWith(GatewayFixture.OtherKey);

        var lookAtNone = await stranger.LookAsync(client, nobodys);
        var cancelOfNone = (await stranger.CancelAsync(client, [nobodys]))[0];

        Assert.InRange(lookAtNone.Status, 400, 404);
        foreach (var message in messages)
        {
            Assert.Equal(Speaker.WithoutRequestId(lookAtNone), Speaker.WithoutRequestId(await stranger.LookAsync(client, message)));
            Assert.NotEqual(true, await stranger.ListsAsync(client, message));
        }

        Assert.All(
            await stranger.CancelAsync(client, messages),
            reply => Assert.Equal(Speaker.WithoutRequestId(cancelOfNone), Speaker.WithoutRequestId(reply)));
        Assert.Equal(messages.Select(message => message.Version), (await ReadAsync(messages)).Select(message => message.Version));
        Release(gates);
    }

    private static TheoryData<Dialect, string, Dialect> CellsOf(Func<Order, bool> which)
    {
        var cells = new TheoryData<Dialect, string, Dialect>();
        foreach (var origin in Speaker.All.Values)
        {
            foreach (var order in origin.Orders.Where(which))
            {
                foreach (var reader in Speaker.All.Keys)
                {
                    cells.Add(origin.Dialect, order.Name, reader);
                }
            }
        }

        return cells;
    }

    private static Order OrderOf(Dialect origin, string name) => Speaker.All[origin].Orders.Single(order => order.Name == name);

    private static void Release(IEnumerable<CarrierGate> gates)
    {
        foreach (var gate in gates)
        {
            gate.Release();
        }
    }

    /// <summary>Orders; what is for now is then with the carrier, which holds it until it is released.</summary>
    private async Task<(IReadOnlyList<Message> Messages, IReadOnlyList<CarrierGate> Gates)> OrderAsync(
        Dialect origin, Order order, bool holds = false)
    {
        var recipients = order.NewRecipients();
        CarrierGate[] gates = holds || !order.Later ? [.. recipients.Select(_gateway.Carrier.Hold)] : [];
        var messages = await Speaker.All[origin].OrderAsync(_gateway, order, recipients);
        if (order.Later)
        {
            return (messages, gates);
        }

        await Task.WhenAll(gates.Select(gate => gate.WaitForCallAsync()));
        return (await ReadAsync(messages), gates);
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(IReadOnlyList<Message> messages)
    {
        var read = new List<Message>();
        foreach (var message in messages)
        {
            read.Add((await _gateway.Engine.FindAsync(GatewayFixture.Organization, message.Id, TestContext.Current.CancellationToken))!);
        }

        return read;
    }
}
