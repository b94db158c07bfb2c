using Belay.Tests.Faults.Findings;

namespace Belay.Tests.Faults;

/// <summary>Reading a trace: what the proof of the order of sync and answer rests on.</summary>
public sealed class SystemCallTests
{
    [Fact]
    public void A_call_that_another_one_interrupted_began_and_ended_where_its_two_lines_stand()
    {
        var calls = SystemCall.Read(
        [
            "100 fdatasync(31</data/belay.db-wal> <unfinished ...>",
            """101 sendmsg(45<socket:[9]>, {msg_name=NULL, msg_iov=[{iov_base="HTTP/1.1 202 Accepted\r\n", iov_len=23}], msg_iovlen=1}"""
            + """, MSG_NOSIGNAL) = 23""",
            "100 <... fdatasync resumed>)            = 0",
        ]).ToList();

        Assert.Collection(
            calls,
            sent => Assert.Equal(("sendmsg", 2, 2, 23L), (sent.Name, sent.Began, sent.Ended, sent.Result)),
            sync => Assert.Equal(("fdatasync", 1, 3, 0L), (sync.Name, sync.Began, sync.Ended, sync.Result)));
    }

    [Theory]
    [InlineData("""pwrite64(3, "\x01\xff\x0a", 3, 0)""", new byte[] { 1, 255, 10 })]
    [InlineData(
        """sendmsg(3, {msg_iov=[{iov_base="a\r\n\"\\", iov_len=5}, {iov_base="\0b\17", iov_len=3}]}, 0)""",
        new byte[] { 97, 13, 10, 34, 92, 0, 98, 15 })]
    public void Its_data_are_the_bytes_of_its_strings(string call, byte[] data) =>
        Assert.Equal(data, Assert.Single(SystemCall.Read([$"7 {call} = 1"])).Data());

    [Fact]
    public void What_is_no_call_is_passed_over() =>
        Assert.Empty(SystemCall.Read(["7 --- SIGTERM {si_signo=SIGTERM} ---", "7 +++ exited with 0 +++", "7 <... futex resumed>) = 0"]));
}
