using System.Net;
using System.Net.Sockets;
using Belay.Connections;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers.Connections;

/// <summary>One silent address of several must not take the patience of a call.</summary>
public sealed class StaggeredDialerTests
{
    private static readonly IPAddress A6 = IPAddress.Parse("2001:db8::a");
    private static readonly IPAddress B6 = IPAddress.Parse("2001:db8::b");
    private static readonly IPAddress A4 = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress B4 = IPAddress.Parse("192.0.2.2");

    private readonly ManualTimeProvider _clock = new();
    private readonly List<Dialing> _dialed = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_address_is_alone_for_a_moment_and_then_the_next_is_dialed_beside_it()
    {
        var connecting = DialAsync(A6, A4);
        Assert.Equal([A6], Dialed);
        _clock.Advance(StaggeredDialer.Stagger - TimeSpan.FromMilliseconds(1));
        Assert.Equal([A6], Dialed);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await DialedAsync(2);
        var stream = second.Connect();

        Assert.Same(stream, await connecting);
        Assert.True(_dialed[0].Token.IsCancellationRequested);
    }

    [Fact]
    public async Task An_address_that_refuses_is_followed_by_the_next_at_once()
    {
        var connecting = DialAsync(A6, A4);

        _dialed[0].Refuse();
        var stream = (await DialedAsync(2)).Connect();

        Assert.Same(stream, await connecting);
    }

    [Fact]
    public async Task The_first_may_still_win_after_others_were_dialed_and_theirs_are_closed()
    {
        var connecting = DialAsync(A6, A4, B6);
        _clock.Advance(StaggeredDialer.Stagger);
        var second = await DialedAsync(2);
        _clock.Advance(StaggeredDialer.Stagger);
        await DialedAsync(3);

        var won = _dialed[0].Connect();
        Assert.Same(won, await connecting);
        var late = second.Connect();

        await late.Closed.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.False(won.Closed.IsCompleted);
    }

    [Fact]
    public async Task The_families_take_turns_beginning_with_the_one_that_comes_first()
    {
        var connecting = DialAsync(A6, B6, A4, B4);
        for (var i = 0; i < 4; i++)
        {
            (await DialedAsync(i + 1)).Refuse();
        }

        await Assert.ThrowsAsync<SocketException>(() => connecting);
        Assert.Equal([A6, A4, B6, B4], Dialed);
    }

    [Fact]
    public async Task Where_none_answers_the_last_refusal_is_told()
    {
        var connecting = DialAsync(A6, A4);
        _dialed[0].Refuse(SocketError.NetworkUnreachable);
        (await DialedAsync(2)).Refuse(SocketError.ConnectionRefused);

        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(() => connecting)).SocketErrorCode);
    }

    [Fact]
    public async Task A_host_without_addresses_is_not_found() =>
        Assert.Equal(SocketError.HostNotFound, (await Assert.ThrowsAsync<SocketException>(() => DialAsync())).SocketErrorCode);

    [Fact]
    public async Task Giving_up_closes_what_is_under_way_even_where_a_dialer_heeds_nothing()
    {
        using var stop = new CancellationTokenSource();
        var connecting = DialAsync(stop.Token, A6, A4);
        _clock.Advance(StaggeredDialer.Stagger);
        await DialedAsync(2);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        var late = _dialed[0].Connect();
        await late.Closed.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Of_a_host_with_very_many_addresses_only_some_are_dialed()
    {
        var connecting = DialAsync([.. Enumerable.Range(1, 100).Select(n => IPAddress.Parse($"192.0.2.{n}"))]);
        for (var i = 0; i < StaggeredDialer.AddressesMax; i++)
        {
            (await DialedAsync(i + 1)).Refuse();
        }

        await Assert.ThrowsAsync<SocketException>(() => connecting);
        Assert.Equal(StaggeredDialer.AddressesMax, _dialed.Count);
    }

    [Fact]
    public async Task A_connection_over_tcp_is_made_though_an_address_before_it_refuses()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connector = new HostConnector(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Loopback]),
            new StaggeredDialer(StaggeredDialer.DialTcpAsync, TimeProvider.System));

        await using var stream = await connector.ConnectAsync(new DnsEndPoint("two.example", ((IPEndPoint)listener.LocalEndpoint).Port), Token);

        using var accepted = await listener.AcceptSocketAsync(Token);
        Assert.True(accepted.Connected);
    }

    private IEnumerable<IPAddress> Dialed => _dialed.Select(one => one.Address);

    private Task<Stream> DialAsync(params IPAddress[] addresses) => DialAsync(Token, addresses);

    private Task<Stream> DialAsync(CancellationToken cancellationToken, params IPAddress[] addresses) => new StaggeredDialer(
        (endPoint, token) =>
        {
            var dialing = new Dialing(endPoint.Address, token);
            lock (_dialed)
            {
                _dialed.Add(dialing);
            }

            return new ValueTask<Stream>(dialing.Ended.Task);
        },
        _clock).DialAsync(addresses, 443, cancellationToken).AsTask();

    /// <summary>The n-th dialing, once it has begun.</summary>
    private async Task<Dialing> DialedAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            lock (_dialed)
            {
                if (_dialed.Count >= count)
                {
                    return _dialed[count - 1];
                }
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    internal sealed record Dialing(IPAddress Address, CancellationToken Token)
    {
        public TaskCompletionSource<Stream> Ended { get; } = new();

        public Watched Connect()
        {
            var stream = new Watched();
            Ended.SetResult(stream);
            return stream;
        }

        public void Refuse(SocketError error = SocketError.ConnectionRefused) => Ended.SetException(new SocketException((int)error));
    }

    internal sealed class Watched : MemoryStream
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        protected override void Dispose(bool disposing)
        {
            _closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
