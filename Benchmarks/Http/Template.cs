using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Belay.Benchmarks.Http;

/// <summary>A request whose bytes are made once; per call only digits of fixed width are written into it.</summary>
internal sealed class Template
{
    private const string Number = "#######";
    private const string Due = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
    private const string Id = "iiiiiiii-iiii-iiii-iiii-iiiiiiiiiiii";

    private readonly byte[] _bytes;
    private readonly int[] _numbers;
    private readonly int _due;
    private readonly int _id;

    /// <param name="method">The method.</param>
    /// <param name="path">The path; <c>{id}</c> is the message's.</param>
    /// <param name="headers">Lines, each ending in CR LF.</param>
    /// <param name="body">The body; <c>{number}</c> is seven digits, <c>{due}</c> a time. Null: none.</param>
    public Template(string method, string path, string headers, string? body)
    {
        var content = Fill(body ?? "");
        var length = body is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {content.Length}\r\n");
        var text = $"{method} {Fill(path)} HTTP/1.1\r\nHost: belay\r\n{Fill(headers)}{length}\r\n{content}";
        _bytes = Encoding.ASCII.GetBytes(text);
        _numbers = [.. Enumerable.Range(0, text.Length).Where(at => string.CompareOrdinal(text, at, Number, 0, Number.Length) == 0)];
        _due = text.IndexOf(Due, StringComparison.Ordinal);
        _id = text.IndexOf(Id, StringComparison.Ordinal);
    }

    public int Write(Span<byte> request, int number = 0, DateTimeOffset due = default, Guid id = default)
    {
        _bytes.CopyTo(request);
        foreach (var at in _numbers)
        {
            Utf8Formatter.TryFormat(number % 10_000_000, request[at..], out _, new('D', 7));
        }

        if (_due >= 0)
        {
            due.UtcDateTime.TryFormat(request.Slice(_due, Due.Length), out _, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        }

        if (_id >= 0)
        {
            Utf8Formatter.TryFormat(id, request[_id..], out _);
        }

        return _bytes.Length;
    }

    private static string Fill(string text) => text.Replace("{number}", Number).Replace("{due}", Due).Replace("{id}", Id);
}
