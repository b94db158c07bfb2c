using System.Buffers.Binary;
using System.Security.Cryptography;
using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Makes ids: random, and in the order of their making even within one millisecond.</summary>
internal sealed class MessageIds(TimeProvider time)
{
    /// <summary>Counts within a millisecond: the 12 bits that follow the time in the id.</summary>
    private const int CounterMax = 0x0FFF;

    private readonly Lock _lock = new();
    private long _millisecond;
    private int _counter;

    public MessageId Next()
    {
        Span<byte> random = stackalloc byte[MessageId.RandomBytes];
        RandomNumberGenerator.Fill(random);
        long millisecond;
        lock (_lock)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _millisecond || _counter == CounterMax)
            {
                _millisecond = Math.Max(now, _millisecond + 1);
                _counter = BinaryPrimitives.ReadUInt16BigEndian(random) & (CounterMax >> 1);
            }
            else
            {
                _counter++;
            }

            millisecond = _millisecond;
            BinaryPrimitives.WriteUInt16BigEndian(random, (ushort)_counter);
        }

        return MessageId.Create(DateTimeOffset.FromUnixTimeMilliseconds(millisecond), random);
    }
}
