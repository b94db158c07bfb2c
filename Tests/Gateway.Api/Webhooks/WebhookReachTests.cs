using System.Net;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>Who may send events where.</summary>
public sealed class WebhookReachTests
{
    [Theory]
    [InlineData("hooks.example", "93.184.216.34", true)]
    [InlineData("hooks.example", "2606:2800:220:1::1", true)]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("localhost", "127.0.0.1", false)]
    [InlineData("localhost", "::1", false)]
    [InlineData("localhost.", "::1", false)]
    [InlineData("a.localhost", "127.0.0.1", false)]
    [InlineData("0.0.0.0", "0.0.0.0", false)]
    [InlineData("::", "::", false)]
    [InlineData("0177.0.0.1", "0177.0.0.1", false)]
    [InlineData("0x7f.1", "0x7f.1", false)]
    [InlineData("2130706433", "2130706433", false)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", "::ffff:169.254.169.254", false)]
    [InlineData("::127.0.0.1", "::127.0.0.1", false)]
    [InlineData("metadata.google.internal", "169.254.169.254", false)]
    [InlineData("169.254.169.254", "169.254.169.254", false)]
    [InlineData("fd00:ec2::254", "fd00:ec2::254", false)]
    [InlineData("printer.local", "169.254.1.1", false)]
    [InlineData("printer.local", "fe80::1", false)]
    [InlineData("hooks.example", "100.64.0.1", false)]
    [InlineData("hooks.example", "10.0.0.1", false)]
    [InlineData("hooks.example", "172.16.0.1", false)]
    [InlineData("hooks.example", "192.168.0.1", false)]
    [InlineData("hooks.example", "fd12:3456::1", false)]
    [InlineData("hooks.example", "64:ff9b::a00:1", false)]
    [InlineData("hooks.example", "2002:a00:1::1", false)]
    [InlineData("hooks.example", "255.255.255.255", false)]
    [InlineData("hooks.example", "224.0.0.1", false)]
    public void By_itself_a_caller_reaches_the_open_internet_alone_and_the_operator_everything(string host, string address, bool allowed)
    {
        var reach = new WebhookReach(allowPrivateNetworks: false);

        Assert.Equal(allowed, reach.Allows(host, IPAddress.Parse(address), AddressOwner.Caller));
        Assert.True(reach.Allows(host, IPAddress.Parse(address), AddressOwner.Operator));
        Assert.True(new WebhookReach(allowPrivateNetworks: true).Allows(host, IPAddress.Parse(address), AddressOwner.Caller));
    }

    [Theory]
    [InlineData("hooks.internal", "hooks.internal", "10.1.2.3", true)]
    [InlineData("hooks.internal", "HOOKS.internal.", "10.1.2.3", true)]
    [InlineData("Hooks.Internal", "hooks.internal", "127.0.0.1", true)]
    [InlineData("hooks.internal", "other.internal", "10.1.2.3", false)]
    [InlineData("hooks.internal", "a.hooks.internal", "10.1.2.3", false)]
    [InlineData("hooks.internal", "hooks.internal.example", "10.1.2.3", false)]
    [InlineData("hooks.internal", "evilhooks.internal", "10.1.2.3", false)]
    [InlineData(".internal", "hooks.internal", "10.1.2.3", true)]
    [InlineData(".internal", "a.b.internal", "10.1.2.3", true)]
    [InlineData(".internal", "internal", "10.1.2.3", false)]
    [InlineData(".internal", "hooksinternal", "10.1.2.3", false)]
    [InlineData("bücher.internal", "xn--bcher-kva.internal", "10.1.2.3", true)]
    [InlineData("localhost", "localhost", "::1", true)]
    [InlineData("10.1.2.3.nip.io", "10.1.2.3.nip.io", "10.1.2.3", true)]
    [InlineData("x", "x", "10.1.2.3", true)]
    [InlineData("7-eleven.internal.", "7-eleven.internal", "10.1.2.3", true)]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "localhost", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "rebound.example", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", "127.0.0.2", false)]
    [InlineData("127.0.0.1", "::1", "::1", false)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("10.1.0.0/16", "hooks.example", "10.1.255.255", true)]
    [InlineData("10.1.0.0/16", "hooks.example", "10.2.0.0", false)]
    [InlineData("10.1.2.3/16", "hooks.example", "10.1.255.255", true)]
    [InlineData("0.0.0.0/0", "hooks.example", "169.254.169.254", true)]
    [InlineData("0.0.0.0/0", "hooks.example", "::1", false)]
    [InlineData("::/0", "hooks.example", "::1", true)]
    [InlineData("::/0", "hooks.example", "::ffff:127.0.0.1", false)]
    [InlineData("fd00:1234::/32", "hooks.example", "fd00:1234:5678::1", true)]
    [InlineData("fd00:1234::/32", "hooks.example", "fd00:1235::1", false)]
    public void What_the_operator_allows_is_reached_and_nothing_beside_it(string entry, string host, string address, bool allowed) =>
        Assert.Equal(allowed, new WebhookReach(false, "192.168.7.7", entry).Allows(host, IPAddress.Parse(address), AddressOwner.Caller));

    [Theory]
    [InlineData(25, false)]
    [InlineData(80, true)]
    [InlineData(443, true)]
    [InlineData(1_023, false)]
    [InlineData(1_024, true)]
    public void A_callers_port_is_one_of_the_web_or_above_1023_on_allowed_hosts_too(int port, bool allowed)
    {
        var reach = new WebhookReach(false, "127.0.0.1");

        Assert.Equal(allowed, reach.AllowsPort(port, AddressOwner.Caller));
        Assert.True(reach.AllowsPort(port, AddressOwner.Operator));
        Assert.True(new WebhookReach(allowPrivateNetworks: true).AllowsPort(port, AddressOwner.Caller));
    }
}
