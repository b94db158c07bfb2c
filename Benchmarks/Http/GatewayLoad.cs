using System.Globalization;
using System.Text;
using Belay.Benchmarks.Measuring;

namespace Belay.Benchmarks.Http;

/// <summary>Calls of gateways over HTTP.</summary>
internal sealed class GatewayLoad(IReadOnlyList<Uri> addresses, string key, Dialect dialect, int inFlight, bool idempotencyKeys) : ILoad, IDisposable
{
    /// <summary>Callers of lists, and of fills, at a time.</summary>
    private const int FewInFlight = 4;

    /// <summary>Messages of one large request.</summary>
    private const int FillMessages = 500;

    private readonly string _access = $"Authorization: Bearer {key}\r\n";
    private readonly string _nonce = Guid.NewGuid().ToString("N");
    private HttpLoad? _load;
    private int _number;

    public Task<(Phase Phase, Guid[] Ids)> CreateAsync(int count, Func<int, DateTimeOffset> due)
    {
        var headers = _access + (idempotencyKeys ? $"Idempotency-Key: {_nonce}-{_number.ToString(CultureInfo.InvariantCulture)}-{{number}}\r\n" : "");
        var calls = new Creates(
            new(dialect.Create.Method, dialect.Create.Path, headers, dialect.Create.Body), Encoding.ASCII.GetBytes(dialect.IdMark), _number,
            due, count);
        _number += count;
        return Task.FromResult((Load.Run(count, calls), calls.Ids));
    }

    public Task<Phase> CancelAsync(IReadOnlyList<Guid> ids) =>
        Task.FromResult(Load.Run(ids.Count, new Plain(new(dialect.Cancel.Method, dialect.Cancel.Path, _access, null), ids)));

    public Task<Phase> ListAsync(int count)
    {
        using var few = new HttpLoad(addresses, FewInFlight);
        return Task.FromResult(few.Run(count, new Plain(new("GET", "/v1/messages?limit=50", _access, null), new Guid[count])));
    }

    public Task<Phase> FillAsync(int count, DateTimeOffset from, TimeSpan within)
    {
        using var few = new HttpLoad(addresses, FewInFlight);
        var requests = (count + FillMessages - 1) / FillMessages;
        var phase = few.Run(requests, new Fills(_access, count, from, within));
        return Task.FromResult(phase with { Count = count, Errors = Math.Min(count, phase.Errors * FillMessages) });
    }

    /// <summary>Lets the connections go: the gateway is started anew.</summary>
    public void Disconnect()
    {
        _load?.Dispose();
        _load = null;
    }

    public void Dispose() => Disconnect();

    private HttpLoad Load => _load ??= new(addresses, inFlight);

    private sealed class Creates(Template template, byte[] idMark, int firstNumber, Func<int, DateTimeOffset> due, int count) : IExchange
    {
        public Guid[] Ids { get; } = new Guid[count];

        public int Write(int index, Span<byte> request) => template.Write(request, firstNumber + index, due(index));

        public bool Read(int index, in Response response) =>
            response.Status is >= 200 and <= 299 && Dialect.TryReadId(response.TextAfter(idMark), out Ids[index]);
    }

    private sealed class Plain(Template template, IReadOnlyList<Guid> ids) : IExchange
    {
        public int Write(int index, Span<byte> request) => template.Write(request, id: ids[index]);

        public bool Read(int index, in Response response) => response.Status is >= 200 and <= 299;
    }

    /// <summary>Requests in Volt MX's words, the only ones that make many messages at once.</summary>
    private sealed class Fills(string access, int count, DateTimeOffset from, TimeSpan within) : IExchange
    {
        public int Write(int index, Span<byte> request)
        {
            var first = index * FillMessages;
            var last = Math.Min(count, first + FillMessages);
            var body = new StringBuilder("""{"smsServiceRequest":{"messages":{"message":[""");
            for (var number = first; number < last; number++)
            {
                var due = from + (within * ((double)number / count));
                body.Append(CultureInfo.InvariantCulture, $$$"""
                    {{{(number > first ? "," : "")}}}{"startTimestamp":"{{{due.ToUnixTimeMilliseconds()}}}",
                    "recipients":{"recipient":{"mobile":"+4671{{{number:D7}}}"}},"content":"{{{Dialect.Text}}}"}
                    """);
            }

            body.Append("]}}}");
            return Encoding.ASCII.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"POST /api/v1/message/sms HTTP/1.1\r\nHost: belay\r\n{access}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n"
                    + $"\r\n{body}"),
                request);
        }

        public bool Read(int index, in Response response) => response.Status is >= 200 and <= 299;
    }
}
